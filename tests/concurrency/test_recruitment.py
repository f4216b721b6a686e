"""Firms and people act on the same rows at the same moment: nobody waits for nothing, nobody meets an error page."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core.models import AuditEvent
from recruitment.models import CandidateProfile, Match
from recruitment.services import interest, matching
from recruitment.services import profile as profiles
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    MatchFactory,
    OpeningFactory,
    OpeningSkillFactory,
    itself,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 3


def aside(action):
    """Start `action` on a connection of its own; returns the thread and the list of what went wrong."""
    broken = []

    def run():
        try:
            action()
        except Exception as error:  # otherwise lost with its thread
            broken.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, broken


def test_a_question_under_way_does_not_hold_up_the_match():
    """Locks of a question leave foreign keys alone: the two orders of locks would otherwise end in a deadlock."""
    skill = ConceptFactory()
    itself(skill)
    opening = OpeningSkillFactory(skill=skill, opening=OpeningFactory(published=True)).opening
    asked = MatchFactory(opening=opening)
    other = SkillClaimFactory(skill=skill, person=CandidateProfileFactory().person).person.candidate_profile

    with transaction.atomic():
        interest.interest_create(match=asked, message="", by=UserFactory())
        thread, broken = aside(lambda: matching.profile_rematch(profile=other))
        thread.join(PATIENCE_SECONDS)
        waited = thread.is_alive()
    thread.join()

    assert (waited, broken) == (False, [])
    assert Match.objects.filter(opening=opening, profile=other).exists()


@pytest.mark.parametrize("thing", ["profile", "claim"])
def test_a_button_pressed_twice_writes_once(thing):
    person, skill = UserFactory(), ConceptFactory()

    def press():
        if thing == "profile":
            profiles.profile_save(profile=CandidateProfile(person=person), consent=False, by=person)
        else:
            profiles.claim_save(claim=SkillClaim(person=person, skill=skill, level=2), by=person)

    with transaction.atomic():
        press()
        thread, broken = aside(press)
        thread.join(0.5)
    thread.join()

    assert [type(error) for error in broken] == [ValidationError]
    assert (CandidateProfile if thing == "profile" else SkillClaim).objects.count() == 1


def test_a_consent_taken_back_meanwhile_is_a_new_one_when_it_is_given_again():
    profile = CandidateProfileFactory()
    read_before = CandidateProfile.objects.get(pk=profile.pk)
    first = profile.matching_consent_at
    profiles.profile_save(profile=profile, consent=False, by=profile.person)

    profiles.profile_save(profile=read_before, consent=True, by=profile.person)

    assert CandidateProfile.objects.get(pk=profile.pk).matching_consent_at > first
    assert AuditEvent.objects.filter(verb="recruitment.matching_consent_given").count() == 1
