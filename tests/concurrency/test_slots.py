"""Twenty people want the same hour at the same moment: one gets it (design.md, "What must never happen")."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import BusinessRuleError
from orientation import services
from orientation.models import Appointment
from tests.accounts.factories import UserFactory
from tests.orientation.factories import SlotFactory

PEOPLE = 20


@pytest.mark.django_db(transaction=True)
def test_a_slot_is_booked_once():
    slot, people = SlotFactory(), UserFactory.create_batch(PEOPLE)
    together = Barrier(PEOPLE)

    def book(person):
        try:
            together.wait()
            services.appointment_book(slot=slot, by=person)
        except BusinessRuleError:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        booked = list(pool.map(book, people))

    assert sum(booked) == 1
    assert Appointment.objects.count() == 1
