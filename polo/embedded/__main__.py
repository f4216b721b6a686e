"""Command line: python -m polo.embedded start|stop|status|urls [--var DIR]."""

import argparse
import os
import shlex
import sys
from pathlib import Path

from polo.embedded.control import ensure, status, stop
from polo.embedded.errors import EmbeddedError
from polo.embedded.layout import Urls, urls

DEFAULT_VAR = Path(os.environ.get("POLO_VAR") or Path(__file__).resolve().parents[2] / "var")
NOT_RUNNING = 3


def main(arguments: list[str] | None = None) -> int:
    """Run one command; errors are one line on stderr and status 1."""
    parser = argparse.ArgumentParser(
        prog="python -m polo.embedded", description="The project's own database and Redis."
    )
    parser.add_argument("command", choices=["start", "stop", "status", "urls"])
    parser.add_argument("--var", type=Path, default=DEFAULT_VAR, help="the project's data directory")
    options = parser.parse_args(arguments)
    try:
        return _run(command=options.command, var=options.var)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(*, command: str, var: Path) -> int:
    if command == "start":
        _print(ensure(var, database=not os.environ.get("DATABASE_URL"), redis=not os.environ.get("REDIS_URL")))
    elif command == "urls":
        _print(urls(var))
    elif command == "stop":
        stop(var)
    else:
        return _print_status(status(var))
    return 0


def _print(addresses: Urls) -> None:
    """As lines for a shell: set -a; eval "$(python -m polo.embedded urls)"."""
    sys.stdout.write(f"DATABASE_URL={shlex.quote(addresses.database_url)}\n")
    sys.stdout.write(f"REDIS_URL={shlex.quote(addresses.redis_url)}\n")


def _print_status(servers: dict[str, list[int]]) -> int:
    for name, pids in servers.items():
        state = f"running (pids {', '.join(map(str, pids))})" if pids else "stopped"
        sys.stdout.write(f"{name}: {state}\n")
    return 0 if all(servers.values()) else NOT_RUNNING


if __name__ == "__main__":
    sys.exit(main())
