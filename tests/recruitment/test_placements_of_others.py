"""Whose placements are whose: each scope for everybody around one, and what waits for whom."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from partners.enums import Role
from recruitment.enums import Party, Stage
from recruitment.models import Interest, Placement
from recruitment.selectors import opened_profile
from recruitment.selectors import placement as found
from tests.accounts.factories import UserFactory
from tests.client import StrictClient
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import (
    CvFactory,
    InterestFactory,
    PlacementFactory,
    PlacementSignatureFactory,
    ended,
    in_force,
)

pytestmark = pytest.mark.django_db
SCOPES = ("of_person", "prepared_by", "staffed_by", "tutored_by", "followed_by", "visible_to")


@pytest.fixture
def people():
    """A school and a firm with who runs placements there and a tutor each, and people with no part in it."""
    school, firm = PartnerFactory(), PartnerFactory(firm=True)
    return {
        "person": UserFactory(),
        "school": MembershipFactory(partner=school, role=Role.EDITOR).user,
        "firm": MembershipFactory(partner=firm, role=Role.EDITOR).user,
        "company_tutor": MembershipFactory(partner=firm, role=Role.TEACHER).user,
        "school_tutor": MembershipFactory(partner=school, role=Role.TEACHER).user,
        "former": MembershipFactory(partner=firm, role=Role.EDITOR, ended=True).user,
        "other_school": MembershipFactory(role=Role.EDITOR).user,
        "other_firm": MembershipFactory(role=Role.EDITOR, partner__firm=True).user,
        "superuser": UserFactory(superuser=True),
        "nobody": AnonymousUser(),
    }


def facts(people, **more):
    """Of the school about the person."""
    return {
        "person": people["person"],
        "sender": people["school"].memberships.get().partner,
        "host": people["firm"].memberships.get().partner,
        "company_tutor": people["company_tutor"],
        "school_tutor": people["school_tutor"],
        **more,
    }


def reached(people):
    """Per scope, who finds a placement in it."""
    return {
        scope: {who for who, user in people.items() if getattr(Placement.objects, scope)(user).exists()}
        for scope in SCOPES
    }


@pytest.mark.parametrize("by_host", [False, True])
@pytest.mark.parametrize("state", ["draft", "to_sign", "shared"])
def test_who_finds_it_in_each_state(people, state, by_host):
    """A draft is its writer's; one to be signed also the person's; the rest read it once the person has signed."""
    PlacementFactory(**facts(people, prepared_by_host=by_host), **({} if state == "draft" else {state: True}))
    writer = "firm" if by_host else "school"
    own = set() if state == "draft" else {"person"}
    staff = {"school", "firm"} if state == "shared" else {writer}
    tutors = {"school_tutor", "company_tutor"} if state == "shared" else set()

    assert reached(people) == {
        "of_person": own,
        "prepared_by": {writer},
        "staffed_by": staff,
        "tutored_by": tutors,
        "followed_by": staff | tutors,
        "visible_to": own | staff | tutors,
    }


def test_a_tutor_who_acts_for_another_partner_finds_nothing(people):
    PlacementFactory(**facts(people), shared=True)
    tutor = people["company_tutor"]
    elsewhere = MembershipFactory(user=tutor, role=Role.TEACHER).partner

    tutor.acting_partner_id = elsewhere.pk

    assert not Placement.objects.tutored_by(tutor).exists()
    tutor.acting_partner_id = people["firm"].memberships.get().partner_id
    assert Placement.objects.tutored_by(tutor).exists()


def test_what_waits_for_a_signature_waits_for_who_gives_it(people):
    """The person has signed, then the school: only the firm is waited for."""
    placement = PlacementFactory(**facts(people), to_sign=True)
    assert waited_for(people) == {"person": {"person"}, "staff": {"school"}}

    PlacementSignatureFactory(placement=placement, party=Party.PERSON)
    placement.shared_at = timezone.now()
    placement.save()
    assert waited_for(people) == {"person": set(), "staff": {"school", "firm"}}

    PlacementSignatureFactory(placement=placement, party=Party.SENDER)
    assert waited_for(people) == {"person": set(), "staff": {"firm"}}


def waited_for(people):
    known = {who: user for who, user in people.items() if user.is_authenticated}
    return {
        "person": {who for who, user in people.items() if found.waiting_for_person(user).exists()},
        "staff": {who for who, user in known.items() if found.waiting_for_staff(user).exists()},
    }


def test_an_assessment_waits_for_the_tutors_who_still_work_there(people):
    ended(**facts(people))
    known = {who: user for who, user in people.items() if user.is_authenticated}
    membership = people["school_tutor"].memberships.get()

    assert {who for who, user in known.items() if found.waiting_for_tutor(user).exists()} == {
        "company_tutor",
        "school_tutor",
    }
    membership.ended_at = timezone.now()
    membership.save()
    assert not found.waiting_for_tutor(people["school_tutor"]).exists()


def test_the_desk_and_the_list_speak_of_ones_own(people):
    in_force(**facts(people))
    desk, listed = reverse("dashboards:desk"), reverse("recruitment:placement_list")
    shown = {}
    for who in ("person", "firm", "other_firm", "superuser"):
        browser = StrictClient()
        browser.force_login(people[who])
        page = browser.get(listed).content.decode()
        shown[who] = (
            "Il mio tirocinio o apprendistato" in browser.get(desk).content.decode(),
            Placement.objects.get().get_absolute_url() in page,
        )

    assert shown == {
        "person": (True, True),
        "firm": (False, True),
        "other_firm": (False, False),
        "superuser": (False, False),
    }


def test_an_offer_whose_time_is_over_begins_nothing(people):
    firm = people["firm"]
    interest = InterestFactory(opening__partner=firm.memberships.get().partner, yes=True, stage=Stage.OFFER)
    assert found.interests_to_begin(firm).exists()
    assert not found.interests_to_begin(people["other_firm"]).exists()

    Interest.objects.filter(pk=interest.pk).update(access_until=timezone.localdate() - datetime.timedelta(days=1))

    assert not found.interests_to_begin(firm).exists()


def test_a_cv_is_given_to_the_firm_that_asked_alone(people):
    """Also where the page has asked before whose selection it is."""
    firm = people["firm"].memberships.get().partner
    interest = InterestFactory(opening__partner=firm, yes=True)
    cv = CvFactory(person=interest.profile.person, read=True)
    known = {who: user for who, user in people.items() if user.is_authenticated}

    given = {who for who, user in known.items() if opened_profile.cv_for_firm(user, interest) == cv}
    read = {who for who, user in known.items() if opened_profile.profile_for_firm(user, interest)}

    assert given == {"firm"}
    assert read == {"firm"}
    Interest.objects.update(access_until=timezone.localdate() - datetime.timedelta(days=1))
    assert opened_profile.cv_for_firm(people["firm"], interest) is None
