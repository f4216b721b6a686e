"""Whoever opens their own pages of work finds nothing of anybody else there, however much of it there is."""

import pytest

from accounts.models import Consent
from skills.enums import Evidence
from tests.client import StrictClient, said_by
from tests.recruitment.factories import (
    CandidateProfileFactory,
    LanguageSkillFactory,
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
