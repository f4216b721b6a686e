"""A whole portal of its own for the browser: database with demo data, hashed static files, gunicorn on a free port."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.databases import unmeasured

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 60  # seconds


@contextmanager
def running_portal(*, database_url: str, redis_url: str, var: Path):
    """Prepare the data and serve them; yields the address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = unmeasured() | {
        "DJANGO_SETTINGS_MODULE": "polo.settings.dev",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        # Portals of other workers have people with the same numbers: a code used there is not used here.
        "CACHE_KEY_PREFIX": str(var),
        "POLO_VAR": str(var),
        "SITE_URL": address,
    }
    subprocess.run([sys.executable, "manage.py", "prepare", "--demo"], cwd=ROOT, env=environment, check=True)
    with serving(environment, port):
        yield address


@contextmanager
def serving(environment: dict[str, str], port: int):
    """gunicorn with that environment; yields the address."""
    address = f"http://127.0.0.1:{port}"
    web = [sys.executable, "-m", "gunicorn", "polo.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    with subprocess.Popen([*web, "--no-control-socket"], cwd=ROOT, env=environment) as process:
        try:
            _wait_until_served(address)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_served(address: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (our own address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
