"""Databases for tests: copies of others, and one that is migrated already."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

from polo.servers import VAR

ROOT = Path(__file__).resolve().parents[1]
MIGRATED = "polo_migrated_"


def migrated_database() -> str:
    """The name of an empty portal's database; made by the first who asks, and anew when a migration changes."""
    name = MIGRATED + _migrations()
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "migrated.lock").open("w") as lock, psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [MIGRATED]).fetchall()
        if (name,) not in found:
            for (old,) in found:
                server.execute(f'DROP DATABASE "{old}"')
            _migrate(name)
    return name


def _migrate(name: str) -> None:
    """Under another name until it is whole."""
    url = create_database(settings.DATABASE_URL, f"making_{name}")
    environment = unmeasured() | {"DJANGO_SETTINGS_MODULE": "polo.settings.test", "DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        server.execute(f'ALTER DATABASE "making_{name}" RENAME TO "{name}"')


def _migrations() -> str:
    """Ours, and the versions of the packages that bring their own."""
    paths = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"]
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in paths)).hexdigest()[:12]


def unmeasured() -> dict[str, str]:
    """The environment of a process whose lines are not counted: other tests come to them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def create_database(url: str, name: str, *, like: str = "template1") -> str:
    """A database beside the one of `url`, empty or a copy; returns its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str, database_url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(database_url).path[1:]}" WITH (FORCE)')
