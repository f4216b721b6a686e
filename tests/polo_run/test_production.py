"""Production settings: nothing to warn about, and no start without a secret."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.checks import run_checks

from polo.checks import intermediary_is_declared

COMMAND = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def run(**env):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "polo.settings.production", **env}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests' own
    environment["DATABASE_URL"], environment["REDIS_URL"] = settings.DATABASE_URL, settings.REDIS_URL
    return subprocess.run(COMMAND, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


INTERMEDIARY = dict.fromkeys(
    ("INTERMEDIARY_SUBJECT", "INTERMEDIARY_AUTHORISATION", "INTERMEDIARY_LEGAL_REPRESENTATIVE"), "Ente di prova"
)
LONG_KEY = "k" * 30 + "".join(chr(97 + n % 26) for n in range(40))


def test_check_deploy_has_nothing_to_say():
    done = run(
        SECRET_KEY=LONG_KEY, ALLOWED_HOSTS="polo.example", SITE_CONTACT_EMAIL="segreteria@polo.example", **INTERMEDIARY
    )

    assert done.returncode == 0, done.stderr


def test_check_deploy_wants_to_know_who_answers_for_the_matching(settings):
    for name in INTERMEDIARY:
        setattr(settings, name, "Ente di prova")
    assert intermediary_is_declared() == []

    settings.INTERMEDIARY_AUTHORISATION = ""

    (warning,) = intermediary_is_declared()
    assert warning.id == "polo.W002"
    assert "INTERMEDIARY_AUTHORISATION" in warning.hint
    assert "INTERMEDIARY_SUBJECT" not in warning.hint


def test_check_deploy_wants_an_address_to_write_to():
    done = run(SECRET_KEY=LONG_KEY, ALLOWED_HOSTS="polo.example", SITE_CONTACT_EMAIL="")

    assert done.returncode != 0
    assert "polo.W001" in done.stderr


def test_production_without_secret_does_not_start():
    env = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    env["DJANGO_SETTINGS_MODULE"] = "polo.settings.production"

    done = subprocess.run(COMMAND, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_the_demo_s_codes_are_refused(settings):
    settings.DEMO_TOTP_SECRET = "POLODEMO"
    assert [error.id for error in run_checks() if error.id == "polo.E001"] == []

    settings.SECURE_SSL_REDIRECT = True

    assert [error.id for error in run_checks() if error.id == "polo.E001"] == ["polo.E001"]


def test_the_demo_s_mailbox_is_refused(settings):
    settings.DEMO_MAILBOX = True
    assert [error.id for error in run_checks() if error.id == "polo.E002"] == []

    settings.SECURE_SSL_REDIRECT = True

    assert [error.id for error in run_checks() if error.id == "polo.E002"] == ["polo.E002"]


def test_production_has_nothing_of_the_demo():
    demo = "production.DEMO_TOTP_SECRET or production.DEMO_MAILBOX"
    code = f"from polo.settings import production; raise SystemExit(bool({demo}))"
    environment = {**os.environ, "SECRET_KEY": "k" * 60, "DJANGO_SETTINGS_MODULE": "polo.settings.production"}

    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, check=False).returncode
        == 0
    )


def test_lists_from_memory_need_numpy(settings, monkeypatch):
    settings.MATCHING_ACCELERATOR = True
    assert [error.id for error in run_checks() if error.id == "polo.E003"] == []

    monkeypatch.setitem(sys.modules, "numpy", None)

    assert [error.id for error in run_checks() if error.id == "polo.E003"] == ["polo.E003"]
