"""`make run`: servers, data, then web, worker and beat under one process manager; Ctrl-C ends all of it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


def main() -> int:
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.dev")
    port = os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    from polo import embedded, servers

    servers.ensure_servers()
    try:
        prepared = subprocess.run([PYTHON, "manage.py", "prepare", "--demo"], check=False)  # noqa: S603  (our own command)
        return prepared.returncode or _run(port)
    finally:
        embedded.stop(servers.VAR)


def _run(port: str) -> int:
    from honcho.manager import Manager

    manager = Manager()
    for name, command in processes(port).items():
        manager.add_process(name, command, env=dict(os.environ, PYTHONUNBUFFERED="1"), cwd=str(ROOT))
    manager.loop()
    return int(manager.returncode or 0)


def processes(port: str) -> dict[str, str]:
    """What runs: the same three lines as the Procfile, with this interpreter."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines if line.strip())
    return {name: f"{PYTHON} -m {command.replace('$PORT', port)}" for name, command in commands.items()}


if __name__ == "__main__":
    sys.exit(main())
