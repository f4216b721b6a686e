"""Production settings: nothing to warn about, and no start without a secret."""

import os
import subprocess
import sys

from django.conf import settings

COMMAND = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def run(**env):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "polo.settings.production", **env}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests' own
    environment["DATABASE_URL"], environment["REDIS_URL"] = settings.DATABASE_URL, settings.REDIS_URL
    return subprocess.run(COMMAND, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


def test_check_deploy_has_nothing_to_say():
    done = run(SECRET_KEY="k" * 30 + "".join(chr(97 + n % 26) for n in range(40)), ALLOWED_HOSTS="polo.example")

    assert done.returncode == 0, done.stderr


def test_production_without_secret_does_not_start():
    env = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    env["DJANGO_SETTINGS_MODULE"] = "polo.settings.production"

    done = subprocess.run(COMMAND, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
