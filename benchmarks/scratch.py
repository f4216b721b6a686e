"""A database of its own for a benchmark: made with the project's migrations, thrown away at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def scratch_database(name: str) -> Iterator[None]:
    """Point the default connection at a new empty database while the block runs."""
    usual = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    test_name, test["NAME"] = test["NAME"], f"bench_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)
        test["NAME"] = test_name
