import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.utils import Error
from django.utils import timezone

from core import tasks
from core.audit_digest import audit_digest, days_that_differ
from core.models import AuditDigest, AuditEvent
from core.services import record_event
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 10, 20, 10, tzinfo=datetime.UTC)  # the clock goes back on the 25th


@pytest.fixture
def days():
    """Three days with one event each, a quiet one between, and the morning after."""
    person = UserFactory()
    for day in (0, 1, 3, 6):
        with time_machine.travel(START + datetime.timedelta(days=day)):
            record_event(by=person, verb="prova", target=person, after={"b": 1, "a": "|"}, reason="perché")
    with time_machine.travel(START + datetime.timedelta(days=7)):
        assert audit_digest() == 7
        yield person


def past_the_trigger(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        cursor.execute(sql, parameters)
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")


def verified():
    out = StringIO()
    call_command("audit_verify", "--print", stdout=out)
    return out.getvalue()


def test_each_past_day_is_written_once(days):
    assert audit_digest() == 0
    assert list(AuditDigest.objects.values_list("rows", flat=True)) == [1, 1, 0, 1, 0, 0, 1]
    assert AuditDigest.objects.values("digest").distinct().count() == 7
    assert "7 days as they were written." in verified()
    assert str(AuditDigest.objects.last()) in verified().replace(" 1 ", ": ")


def test_the_day_that_is_not_over_waits(days):
    record_event(by=None, verb="prova", target=days)

    assert audit_digest() == 0


def test_nothing_to_write_where_nothing_happened():
    assert audit_digest() == 0
    assert verified() == "0 days as they were written.\n"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditevent SET after = '{\"a\": 2}' WHERE id = %s",
        "UPDATE core_auditevent SET actor_id = NULL WHERE id = %s",
        "DELETE FROM core_auditevent WHERE id = %s",
        "INSERT INTO core_auditevent (at, verb, target_type, target_id, before, after, reason)"
        " SELECT at, verb, target_type, target_id, before, after, '' FROM core_auditevent WHERE id = %s",
    ],
)
def test_a_row_changed_past_the_trigger_shows(days, sql):
    past_the_trigger(sql, AuditEvent.objects.order_by("at")[1].pk)

    assert [digest.day for digest in days_that_differ()] == [datetime.date(2026, 10, 21)]
    with pytest.raises(CommandError, match="2026-10-21"):
        call_command("audit_verify")


def test_an_erased_reason_changes_nothing(days):
    past_the_trigger("UPDATE core_auditevent SET reason = ''")

    assert list(days_that_differ()) == []


def test_rows_that_retention_let_go_change_nothing(days):
    past_the_trigger("DELETE FROM core_auditevent WHERE at < %s", START + datetime.timedelta(days=2))
    with time_machine.travel(START + datetime.timedelta(days=1826)):
        assert list(days_that_differ()) == []


@pytest.mark.parametrize("change", [lambda rows: rows.update(rows=9), lambda rows: rows.delete()])
def test_a_digest_is_never_changed(days, change):
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        change(AuditDigest.objects.all())


def test_the_night_writes_the_digests():
    with time_machine.travel(timezone.now() - datetime.timedelta(days=2)):
        record_event(by=None, verb="prova", target=UserFactory())

    tasks.audit_digest()

    assert AuditDigest.objects.count() >= 1
