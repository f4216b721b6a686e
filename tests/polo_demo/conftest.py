import pytest
from django.core.management import call_command
from django.db import connection, transaction

from polo import demo


@pytest.fixture(scope="module")
def _built_once(django_db_setup, django_db_blocker):
    """The Polo's own data and the demo, once for the tests of a module and gone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '120s'")  # tables full of what other tests took back
        call_command("seed")
        demo.build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built(_built_once, db):
    """What a test changes is rolled back to here."""
