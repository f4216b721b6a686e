"""Locks across processes and hosts, held by a session of the database."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def only_one(name: str, *, connection: Any) -> Iterator[None]:
    """Wait until nobody else does the named thing in this database. Statements may then take as long as they need."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        cursor.execute("SET lock_timeout = '5s'")  # while migrating, readers are not made to queue behind us for long
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
            cursor.execute("RESET statement_timeout; RESET lock_timeout")
