"""Which system account runs the servers, and what that account can reach.

PostgreSQL refuses to run as root, so root hands both servers to an unprivileged account; anyone else runs them as
themselves.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polo.embedded.errors import EmbeddedError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The identity under which the servers run."""

    name: str
    uid: int
    gid: int

    @property
    def run_as(self) -> dict[str, Any]:
        """Arguments of subprocess that give up root; none for an ordinary user, who cannot change identity."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(*data: Path) -> Account:
    """The owner of the existing data, so that root and the project's owner can take turns; else the default."""
    if os.geteuid() != 0:
        return _account(os.geteuid(), os.getegid())
    for directory in data:
        if directory.is_dir() and (owner := directory.stat()).st_uid != 0:
            return _account(owner.st_uid, owner.st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in CANDIDATES:
        if name in known:
            return Account(name=name, uid=known[name].pw_uid, gid=known[name].pw_gid)
    message = "PostgreSQL does not run as root: add an account (useradd --system postgres) or set DATABASE_URL."
    raise EmbeddedError(message)


def _account(uid: int, gid: int) -> Account:
    names = {entry.pw_uid: entry.pw_name for entry in pwd.getpwall()}
    return Account(name=names.get(uid, str(uid)), uid=uid, gid=gid)


def can_reach(*, account: Account, path: Path) -> bool:
    """Whether the account may walk down to path. What does not exist yet will be created open to walk through."""
    return all(_may_enter(account, step) for step in (path, *path.parents) if step.exists())


def _may_enter(account: Account, directory: Path) -> bool:
    info = directory.stat()
    if info.st_uid == account.uid:
        return bool(info.st_mode & stat.S_IXUSR)
    if info.st_gid == account.gid:
        return bool(info.st_mode & stat.S_IXGRP)
    return bool(info.st_mode & stat.S_IXOTH)


def make_parents(path: Path) -> None:
    """Create a directory and its missing parents; as root, whatever the umask, the account can walk through."""
    missing = [step for step in (path, *path.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            step.chmod(0o755)


def make_private(*, account: Account, path: Path) -> None:
    """Make sure that path is a directory of the account that nobody else can enter (the servers trust who gets in)."""
    if not path.is_symlink() and not path.exists():
        path.mkdir(mode=0o700)
    if path.is_symlink() or not path.is_dir():
        raise EmbeddedError(f"{path} is in the way: it must be a plain directory. Move it away and try again.")
    owner = path.stat().st_uid
    if owner != account.uid and os.geteuid() == owner == 0:
        _hand_over(account=account, path=path)
    elif owner != account.uid:
        message = f"{path} belongs to uid {owner}, not to {account.name}: run as its owner or move it away."
        raise EmbeddedError(message)
    path.chmod(0o700)


def _hand_over(*, account: Account, path: Path) -> None:
    """Give a tree that root made (a new directory, a restored copy) to the account."""
    for folder, folders, files in os.walk(path):
        for entry in [Path(folder), *(Path(folder) / name for name in folders + files)]:
            os.chown(entry, account.uid, account.gid, follow_symlinks=False)
