"""Whoever opens their own pages of work finds nothing of anybody else there, however much of it there is."""

import pytest
from django.urls import reverse

from accounts.models import Consent
from skills.enums import Evidence
from tests.client import StrictClient, said_by
from tests.recruitment.factories import (
    CandidateProfileFactory,
    LanguageSkillFactory,
    MatchContestFactory,
    MatchFactory,
    OpeningFactory,
    PassportLinkFactory,
    StudyTitleFactory,
)
from tests.skills.factories import SkillClaimFactory

pytestmark = pytest.mark.django_db
PROFILE, PASSPORT, MATCHES = "/area/profilo/", "/area/passaporto/", "/area/abbinamenti/"


@pytest.mark.parametrize("page", [PROFILE, PASSPORT, MATCHES])
def test_nothing_of_somebody_else_stands_there(page):
    browser = StrictClient()
    browser.force_login(CandidateProfileFactory().person)
    browser.get(page)
    before = said_by(browser.get(page))

    other = CandidateProfileFactory()
    StudyTitleFactory(person=other.person)
    LanguageSkillFactory(person=other.person)
    PassportLinkFactory(person=other.person)
    SkillClaimFactory(person=other.person, evidence=Evidence.CERTIFIED)
    MatchFactory(profile=other, opening=OpeningFactory(published=True))

    assert Consent.objects.active().filter(person=other.person).exists()
    assert said_by(browser.get(page)) == before


def test_the_consent_of_somebody_else_is_not_ones_own():
    browser = StrictClient()
    browser.force_login(CandidateProfileFactory(without_consent=True).person)
    CandidateProfileFactory()

    assert "Non hai dato il consenso" in browser.get(PROFILE).content.decode()


def test_what_others_contest_of_the_same_opening_is_theirs():
    match = MatchFactory()
    other = MatchContestFactory(match=MatchFactory(opening=match.opening))
    browser = StrictClient()
    browser.force_login(match.profile.person)
    page = reverse("recruitment:match_detail", args=[match.pk])

    assert reverse("recruitment:contest_detail", args=[other.pk]) not in browser.get(page).content.decode()
    mine = MatchContestFactory(match=match)
    assert reverse("recruitment:contest_detail", args=[mine.pk]) in browser.get(page).content.decode()


def test_the_match_of_somebody_else_is_not_on_the_page_of_the_opening():
    other = MatchFactory()
    browser = StrictClient()
    browser.force_login(CandidateProfileFactory().person)
    page = browser.get(other.opening.get_absolute_url()).content.decode()

    assert reverse("recruitment:match_detail", args=[other.pk]) not in page
    browser.force_login(other.profile.person)
    page = browser.get(other.opening.get_absolute_url()).content.decode()
    assert reverse("recruitment:match_detail", args=[other.pk]) in page
