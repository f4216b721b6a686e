"""Two who need the same rows at the same moment wait for each other and never cross (docs/architecture.md)."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import Consent
from accounts.services.consents import consent_withdraw
from accounts.services.erasure import erasures_carry_out
from core.errors import BusinessRuleError
from core.isolation import Tally
from partners import services
from partners.enums import PersonAct
from recruitment.models import CandidateProfile
from recruitment.services.profile import profile_save
from tests.accounts.factories import ErasureFactory, UserFactory
from tests.concurrency.test_consortium import at_once
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import CandidateProfileFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def apart(action):
    """Run on a connection of its own; False when a rule of the trade refuses."""
    try:
        action()
    except BusinessRuleError:
        return False
    else:
        return True
    finally:
        connection.close()


def test_a_consent_taken_back_while_the_profile_is_saved_without_it():
    profile = CandidateProfileFactory()
    person, consent = profile.person, Consent.objects.active().get(person=profile.person)

    with ThreadPoolExecutor(2) as pool, transaction.atomic():
        # Somebody holds the profile: both queue up in the middle of what they do, the one who saves first.
        CandidateProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
        saved = pool.submit(apart, lambda: profile_save(profile=profile, consent=False, by=person))
        time.sleep(0.5)
        taken_back = pool.submit(apart, lambda: consent_withdraw(consent=consent, by=person))
        time.sleep(0.5)

    assert (saved.result(), taken_back.result()) == (True, False)
    assert not Consent.objects.active().filter(person=person).exists()
    assert CandidateProfile.objects.get(pk=profile.pk).matching_consent_at is None


def test_a_manager_suspended_while_the_account_is_erased():
    secretary = UserFactory()
    for _round in range(ROUNDS):
        managed = PartnerFactory.create_batch(2)
        leaver = ErasureFactory(due=True).person
        for partner in managed:
            MembershipFactory(partner=partner)
            MembershipFactory(partner=partner, user=leaver)
        nights = []

        at_once(
            lambda person=leaver: services.person_act(
                person=person, act=PersonAct.SUSPEND, by=secretary, reason="prova"
            ),
            lambda told=nights: told.append(erasures_carry_out()),
        )

        leaver.refresh_from_db()
        assert nights == [Tally(done=1)]
        assert (leaver.is_active, leaver.memberships.active().count()) == (False, 0)
