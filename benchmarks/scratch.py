"""A database of its own for a benchmark: made with the project's migrations, thrown away at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Point the default connection at a new empty database while the block runs; yields its name."""
    usual = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    test_name, test["NAME"] = test["NAME"], f"bench_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    test["NAME"] = test_name
    try:
        yield f"bench_{name}"
    finally:
        use_database(f"bench_{name}")
        connection.creation.destroy_test_db(usual, verbosity=0)


def use_database(name: str) -> None:
    """One of several that a benchmark has open."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def no_time_limit() -> None:
    """For this line: lots are large, and the machine may have other work."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def copy_database(name: str, copy: str) -> None:
    """As it stands now; the line to it is closed meanwhile."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"DROP DATABASE IF EXISTS {copy}")
        cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY file_copy")


def drop_database(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
