"""Whose questions about hires and placements are whose, and who reads a name with them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import AuditEvent
from core.services import record_look
from partners.enums import Role
from recruitment.models import Interest, Outcome
from recruitment.outcome_enums import OutcomeSide
from recruitment.selectors import outcomes
from recruitment.selectors.candidates import OPENED, who_opened
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.recruitment.factories import CandidateProfileFactory, OutcomeFactory, learnt

pytestmark = pytest.mark.django_db
PERSON, FIRM = OutcomeSide.PERSON, OutcomeSide.FIRM


@pytest.fixture
def asked():
    """Both sides of one hire."""
    own = OutcomeFactory()
    OutcomeFactory(interest=own.interest, side=FIRM)
    return own


@pytest.fixture
def people(asked):
    firm = asked.interest.opening.partner
    return {
        "person": asked.interest.profile.person,
        "firm": MembershipFactory(partner=firm, role=Role.EDITOR).user,
        "teacher": MembershipFactory(partner=firm, role=Role.TEACHER).user,
        "other_firm": MembershipFactory(partner__firm=True, role=Role.EDITOR).user,
        "stranger": UserFactory(),
        "superuser": UserFactory(superuser=True),
    }


def found(people, ask):
    return {who for who, user in people.items() if ask(user)}


def test_each_side_finds_its_own_question(people):
    scopes = {
        name: found(people, lambda user, name=name: getattr(Outcome.objects, name)(user).exists())
        for name in ("of_person", "followed_by", "visible_to")
    }

    assert scopes == {"of_person": {"person"}, "followed_by": {"firm"}, "visible_to": {"person", "firm"}}
    assert {row.side for row in Outcome.objects.visible_to(people["person"])} == {PERSON}
    assert {row.side for row in Outcome.objects.visible_to(people["firm"])} == {FIRM}
    assert not Outcome.objects.visible_to(AnonymousUser()).exists()


def test_lines_and_counts_are_of_ones_own(people):
    assert found(people, outcomes.waiting_for_person) == {"person"}
    assert found(people, lambda user: outcomes.open_lines(user, PERSON)) == {"person"}
    assert found(people, lambda user: outcomes.open_lines(user, FIRM)) == {"firm"}
    assert found(people, lambda user: outcomes.counts_of_firm(user)["total"]) == {"firm"}


def test_a_name_comes_to_the_firm_alone_and_while_names_are_open(people):
    rows = [*outcomes.whole(Outcome.objects.filter(side=FIRM))]
    assert found(people, lambda user: outcomes.with_names(user, rows)[0].name) == {"firm"}

    Interest.objects.update(access_until="2026-01-01")

    assert found(people, lambda user: outcomes.with_names(user, rows)[0].name) == set()


def test_of_a_placement_who_runs_it_reads_the_name(people):
    row = OutcomeFactory(placement=learnt(), side=FIRM)
    host = MembershipFactory(partner=row.placement.host, role=Role.EDITOR).user

    assert outcomes.with_names(host, [row])[0].name == row.placement.person.get_full_name()
    assert found(people, lambda user: outcomes.with_names(user, [row])[0].name) == set()


def test_who_looked_at_others_is_not_told():
    """The looks that a person reads on their profile are those at their own."""
    mine, other, reader = CandidateProfileFactory(), CandidateProfileFactory(), UserFactory()
    record_look(by=reader, person=other.person, target=other, verb=OPENED)
    assert AuditEvent.objects.looks().exists()
    assert who_opened(mine) == []

    record_look(by=reader, person=mine.person, target=mine, verb=OPENED)

    assert len(who_opened(mine)) == len(who_opened(other)) == 1
