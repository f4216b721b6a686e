import datetime
from dataclasses import dataclass

import pytest

from partners.enums import Role
from partners.models import Partner
from recruitment.models import CandidateProfile, Match, Opening
from recruitment.services import matching
from skills.models import Concept
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory, SiteFactory
from tests.recruitment.factories import CandidateProfileFactory, OpeningFactory, OpeningSkillFactory, itself
from tests.skills.factories import ConceptFactory, SkillClaimFactory


@dataclass
class Firm:
    """A firm, its editor and a browser signed in as that person."""

    partner: Partner
    user: object
    client: object


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` gives a browser of its own."""

    def build(user):
        browser = type(client)()
        browser.force_login(user)
        return browser

    return build


@pytest.fixture
def make_firm(signed_in, db):
    def build(role=Role.EDITOR, **fields):
        partner = PartnerFactory(firm=True, **fields)
        user = UserFactory(first_name="Franca", last_name="Ferri")
        MembershipFactory(user=user, partner=partner, role=role)
        return Firm(partner, user, signed_in(user))

    return build


@pytest.fixture
def firm(make_firm):
    return make_firm()


@pytest.fixture
def rival(make_firm):
    return make_firm()


@pytest.fixture
def person(db):
    """Carries canaries: words that must not reach a firm before the yes."""
    return UserFactory(
        first_name="Canarina", last_name="Gialli", email="canarina@example.org", birth_date=datetime.date(1987, 3, 9)
    )


@dataclass
class Encounter:
    """A published opening of the firm and a person who has one of the two skills asked for."""

    opening: Opening
    profile: CandidateProfile
    match: Match
    held: Concept
    missing: Concept


@pytest.fixture
def encounter(firm, person):
    opening = OpeningFactory(partner=firm.partner, published=True, site=SiteFactory(partner=firm.partner))
    held, missing = (OpeningSkillFactory(opening=opening, skill=ConceptFactory()).skill for _ in range(2))
    itself(held)
    itself(missing)
    profile = CandidateProfileFactory(person=person, headline="Canarina si presenta qui")
    SkillClaimFactory(person=person, skill=held)
    matching.opening_rematch(opening=opening)
    match = Match.objects.get(opening=opening, profile=profile)
    return Encounter(opening, profile, match, held, missing)
