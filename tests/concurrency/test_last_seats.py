"""Fifty at once for the last seats, twenty rounds: exactly the seats are given, each to one person (G2)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from tests.accounts.factories import UserFactory
from tests.training.factories import EditionFactory
from training import services
from training.enums import SEATED_APPLICATION_STATES, ApplicationState
from training.models import Application

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, SEATS, ROUNDS = 50, 3, 20


@pytest.fixture
def crowd():
    """Threads with a database connection each, kept from round to round."""
    with ThreadPoolExecutor(PEOPLE) as pool:
        yield pool
        list(pool.map(lambda _thread: _leave(), range(PEOPLE)))


_gate = threading.Barrier(PEOPLE)


def _leave():
    _gate.wait()  # so that every thread comes by
    connection.close()


def at_once(pool, calls):
    """All start at the same moment; how many a rule refused. Any other error fails the test."""

    def run(call):
        _gate.wait()
        try:
            call()
        except BusinessRuleError:
            return 1
        return 0

    return sum(pool.map(run, calls))


@pytest.fixture
def people():
    """Adults who have signed up."""
    return [UserFactory() for _number in range(PEOPLE)]


def applied(edition, people: list[User], state: str) -> list[Application]:
    now = timezone.now()
    decided = {} if state == ApplicationState.SUBMITTED else {"decided_at": now, "decided_by": people[0]}
    rows = [Application(person=person, edition=edition, state=state, submitted_at=now, **decided) for person in people]
    return Application.objects.bulk_create(rows)


def seated(edition):
    return Application.objects.filter(edition=edition, state__in=SEATED_APPLICATION_STATES)


def test_fifty_answers_give_exactly_the_seats(crowd, people):
    staff = UserFactory()
    for _round in range(ROUNDS // 2):
        edition = EditionFactory(open=True, seats=SEATS)
        rows = applied(edition, people, ApplicationState.SUBMITTED)

        refused = at_once(
            crowd, [lambda row=row: services.application_accept(application=row, by=staff) for row in rows]
        )

        assert (refused, seated(edition).count()) == (PEOPLE - SEATS, SEATS)
    rounds = ROUNDS // 2
    assert AuditEvent.objects.filter(verb="training.application_accepted").count() == SEATS * rounds
    assert Notification.objects.filter(kind="application_accepted").count() == SEATS * rounds


def test_seats_given_back_at_once_go_to_the_first_in_the_list(crowd, people):
    """Whoever gives a seat back, says yes, says no or looks, all at the same moment."""
    for _round in range(ROUNDS // 2):
        edition = EditionFactory(open=True, seats=SEATS)
        holders = applied(edition, people[:SEATS], ApplicationState.ACCEPTED)
        queue = applied(edition, people[SEATS:], ApplicationState.WAITLISTED)
        calls = [lambda row=row: services.application_withdraw(application=row, by=row.person) for row in holders]
        calls += [lambda row=row: services.application_confirm(application=row, by=row.person) for row in queue[:10]]
        calls += [lambda: services.waiting_list_advance(edition=edition)] * (PEOPLE - len(calls))  # noqa: B023

        at_once(crowd, calls)

        assert set(seated(edition).values_list("pk", flat=True)) == {row.pk for row in queue[:SEATS]}
        told = Notification.objects.filter(kind="application_offered", recipient__in=people[:PEOPLE])
        assert told.filter(path__in=[row.get_absolute_url() for row in queue]).count() == SEATS


def test_fifty_tabs_of_fifty_people_leave_one_application_each(crowd, people):
    edition = EditionFactory(open=True, seats=SEATS)
    pairs = [people[number // 2] for number in range(PEOPLE)]  # each of the first half in two tabs

    refused = at_once(
        crowd, [lambda person=person: services.application_submit(edition=edition, by=person) for person in pairs]
    )

    assert (refused, Application.objects.count()) == (PEOPLE // 2, PEOPLE // 2)
