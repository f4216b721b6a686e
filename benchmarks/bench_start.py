"""The second start against the first: everything between a checkout with its packages and a served page."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parents[1]
BAR = 1 / 3


def run() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory(prefix="polo-bench-") as folder:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {"POLO_VAR": f"{folder}/var", "DJANGO_SETTINGS_MODULE": "polo.settings.dev"}
        try:
            first, second = _start(env), _start(env)
        finally:
            subprocess.run([sys.executable, "-m", "polo.embedded", "stop"], env=env, cwd=ROOT, check=True)
    yield Figure(
        name="start: second preparation against the first",
        value=second / first,
        reference=f"{second:.1f} s / {first:.1f} s (servers, migrations, data, demo, static files)",
        bar="<= 1/3",
        ok=second / first <= BAR,
    )


def _start(env: dict[str, str]) -> float:
    """As `make run` does it, the servers stopped before."""
    subprocess.run([sys.executable, "-m", "polo.embedded", "stop"], env=env, cwd=ROOT, check=True)
    started = time.monotonic()
    command = [sys.executable, "manage.py", "prepare", "--demo"]
    subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started
