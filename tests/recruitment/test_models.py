"""What must never be false is a constraint of the database, with words for the person who ran into it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruitment.enums import Answer, Confidentiality, DemandState, Stage
from recruitment.models import CandidateProfile, Interest, Match, Opening, SkillNeed
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    OpeningSkillFactory,
    SkillNeedFactory,
    SkillNeedSkillFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "changes", "words"),
    [
        (SkillNeedFactory, {"head_count": 0}, "Indica da 1 a 500 persone."),
        (SkillNeedFactory, {"state": "PUBLISHED"}, "ha sempre la data di pubblicazione"),
        (SkillNeedFactory, {"published_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}, "ha sempre la data"),
        (SkillNeedSkillFactory, {"level": 5}, "Il livello va da 1 a 4."),
        (OpeningFactory, {"positions": 201}, "Indica da 1 a 200 persone."),
        (OpeningFactory, {"pay_from": None}, "una massima non più bassa"),
        (OpeningFactory, {"pay_to": 100}, "una massima non più bassa"),
        (OpeningFactory, {"min_eqf": 9}, "Il livello EQF va da 1 a 8."),
        (OpeningFactory, {"state": "PUBLISHED"}, "ha sempre la data di pubblicazione"),
        (OpeningSkillFactory, {"level": 0}, "Il livello va da 1 a 4."),
        (CandidateProfileFactory, {"max_km": 0}, "fra 1 e 1500 chilometri"),
        (CandidateProfileFactory, {"eqf": 0}, "Il livello EQF va da 1 a 8."),
        (CandidateProfileFactory, {"municipality": None}, "serve sapere in che comune"),
        (MatchFactory, {"score": 40_001}, "Il punteggio non può superare"),
        (InterestFactory, {"answer": "YES"}, "Una risposta ha sempre la data."),
    ],
)
def test_database_refuses(factory, changes, words):
    row = factory()
    for name, value in changes.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError, match=words):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"ccnl": ""}, {"pay_from": None, "pay_to": None}])
def test_published_opening_always_has_pay_and_ccnl(changes):
    opening = OpeningFactory(published=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(**changes)


def test_an_opening_may_tell_only_the_least_it_pays():
    opening = OpeningFactory(published=True, pay_to=None)

    opening.validate_constraints()


@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        (SkillNeedSkillFactory, ("need", "skill")),
        (OpeningSkillFactory, ("opening", "skill")),
        (MatchFactory, ("opening", "profile")),
        (InterestFactory, ("opening", "profile")),
        (CandidateProfileFactory, ("person",)),
    ],
)
def test_database_refuses_a_second_one(factory, fields):
    row = factory()

    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**{name: getattr(row, name) for name in fields})


def test_rows_name_themselves():
    interest, asked = InterestFactory(opening__title="Saldare", yes=True), SkillNeedSkillFactory(need__title="Tubi")

    assert str(interest) == "Saldare · sì"
    assert str(MatchFactory(opening=interest.opening)) == "Saldare · 0%"
    assert str(asked.need) == "Tubi"
    assert str(asked) == f"{asked.skill} (2)"
    assert str(CandidateProfileFactory(headline="")).startswith("Nome")


def test_needs_are_read_by_whom_their_confidentiality_says(rival, client):
    needs = {kind: SkillNeedFactory(published=True, confidentiality=kind) for kind in Confidentiality}
    draft = SkillNeedFactory(confidentiality=Confidentiality.PUBLIC)
    rival.user.acting_partner_id = rival.partner.pk
    own = SkillNeedFactory(partner=rival.partner)
    outsider = UserFactory()

    def visible(user):
        return set(SkillNeed.objects.visible_to(user))

    from django.contrib.auth.models import AnonymousUser

    assert visible(AnonymousUser()) == visible(outsider) == {needs[Confidentiality.PUBLIC]}
    assert visible(rival.user) == {needs[Confidentiality.PUBLIC], needs[Confidentiality.PARTNERS], own}
    assert set(SkillNeed.objects.public()) == {needs[Confidentiality.PUBLIC]}
    assert draft not in SkillNeed.objects.published()


def test_strangers_see_no_match_interest_or_profile():
    from django.contrib.auth.models import AnonymousUser

    MatchFactory()
    InterestFactory(yes=True)

    for model, scope in ((Match, "visible_to"), (Match, "of_person"), (Interest, "visible_to")):
        assert list(getattr(model.objects, scope)(AnonymousUser())) == []
        assert list(getattr(model.objects, scope)(UserFactory())) == []
    assert list(CandidateProfile.objects.visible_to(AnonymousUser())) == []
    assert list(Interest.objects.followed_by(AnonymousUser())) == []


def test_a_second_membership_never_leaks_into_the_first():
    """Who works for two firms reads, in one request, only what belongs to the one they act for."""
    here = MembershipFactory(partner=PartnerFactory(firm=True))
    there = MembershipFactory(user=here.user, partner=PartnerFactory(firm=True))
    matches = {firm: MatchFactory(opening__partner=firm) for firm in (here.partner, there.partner)}
    here.user.acting_partner_id = there.partner_id

    assert list(Match.objects.visible_to(here.user)) == [matches[there.partner]]
    assert list(Match.objects.of_firm(here.user)) == [matches[there.partner]]


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ({"yes": True}, True),
        ({}, False),
        ({"no": True}, False),
        ({"yes": True, "closed": True}, False),
        ({"yes": True, "opening__expired": True}, True),  # who said yes in time is met after the last day too
        ({"yes": True, "access_until": timezone.localdate()}, True),
        ({"yes": True, "access_until": timezone.localdate() - datetime.timedelta(days=1)}, False),
        ({"yes": True, "stage": Stage.HIRED}, True),
        ({"yes": True, "stage": Stage.EXPIRED}, False),
        ({"yes": True, "opening__paused": True, "opening__published": False}, False),
        ({"yes": True, "opening__closed": True, "opening__published": False}, False),
        ({"yes": True, "profile__without_consent": True}, False),
    ],
)
def test_both_forms_of_disclosing_agree(traits, expected):
    interest = InterestFactory(**traits)

    assert interest.is_disclosing is expected
    assert Interest.objects.disclosing().filter(pk=interest.pk).exists() is expected


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ({}, True),
        ({"yes": True}, False),
        ({"closed": True}, False),
        ({"opening__expired": True}, False),
        ({"answer_by": timezone.localdate()}, True),
        ({"answer_by": timezone.localdate() - datetime.timedelta(days=1)}, False),
    ],
)
def test_pending_is_what_can_still_be_answered(traits, expected):
    interest = InterestFactory(**traits)

    assert interest.is_pending is expected
    assert Interest.objects.pending().filter(pk=interest.pk).exists() is expected


def test_pending_and_live_scopes():
    waiting, answered, closed = InterestFactory(), InterestFactory(yes=True), InterestFactory(closed=True)

    assert list(Interest.objects.pending()) == [waiting]
    assert set(Interest.objects.live()) == {waiting, answered}
    assert closed.answer == ""
    assert answered.answer == Answer.YES


def test_opening_knows_whether_it_is_open():
    assert OpeningFactory(published=True, closes_on=timezone.localdate()).is_open is True
    assert OpeningFactory(expired=True).is_open is False
    assert OpeningFactory().is_open is False
    assert OpeningFactory(published=True, state=DemandState.FILLED).is_open is False
