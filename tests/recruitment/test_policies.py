"""Each rule has two forms, one for a row and one for a list: they must agree for every role."""

import datetime

import pytest
from django.utils import timezone

from partners.enums import Role, Standing
from partners.models import Partner
from recruitment import policies
from recruitment.enums import DemandState, NotSelected, Stage
from recruitment.models import CandidateProfile, Interest, Match, Opening, SkillNeed
from recruitment.selectors import candidates, selection
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory
from tests.recruitment.factories import InterestFactory, MatchFactory, SkillNeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """People in every position towards one firm, one opening and one person."""
    firm = PartnerFactory(firm=True)
    interest = InterestFactory(opening__partner=firm, yes=True)
    MatchFactory(opening=interest.opening, profile=interest.profile)
    SkillNeedFactory(partner=firm)
    people = {role: MembershipFactory(partner=firm, role=role).user for role in Role}
    people |= {
        "former": MembershipFactory(partner=firm, ended=True).user,
        "rival": MembershipFactory(partner=PartnerFactory(firm=True)).user,
        "school": MembershipFactory().user,
        "referent": MandateFactory().user,
        "superuser": UserFactory(superuser=True),
        "person": interest.profile.person,
        "stranger": UserFactory(),
    }
    return interest, people


def test_editing_belongs_to_managers_and_editors_of_the_firm(cast):
    _interest, people = cast
    need, opening = SkillNeed.objects.get(), Opening.objects.get()

    allowed = {who for who, user in people.items() if policies.can_edit_need(user, need)}

    assert allowed == {Role.MANAGER, Role.EDITOR}
    assert allowed == {who for who, user in people.items() if SkillNeed.objects.editable_by(user).exists()}
    assert allowed == {who for who, user in people.items() if policies.can_edit_opening(user, opening)}
    assert allowed == {who for who, user in people.items() if Opening.objects.editable_by(user).exists()}


def test_matches_are_read_by_the_two_sides(cast):
    _interest, people = cast
    opening = Opening.objects.get()

    firms_side = {who for who, user in people.items() if policies.can_see_candidates(user, opening)}

    assert firms_side == {Role.MANAGER, Role.EDITOR}
    assert firms_side == {who for who, user in people.items() if Match.objects.of_firm(user).exists()}
    both = {who for who, user in people.items() if Match.objects.visible_to(user).exists()}
    assert both == firms_side | {"person"}
    assert {who for who, user in people.items() if policies.is_own_match(user, Match.objects.get())} == {"person"}


def test_names_are_seen_by_the_two_sides_only(cast):
    interest, people = cast

    allowed = {who for who, user in people.items() if policies.can_see_name(user, interest)}

    listed = {
        who
        for who, user in people.items()
        if (Interest.objects.visible_to(user) | Interest.objects.followed_by(user)).disclosing().exists()
    }
    assert allowed == {Role.MANAGER, Role.EDITOR, "person"}
    assert allowed == listed


@pytest.mark.parametrize("traits", [{}, {"no": True}, {"yes": True, "closed": True}])
def test_nobody_sees_a_name_before_or_without_a_yes(traits):
    firm = PartnerFactory(firm=True)
    interest = InterestFactory(opening__partner=firm, **traits)
    editor = MembershipFactory(partner=firm, role=Role.EDITOR).user

    assert policies.can_see_name(editor, interest) is False
    assert policies.can_see_name(interest.profile.person, interest) is False


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Interest, {"access_until": timezone.localdate() - datetime.timedelta(days=1)}),
        (Interest, {"stage": Stage.NOT_SELECTED, "not_selected_for": NotSelected.SKILLS}),
        (Opening, {"state": DemandState.PAUSED, "paused_at": timezone.now()}),
        (Partner, {"standing": Standing.FORMER}),
        (CandidateProfile, {"matching_consent_at": None}),
    ],
)
def test_both_forms_hide_names_when_something_has_ended(cast, model, change):
    interest, people = cast
    assert Interest.objects.disclosing().exists()
    model.objects.update(**change)

    assert not Interest.objects.disclosing().exists()
    fresh = Interest.objects.get(pk=interest.pk)
    assert not any(policies.can_see_name(user, fresh) for user in people.values())


def test_what_is_read_of_an_opening_is_for_its_firm(cast):
    """Also where the page has asked before: the board, and who said yes and matches no more."""
    interest, people = cast
    Match.objects.all().delete()

    boards = {who for who, user in people.items() if selection.board(user, interest.opening).named}
    contacts = {who for who, user in people.items() if candidates.contacts_without_match(user, interest.opening)}

    assert boards == contacts == {Role.MANAGER, Role.EDITOR}
