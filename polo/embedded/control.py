"""Start and stop both servers of a project, one starter at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polo.embedded import postgres, valkey
from polo.embedded.accounts import make_parents, make_private
from polo.embedded.errors import EmbeddedError
from polo.embedded.layout import Layout, Urls, layout
from polo.embedded.processes import living_in, wait_until

LOCK_SECONDS = 180
LOG_BYTES = 5_000_000


def ensure(var: Path, *, database: bool = True, redis: bool = True) -> Urls:
    """Start what does not run yet, make the database, say where they are. Safe to call at any time, from anywhere.

    Pass database=False or redis=False for a server that the environment provides by itself.
    """
    place = layout(var)
    with _plain_errors(place), _locked(place):
        _prepare(place)
        if database:
            postgres.start(place)
        if redis:
            valkey.start(place)
    return place.urls


def stop(var: Path) -> None:
    """Stop both cleanly; nothing happens to what does not run."""
    place = layout(var)
    if not place.var.is_dir():
        return
    with _plain_errors(place), _locked(place):
        valkey.stop(place)
        postgres.stop(place)
        if place.run.parent != place.base and place.run.is_dir():
            _remove_short_run(place)


def status(var: Path) -> dict[str, list[int]]:
    """Pids of each server, empty where it does not run."""
    place = layout(var)
    return {"postgresql": living_in(place.pg), "valkey": living_in(place.valkey)}


def _remove_short_run(place: Layout) -> None:
    """The directory outside the project goes with the servers."""
    for leftover in place.run.iterdir():
        leftover.unlink()
    place.run.rmdir()


def _prepare(place: Layout) -> None:
    make_parents(place.base)
    for directory in (place.run, place.log):
        make_private(account=place.account, path=directory)
    for log in (postgres.log(place), valkey.log(place)):
        if log.is_file() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))


@contextmanager
def _plain_errors(place: Layout) -> Iterator[None]:
    """No permission, no space, read-only: said in one line with what can be done about it."""
    try:
        yield
    except OSError as error:
        message = f"{error.strerror}: {error.filename or place.base}. Make room or permission there, run as the owner"
        raise EmbeddedError(f"{message} of {place.var}, or set POLO_VAR to another directory.") from error


@contextmanager
def _locked(place: Layout) -> Iterator[None]:
    """One starter or stopper at a time, also across processes; the lock goes with its holder, however it ends."""
    make_parents(place.var)
    handle = os.open(place.lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        if not wait_until(lambda: _take(handle), seconds=LOCK_SECONDS):
            raise EmbeddedError(f"Another process has held {place.lock} for {LOCK_SECONDS} s: end it and try again.")
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
