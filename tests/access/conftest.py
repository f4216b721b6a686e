"""A world that many tests share: to build it anew for each part of a table took a tenth of their time."""

import pytest
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A transaction and a folder for a whole module, undone after it; each test has a savepoint within."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
