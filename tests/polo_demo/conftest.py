import pytest
from django.core.management import call_command
from django.db import transaction

from polo import demo


@pytest.fixture(scope="session")
def _seeded(django_db_setup, django_db_blocker):
    """The Polo's own data and the demo, once for all tests of this folder, gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed")
        demo.build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built(_seeded, db):
    """Each test changes a copy: what it writes is rolled back."""
