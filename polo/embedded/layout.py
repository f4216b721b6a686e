"""Where everything lives: data, sockets, logs. Computed from the path alone, nothing is created here."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from polo.embedded.accounts import Account, account_for, can_reach
from polo.embedded.errors import EmbeddedError

USER = DATABASE = "polo"
PORT = 5432  # only a name: it ends the socket's file name, no TCP port is opened
SOCKET_PATH_LIMIT = 100  # the kernel's is 107 bytes
SYSTEM_HOME = Path("/var/lib/polo")  # root only, for what the servers' account cannot reach elsewhere


@dataclass(frozen=True)
class Urls:
    """Addresses of the two servers, as DATABASE_URL and REDIS_URL would give them."""

    database_url: str
    redis_url: str


@dataclass(frozen=True)
class Layout:
    """The files of one project's servers. `var` is absolute and free of symbolic links."""

    var: Path

    @cached_property
    def base(self) -> Path:
        """Home of data and logs: `var`, unless root hands the servers to an account that cannot walk into it."""
        if os.geteuid() != 0 or can_reach(account=account_for(*_data(self.var)), path=self.var):
            return self.var
        return self.system_base

    @cached_property
    def account(self) -> Account:
        return account_for(*_data(self.base))

    @property
    def system_base(self) -> Path:
        return SYSTEM_HOME.resolve() / self.digest

    @property
    def digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]

    @property
    def lock(self) -> Path:
        return self.var / "lock"

    @property
    def pg(self) -> Path:
        return self.base / "pg"

    @property
    def pg_new(self) -> Path:
        return self.base / "pg.new"

    @property
    def valkey(self) -> Path:
        return self.base / "valkey"

    @property
    def log(self) -> Path:
        return self.base / "log"

    @cached_property
    def run(self) -> Path:
        """Directory of the sockets: next to the data where the path is short and plain, else a short one."""
        if _fits(self.base / "run"):
            return self.base / "run"
        usable = [path for home in _short_homes(self.account) if _fits(path := home / f"polo-{self.digest}")]
        existing = [path for path in usable if path.is_dir() and path.stat().st_uid == self.account.uid]
        if not usable:
            raise EmbeddedError("No place for the servers' sockets: set XDG_RUNTIME_DIR to a short path of yours.")
        return (existing or usable)[0]

    @property
    def database_socket(self) -> Path:
        return self.run / f".s.PGSQL.{PORT}"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def urls(self) -> Urls:
        return Urls(
            database_url=f"postgresql://{USER}@{quote(str(self.run), safe='')}:{PORT}/{DATABASE}",
            redis_url=f"unix://{quote(str(self.redis_socket))}",
        )


def layout(var: Path) -> Layout:
    """The layout of the servers that belong to `var`."""
    return Layout(var=Path(var).resolve())


def urls(var: Path) -> Urls:
    """Where the servers of `var` listen, running or not. Starts nothing, creates nothing."""
    return layout(var).urls


def _data(base: Path) -> tuple[Path, Path]:
    return base / "pg", base / "valkey"


def _fits(run: Path) -> bool:
    """Short enough for a socket, without what libpq (a comma separates hosts) or a URL cannot carry."""
    raw = os.fsencode(run / f".s.PGSQL.{PORT}.lock")
    return len(raw) < SOCKET_PATH_LIMIT and b"," not in raw and raw.decode("utf-8", "ignore").encode() == raw


def _short_homes(account: Account) -> list[Path]:
    """Best first. The session's own directory is private and cleaned up; the temporary one always exists."""
    session = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{account.uid}"
    homes = [Path(session), Path("/tmp"), Path(tempfile.gettempdir())]  # noqa: S108 - owner and mode are checked
    return [home for home in homes if home.is_dir() and _usable(home, account)]


def _usable(home: Path, account: Account) -> bool:
    return home.is_absolute() and os.access(home, os.W_OK) and can_reach(account=account, path=home)
