"""pretalx from its PyPI package, with its own environment and its own database on the same PostgreSQL and Valkey."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
from django.conf import settings

from benchmarks import web
from polo.servers import VAR

PACKAGES = (
    "pretalx==2025.2.2", "gunicorn==27.0.1", "psycopg2-binary==2.9.13", "redis==8.1.0", "Faker==40.54.0",
    "freezegun==1.5.5",
)  # fmt: skip
FOLDER, DATA, CONFIG = VAR / "pretalx", VAR / "pretalx-data", VAR / "pretalx.cfg"
PYTHON = FOLDER / "bin" / "python"
DATABASE = "bench_pretalx"
EVENT = "democon"
SPEAKERS = f"/{EVENT}/speaker/"
LINES = """[filesystem]
data={data}
[site]
debug=False
url=http://127.0.0.1
[database]
backend=postgresql
name={database}
user={user}
host={host}
[redis]
location={redis}
session=True
"""
MAKE_ORGANISER = """
from pretalx.person.models import User
User.objects.create_superuser(email="organiser@example.org", password="only for figures", name="Organiser")
"""


@contextmanager
def served(*, threads: int) -> Iterator[int]:
    """Its demonstration event, behind the server that the portal stands behind; yields the port."""
    _install()
    _lay()
    with web.gunicorn(str(PYTHON), "pretalx.wsgi", _env(), threads=threads, ready=SPEAKERS) as port:
        yield port


def _install() -> None:
    """Once: packages from PyPI, style sheets and scripts through npm, as its documentation says."""
    known = FOLDER / "packages.txt"
    if known.exists() and known.read_text() == "\n".join(PACKAGES):
        return
    if not PYTHON.exists():
        _run(sys.executable, "-m", "venv", str(FOLDER))
    _run(str(PYTHON), "-m", "pip", "install", "--quiet", *PACKAGES)
    _configure()
    _run(str(PYTHON), "-m", "pretalx", "rebuild")
    known.write_text("\n".join(PACKAGES))


def _lay() -> None:
    """An empty database, migrated, with the event that pretalx invents for developers."""
    _configure()
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        line.execute(f"CREATE DATABASE {DATABASE}")
    _run(str(PYTHON), "-m", "pretalx", "migrate")
    _run(str(PYTHON), "-m", "pretalx", "shell", "--unsafe-disable-scopes", "-c", MAKE_ORGANISER)
    _run(str(PYTHON), "-m", "pretalx", "create_test_event", "--stage", "over", "--slug", EVENT)


def _configure() -> None:
    url = urlsplit(settings.DATABASE_URL)
    host = unquote(url.hostname or "") or unquote(url.netloc.rpartition("@")[2].partition(":")[0])
    redis = settings.REDIS_URL + ("?db=9" if settings.REDIS_URL.startswith("unix:") else "/9")
    DATA.mkdir(exist_ok=True)
    CONFIG.write_text(LINES.format(data=DATA, database=DATABASE, user=url.username, host=host, redis=redis))


def _env() -> dict[str, str]:
    return {"PRETALX_CONFIG_FILE": str(CONFIG), "DJANGO_SETTINGS_MODULE": "pretalx.settings"}


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=VAR, env=os.environ | _env(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)[:80]}: {(done.stderr or done.stdout)[-2000:]}"


def database_drop() -> None:
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
