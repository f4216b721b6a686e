from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.hostile.asker import READERS, HostileAsker

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """All use the world that is built once for the folder, and its forms (`tests/workers.py` keeps them together).

    Also when only this folder runs, pytest-django must make a database for it: without a mark it makes none.
    """
    for item in items:
        if HERE in item.path.parents:
            for mark in (pytest.mark.django_db, pytest.mark.bombard):
                item.add_marker(mark)


@pytest.fixture(scope="package")
def shared_asker(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world, its files and forms, found once for the folder: finding them asks for every page as every reader."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        yield HostileAsker()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_files():
    """The world's, which last as long as it."""


@pytest.fixture
def asker(shared_asker):
    """Nothing of a test is left for the next one: neither rows nor figures nor clients."""
    shared_asker.sent, shared_asker.statuses, shared_asker.wrong = 0, {}, []
    clients = dict(shared_asker.clients)
    with transaction.atomic():
        yield shared_asker
        transaction.set_rollback(True)
    shared_asker.clients = clients
    assert set(clients) == set(READERS)
