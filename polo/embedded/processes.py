"""Run programs as the servers' account and find a server's processes by the directory they live in.

Never by pid file: the pid may be a zombie (a killed server in a container) or belong to somebody else by now.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from polo.embedded.accounts import Account
from polo.embedded.errors import EmbeddedError

POLL = 0.02
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}  # no PGPORT, PGDATA… of the caller


def run(command: list[str], *, account: Account) -> subprocess.CompletedProcess[str]:
    """Run to the end as the account, from a directory that everybody can enter."""
    return subprocess.run(  # noqa: S603 - our own argument lists
        command,
        **account.run_as,
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        umask=0o077,
        check=False,
    )


def launch(command: list[str], *, account: Account, log: Path) -> int:
    """Start a server that outlives us and our terminal; the shell writes the log as the account. Returns its pid."""
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    started = subprocess.run(  # noqa: S603 - our own argument lists
        ["/bin/sh", "-c", script, "sh", str(log), *command],
        **account.run_as,
        cwd="/",
        env=ENVIRONMENT,
        capture_output=True,
        start_new_session=True,
        umask=0o077,
        text=True,
        check=True,
    )
    return int(started.stdout)


def living_in(directory: Path) -> list[int]:
    """Pids of the processes whose working directory is this one. Zombies have none."""
    if not sys.platform.startswith("linux"):
        raise EmbeddedError("The embedded servers run on Linux only: set DATABASE_URL and REDIS_URL.")
    if not directory.is_dir():
        return []
    wanted = directory.stat()
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _lives_in(entry, wanted)]


def _lives_in(process: Path, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat((process / "cwd").stat(), wanted)
    except OSError:  # it ended meanwhile, is a zombie or belongs to somebody else
        return False


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Poll until the condition holds; False when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


def leaders(directory: Path) -> list[int]:
    """The processes of a directory that no other one there has started: the server, not its children."""
    parents = {pid: _parent_of(pid) for pid in living_in(directory)}
    return [pid for pid, parent in parents.items() if parent is not None and parent not in parents]


def orphans(directory: Path, *, title: str) -> list[int]:
    """The leading processes that call themselves a child: their server was killed."""
    return [pid for pid in leaders(directory) if _read(pid, "cmdline").startswith(title)]


def terminate(directory: Path, *, sign: signal.Signals, seconds: float) -> bool:
    """Signal the server of a directory and wait until nobody lives there; False when somebody still does."""
    for pid in leaders(directory):
        send(pid, sign=sign)
    return wait_until(lambda: not living_in(directory), seconds=seconds)


def send(pid: int, *, sign: signal.Signals) -> None:
    """Signal a process that may end by itself in the meantime."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:  # it has ended, which is what the signal is for
        return


def _parent_of(pid: int) -> int | None:
    """Parent's pid (0 when it is outside our container), None when the process has ended meanwhile."""
    lines = _read(pid, "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("PPid:")), None)


def _read(pid: int, name: str) -> str:
    """A file of /proc/<pid>; empty when the process has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""
