"""A guardian who has an account: what names them by address in the minor's row, in their copy and at their erasure."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import services
from accounts.archive import archive_of
from accounts.models import Erasure, GuardianRequest, User
from accounts.policies import may_take_part
from accounts.services import erasure
from tests.accounts.factories import GuardianRequestFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guardian():
    return UserFactory(email="mamma@example.org")


def erase(person):
    asked = erasure.erasure_request(by=person)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())
    tally = erasure.erasures_carry_out()
    assert (tally.done, tally.held) == (1, 0)


def test_the_yes_outlives_the_account_of_who_said_it(client, guardian):
    asked = GuardianRequestFactory(email="Mamma@example.org", confirmed=True)

    erase(guardian)

    kept = GuardianRequest.objects.get(pk=asked.pk)
    assert (kept.email, kept.is_in_force, kept.answered_at) == ("", True, asked.answered_at)
    assert may_take_part(User.objects.get(pk=asked.minor_id))
    client.post("/conferma-genitore/collegamento-di-prova/", {"action": "WITHDRAW"})
    assert not may_take_part(User.objects.get(pk=asked.minor_id))


def test_what_was_not_sent_yet_is_written_to_nobody(guardian):
    asked = GuardianRequestFactory(email=guardian.email, unsent=True)
    erase(guardian)
    EmailAddress.objects.create(user=asked.minor, email=asked.minor.email, verified=True)

    assert services.guardian_send_waiting(minor=asked.minor) is None


def test_the_minor_goes_with_their_requests():
    asked = GuardianRequestFactory(confirmed=True)

    erase(asked.minor)

    assert not GuardianRequest.objects.exists()


def test_the_copy_of_the_guardian_says_their_address_and_nothing_of_the_minor(guardian):
    asked = GuardianRequestFactory(email=guardian.email, confirmed=True)

    assert rows_of(guardian) == [{"email": guardian.email}]
    [told] = rows_of(asked.minor)
    assert (told["minor"], told["answer"]["value"]) == ({"person": "me"}, "YES")


def rows_of(person):
    with zipfile.ZipFile(io.BytesIO(archive_of(person))) as opened:
        return json.loads(opened.read("data/accounts.guardianrequest.json"))["rows"]
