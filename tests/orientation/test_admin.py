"""The staff looks at times and appointments; what is said in guidance is not for it."""

import pytest
from django.urls import reverse

from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.orientation.factories import AppointmentFactory
from tests.partners.factories import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment():
    return AppointmentFactory(topic="Una cosa fra noi")


def statuses(client, suffix, *args):
    nouns = ["service", "slot", "appointment"]
    return [client.get(reverse(f"admin:orientation_{noun}_{suffix}", args=args)).status_code for noun in nouns]


@pytest.mark.parametrize(
    ("office", "lists", "adding"),
    [(Office.SECRETARIAT, [200, 200, 200], [200, 403, 403]), (Office.REFERENT, [200, 200, 403], [403, 403, 403])],
)
def test_offices(client, appointment, office, lists, adding):
    client.force_login(MandateFactory(office=office).user)

    assert statuses(client, "changelist") == lists
    assert statuses(client, "add") == adding


def test_what_is_said_in_guidance_is_not_shown(client, appointment):
    client.force_login(UserFactory(superuser=True))

    page = client.get(reverse("admin:orientation_appointment_change", args=[appointment.pk])).content.decode()

    assert "Una cosa fra noi" not in page
    assert str(appointment.person) not in page
