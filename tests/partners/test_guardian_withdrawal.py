"""A guardian takes the yes back: whoever had said yes to the minor is told, without a name."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import GuardianRequest
from accounts.services import guardian_withdraw
from core.models import Notification
from partners.enums import Role
from tests.accounts.factories import GuardianRequestFactory, UserFactory
from tests.partners.factories import MembershipFactory
from tests.recruitment.factories import InterestFactory
from tests.training.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def minor():
    born = timezone.localdate() - datetime.timedelta(days=16 * 366)
    user = UserFactory(birth_date=born, first_name="Canarina")
    GuardianRequestFactory(minor=user, confirmed=True)
    return user


def told(kind):
    return Notification.objects.filter(kind=kind)


def test_schools_with_a_seat_are_told(minor):
    held, asked = ApplicationFactory(person=minor, accepted=True), ApplicationFactory(person=minor)
    school, other = (
        MembershipFactory(partner=row.edition.course.partner, role=Role.EDITOR).user for row in (held, asked)
    )

    guardian_withdraw(request=GuardianRequest.objects.get())

    notice = told("application_guardian_withdrew").get()
    assert (notice.recipient, notice.data["course"]) == (school, held.edition.course.title)
    assert "Canarina" not in str(notice.data)
    assert not told("application_guardian_withdrew").filter(recipient=other).exists()


def test_firms_that_read_the_name_are_told(minor):
    yes = InterestFactory(profile__person=minor, yes=True)
    InterestFactory(profile=yes.profile)
    firm = MembershipFactory(partner=yes.opening.partner, role=Role.EDITOR, user=yes.expressed_by).user

    guardian_withdraw(request=GuardianRequest.objects.get())

    notice = told("interest_guardian_withdrew").get()
    assert (notice.recipient, notice.data["opening"]) == (firm, yes.opening.title)


def test_a_second_withdrawal_is_told_again(minor):
    held = ApplicationFactory(person=minor, accepted=True)
    MembershipFactory(partner=held.edition.course.partner, role=Role.EDITOR)
    guardian_withdraw(request=GuardianRequest.objects.get())
    again = GuardianRequestFactory(minor=minor, confirmed=True, token="altro")

    guardian_withdraw(request=again)

    assert told("application_guardian_withdrew").count() == 2
