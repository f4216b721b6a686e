"""Valkey (speaks Redis): start it, stop it. Every write goes to its append-only file, so a crash keeps the keys."""

import signal
from pathlib import Path

from polo.embedded.accounts import make_private
from polo.embedded.errors import EmbeddedError
from polo.embedded.layout import Layout
from polo.embedded.processes import living_in, run, terminate, wait_until
from polo.embedded.wheels import valkey_server

PROBE_SECONDS, START_SECONDS, STOP_SECONDS, APPEAR_SECONDS = 3, 60, 30, 1


def log(place: Layout) -> Path:
    """Where the server writes what it has to say."""
    return place.log / "valkey.log"


def is_up(place: Layout) -> bool:
    """Whether it answers now; not while it still reads its file."""
    from redis import Redis, RedisError  # noqa: PLC0415 - settings import this package, and need no driver
    from redis.backoff import NoBackoff  # noqa: PLC0415 - settings import this package, and need no driver
    from redis.retry import Retry  # noqa: PLC0415 - settings import this package, and need no driver

    once = Retry(NoBackoff(), 0)
    with Redis(unix_socket_path=str(place.redis_socket), retry=once, socket_timeout=PROBE_SECONDS) as client:
        try:
            return bool(client.ping())
        except RedisError:
            return False


def start(place: Layout) -> None:
    """Bring it up; the keys of the last run are there again."""
    if is_up(place):
        return
    server = valkey_server(place.account)
    make_private(account=place.account, path=place.valkey)
    wait_until(lambda: is_up(place) or not living_in(place.valkey), seconds=START_SECONDS)  # still reading its file
    if is_up(place):
        return
    if living_in(place.valkey):
        message = f"Valkey runs in {place.valkey} (pids {living_in(place.valkey)}) but does not answer: "
        raise EmbeddedError(message + "run `python -m polo.embedded stop` and try again.", log=log(place))
    place.redis_socket.unlink(missing_ok=True)
    _launch(place, server)


def stop(place: Layout) -> None:
    """Clean shutdown: the append-only file is synced."""
    if not terminate(place.valkey, sign=signal.SIGTERM, seconds=STOP_SECONDS):
        pids = living_in(place.valkey)
        raise EmbeddedError(f"Valkey does not stop (pids {pids}): try `kill -KILL` on them.", log=log(place))


def _launch(place: Layout, server: Path) -> None:
    settings = {
        "port": "0",
        "unixsocket": str(place.redis_socket),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "dir": str(place.valkey),
        "pidfile": str(place.run / "valkey.pid"),
        "logfile": str(log(place)),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    started = run([str(server), *options], account=place.account)
    if started.returncode != 0:
        raise EmbeddedError("Valkey refused to start.", output=started.stdout)
    wait_until(lambda: bool(living_in(place.valkey)), seconds=APPEAR_SECONDS)
    wait_until(lambda: is_up(place) or not living_in(place.valkey), seconds=START_SECONDS)
    if not is_up(place):
        raise EmbeddedError(f"Valkey did not start in {place.valkey}: the reason is below.", log=log(place))
