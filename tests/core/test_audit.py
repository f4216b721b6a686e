import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error
from django.utils import timezone

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


@pytest.fixture
def reader(db):
    return UserFactory()


def test_a_look_says_who_whose_record_and_for_whom(reader):
    person = UserFactory()
    reader.acting_partner_id = 7

    services.record_look(by=reader, person=person, target=person, verb="prova_seen")
    services.record_look(by=reader, person=UserFactory(), target=person, verb="prova_seen")

    look = AuditEvent.objects.looks().about(person).get()
    assert (look.actor, look.acting_partner_id, look.verb, look.target_id) == (reader, 7, "prova_seen", person.pk)


def test_own_record_is_looked_at_freely(reader):
    services.record_look(by=reader, person=reader, target=reader, verb="prova_seen")

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_looks_of_a_list_are_one_statement(reader, count, django_assert_num_queries):
    people = UserFactory.create_batch(count)

    with django_assert_num_queries(1):
        services.record_looks(by=reader, verb="prova_seen", seen=[(person.pk, person) for person in people])

    assert AuditEvent.objects.looks().count() == count


def test_a_second_look_within_the_hour_is_not_told_again(reader):
    person = UserFactory()
    start = datetime.datetime(2026, 11, 23, 9, 5, tzinfo=datetime.UTC)
    for minutes in (0, 50, 60):
        with time_machine.travel(start + datetime.timedelta(minutes=minutes)):
            services.record_look(by=reader, person=person, target=person, verb="prova_seen")

    assert AuditEvent.objects.looks().count() == 2


def test_a_look_for_another_partner_is_another_look(reader):
    person = UserFactory()
    for partner in (None, 7, 8, 7):
        reader.acting_partner_id = partner
        services.record_look(by=reader, person=person, target=person, verb="prova_seen")

    assert AuditEvent.objects.looks().count() == 3


@pytest.mark.parametrize("who", [("actor",), ("subject",), ("actor", "subject")])
def test_a_look_is_by_somebody_at_somebody_else(reader, who):
    with pytest.raises(IntegrityError, match="core_auditevent_look_by_another"), transaction.atomic():
        AuditEvent.objects.create(
            verb="prova_seen",
            target_type="accounts.user",
            target_id=1,
            look_hour=timezone.now(),
            **dict.fromkeys(who, reader),
        )


def test_an_event_covers_what_is_personal(reader):
    person = UserFactory()

    event = services.record_event(
        by=reader,
        verb="accounts.user_updated",
        target=person,
        before={"email": "", "is_active": True},
        after={"email": "canarina@example.org", "first_name": "Canarina", "is_active": False},
    )

    assert event.before == {"email": "", "is_active": True}
    assert event.after == {"email": "…", "first_name": "…", "is_active": False}
    assert event.subject == person
