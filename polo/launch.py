"""`make run`: servers, data, then web, worker and beat under one process manager; Ctrl-C ends all of it."""

import errno
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from polo import embedded, servers

ROOT = Path(__file__).resolve().parents[1]
STOPPED_BY_HAND = {0, 130, 143}
PATIENCE_SECONDS = 60
PORTS = range(1, 65536)


def main() -> int:
    """Run everything until somebody stops it; one line says what is wrong when it cannot."""
    os.chdir(ROOT)
    try:
        port = free_port(os.environ.get("PORT", "8000"))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell's background job ignores it
        signal.signal(number, _stop)
    try:
        return _run(port)
    except KeyboardInterrupt:
        return 0
    except embedded.EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave the servers behind
        servers.stop_servers()


def free_port(text: str) -> int:
    """The port as a number, once nobody else listens on it."""
    if not text.isdecimal() or int(text) not in PORTS:
        raise ValueError(f"PORT={text} is no port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise ValueError(f"Port {text} {reason}. Choose another one: make run PORT=8001") from error
    return int(text)


def environment(port: int) -> dict[str, str]:
    """What the processes get: the servers' addresses are found once, here."""
    database, redis = servers.server_urls()
    return {
        "DJANGO_SETTINGS_MODULE": "polo.settings.dev",
        "SITE_URL": f"http://localhost:{port}",  # a name: no browser makes a passkey for an IP address
        "LOG_LEVEL": "WARNING",  # errors, not a line per request
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "POLO_VAR": str(servers.VAR),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def processes() -> dict[str, str]:
    """What runs: the lines of the Procfile, with this interpreter."""
    lines = [line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if ": " in line]
    return {name: f"exec {shlex.quote(sys.executable)} -m {command}" for name, command in lines}


def _run(port: int) -> int:
    servers.ensure_servers()
    env = environment(port)
    prepared = subprocess.run([sys.executable, "manage.py", "prepare", "--demo"], env=env, check=False)
    if prepared.returncode:
        return prepared.returncode
    for leftover in servers.VAR.glob("beat*"):  # a killed beat may leave its file half written
        leftover.unlink()
    threading.Thread(target=_welcome, args=[env["SITE_URL"], port], daemon=True).start()
    return _manage(env)


def _manage(env: dict[str, str]) -> int:
    from honcho.manager import Manager  # noqa: PLC0415 - not needed by whoever imports the launcher's parts

    manager = Manager()
    for name, command in processes().items():
        manager.add_process(name, command, env=env, cwd=str(ROOT))
    manager.loop()
    return 0 if manager.returncode in STOPPED_BY_HAND else int(manager.returncode)


def _welcome(address: str, port: int) -> None:
    """Say where the portal is once it answers, and who can sign in to look around."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answers(f"http://127.0.0.1:{port}/salute/"):
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    accounts = servers.VAR / "demo-accounts.txt"
    who = accounts.read_text() if accounts.is_file() else ""
    mail = "" if os.environ.get("EMAIL_HOST") else f"  No mail leaves: read it at {address}/posta-di-prova/\n\n"
    sys.stdout.write(f"\n  {address}\n\n{who}\n{mail}  Ctrl-C ends everything.\n\n")
    sys.stdout.flush()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            return answer.status == 200  # noqa: PLR2004
    except OSError:
        return False


def _stop(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
