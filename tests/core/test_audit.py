import pytest
from django.db import connection, transaction
from django.db.utils import Error

from core import services
from core.models import AuditEvent
from tests.accounts.factories import UserFactory

REFUSED = "append-only"


@pytest.fixture
def event(db):
    person = UserFactory()
    person.acting_partner_id = 7
    return services.record_event(
        by=person, verb="training.course_published", target=person, before={"a": 1}, after={"a": 2}, reason="prova"
    )


def test_record_event_says_who_did_what_for_whom(event):
    event.refresh_from_db()

    assert (event.verb, event.target_type, event.acting_partner_id) == (
        "training.course_published",
        "accounts.user",
        7,
    )
    assert (event.before, event.after, event.reason) == ({"a": 1}, {"a": 2}, "prova")
    assert event.target_id == event.actor.pk
    assert str(event) == f"training.course_published accounts.user {event.target_id}"


def test_record_event_of_the_portal_itself_has_no_actor(db):
    event = services.record_event(by=None, verb="prova", target=UserFactory())

    assert (event.actor, event.acting_partner_id, event.before, event.after) == (None, None, {}, {})


def test_event_is_never_changed(event):
    with pytest.raises(Error, match=REFUSED), transaction.atomic():
        AuditEvent.objects.update(verb="altro")

    event.refresh_from_db()
    assert event.verb == "training.course_published"


def test_event_is_never_deleted(event):
    with pytest.raises(Error, match=REFUSED), transaction.atomic():
        event.delete()

    assert AuditEvent.objects.count() == 1


def test_audit_is_never_emptied(event):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match=REFUSED), transaction.atomic():
            cursor.execute("TRUNCATE core_auditevent")

    assert AuditEvent.objects.count() == 1
