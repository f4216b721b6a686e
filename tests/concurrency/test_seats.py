"""The last seats are given once, on real connections."""

import threading

import pytest
from django.db import connection

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from tests.accounts.factories import UserFactory
from tests.training.factories import ApplicationFactory, EditionFactory
from training import services
from training.enums import ApplicationState
from training.models import Application

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


def race(action, arguments):
    """Start every call at the same moment; returns how many were refused. Any other error fails the test."""
    barrier, refused, broken = threading.Barrier(len(arguments)), [], []

    def run(argument):
        barrier.wait()
        try:
            action(argument)
        except BusinessRuleError as error:
            refused.append(str(error))
        except Exception as error:  # otherwise lost with its thread
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


def test_twenty_acceptances_give_three_seats_to_three_people():
    edition = EditionFactory(open=True, seats=3)
    applications = [ApplicationFactory(edition=edition) for _number in range(THREADS)]
    staff = UserFactory()

    refused = race(lambda row: services.application_accept(application=row, by=staff), applications)

    assert refused == THREADS - 3
    assert Application.objects.filter(edition=edition, state=ApplicationState.ACCEPTED).count() == 3
    assert AuditEvent.objects.filter(verb="training.application_accepted").count() == 3
    assert Notification.objects.filter(kind="application_accepted").count() == 3


def test_one_person_sending_in_ten_tabs_has_one_application():
    edition, person = EditionFactory(open=True), UserFactory()

    refused = race(lambda _tab: services.application_submit(edition=edition, by=person), range(10))

    assert refused == 9
    assert Application.objects.count() == 1


def test_withdrawing_and_accepting_at_once_leave_one_outcome():
    applications = [ApplicationFactory() for _number in range(5)]
    staff = UserFactory()

    def either(call):
        kind, row = call
        if kind == "accept":
            services.application_accept(application=row, by=staff)
        else:
            services.application_withdraw(application=row, by=row.person)

    race(either, [(kind, row) for row in applications for kind in ("accept", "withdraw")])

    # Whoever came first, the person's "no" stands: an accepted application may be withdrawn, not the other way round.
    assert {row.state for row in Application.objects.all()} == {ApplicationState.WITHDRAWN}
