"""An opening after publication: pause, confirm, copy, the clock, and the one table of what may follow what."""

import datetime
import itertools
from contextlib import nullcontext

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from recruitment.enums import MOVES, DemandState, Ending
from recruitment.models import Interest, Match, Opening
from recruitment.services import interest as interests
from recruitment.services import openings
from recruitment.tasks import openings_review
from tests.recruitment.factories import InterestFactory, OpeningFactory, OpeningSkillFactory

DAY = datetime.timedelta(days=1)


@pytest.fixture
def opening(firm):
    return OpeningSkillFactory(opening__partner=firm.partner, opening__published=True).opening


def post(firm, name, opening):
    return firm.client.post(reverse(f"recruitment:{name}", args=[opening.pk]), follow=True)


def lay(opening, **columns):
    """What a night long ago would have written."""
    Opening.objects.filter(pk=opening.pk).update(**columns)
    opening.refresh_from_db()


def told(kind):
    return [(row.recipient, row.data["opening"]) for row in Notification.objects.filter(kind=kind)]


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(DemandState, 2)))
def test_database_knows_what_may_follow_what(db, before, after):
    dates = {"paused_at": timezone.now() if before == DemandState.PAUSED else None}
    dates["published_at"] = None if before == DemandState.DRAFT else timezone.now()
    row = OpeningFactory(state=before, **dates)
    dates = {"paused_at": timezone.now() if after == DemandState.PAUSED else None}
    dates["published_at"] = None if after == DemandState.DRAFT else timezone.now()

    refused = pytest.raises(DatabaseError, match="Invalid transition")
    with nullcontext() if (before, after) in MOVES else refused, transaction.atomic():
        Opening.objects.filter(pk=row.pk).update(state=after, **dates)


def test_pause_hides_the_opening_and_the_names(client, firm, opening):
    yes = InterestFactory(opening=opening, yes=True)

    post(firm, "opening_pause", opening)

    opening.refresh_from_db()
    cache.clear()
    gone = client.get(opening.get_absolute_url())
    assert (opening.state, opening.paused_at is not None) == (DemandState.PAUSED, True)
    assert gone.status_code == 410
    assert opening.title not in gone.content.decode()
    assert "application/ld+json" not in gone.content.decode()
    assert not Interest.objects.get(pk=yes.pk).is_disclosing
    assert not Opening.objects.public().exists()
    assert AuditEvent.objects.filter(verb="recruitment.opening_paused", actor=firm.user).count() == 1


def test_pause_of_a_draft_is_refused(firm):
    draft = OpeningFactory(partner=firm.partner)

    body = post(firm, "opening_pause", draft).content.decode()

    assert "Si mette in pausa solo un&#x27;offerta pubblicata." in body
    assert Opening.objects.get(pk=draft.pk).state == DemandState.DRAFT


def test_confirm_takes_a_paused_opening_up_again(firm, opening):
    post(firm, "opening_pause", opening)

    post(firm, "opening_confirm", opening)

    opening.refresh_from_db()
    assert (opening.state, opening.paused_at, opening.confirm_asked_at) == (DemandState.PUBLISHED, None, None)
    assert opening.confirmed_at is not None


def test_confirm_wants_what_publication_wants(firm, opening):
    post(firm, "opening_pause", opening)
    lay(opening, closes_on=timezone.localdate() - DAY)

    body = post(firm, "opening_confirm", opening).content.decode()

    assert "che non sia già passato" in body
    assert Opening.objects.get(pk=opening.pk).state == DemandState.PAUSED


@pytest.mark.parametrize("trait", ["closed", None])
def test_confirm_of_what_is_not_running_is_refused(firm, trait):
    row = OpeningFactory(partner=firm.partner, **({trait: True} if trait else {}))

    with pytest.raises(BusinessRuleError, match="Si conferma"):
        openings.opening_confirm(opening=row, by=firm.user)


def test_yes_to_a_paused_opening_is_refused_and_kept_for_later(firm, opening):
    question = InterestFactory(opening=opening)
    openings.opening_pause(opening=opening, by=firm.user)

    with pytest.raises(BusinessRuleError):
        interests.interest_answer(interest=question, answer="YES", by=question.profile.person)

    openings.opening_confirm(opening=opening, by=firm.user)
    interests.interest_answer(interest=question, answer="YES", by=question.profile.person)
    question.refresh_from_db()
    assert question.answer == "YES"


def test_copy_is_a_new_draft_with_words_terms_and_skills(firm, opening):
    lay(opening, state=DemandState.CLOSED, ended_as=Ending.NO_NEED, description="Com'era")
    InterestFactory(opening=opening, yes=True)

    response = post(firm, "opening_copy", opening)

    copy = Opening.objects.exclude(pk=opening.pk).get()
    assert response.redirect_chain[-1][0] == reverse("recruitment:opening_update", args=[copy.pk])
    assert (copy.state, copy.published_at, copy.ended_as) == (DemandState.DRAFT, None, "")
    assert (copy.title, copy.description, copy.pay_from) == (opening.title, "Com'era", opening.pay_from)
    assert [row.skill_id for row in copy.asked.all()] == [row.skill_id for row in opening.asked.all()]
    assert copy.closes_on > timezone.localdate()
    assert not copy.interests.exists()


@pytest.mark.parametrize("name", ["opening_pause", "opening_confirm", "opening_copy"])
def test_another_firm_finds_nothing_to_act_on(rival, opening, name):
    assert post(rival, name, opening).status_code == 404
    assert Opening.objects.count() == 1


def test_review_asks_once_after_a_month(firm, opening):
    lay(opening, published_at=timezone.now() - 31 * DAY)

    openings_review()
    openings_review()

    opening.refresh_from_db()
    assert told("opening_to_confirm") == [(firm.user, opening.title)]
    assert opening.confirm_asked_at is not None
    body = firm.client.get(opening.get_absolute_url()).content.decode()
    assert "È ancora libero questo posto?" in body


@pytest.mark.parametrize(
    "columns",
    [
        {"published_at": timezone.now() - 29 * DAY},
        {"published_at": timezone.now() - 90 * DAY, "confirmed_at": timezone.now() - 5 * DAY},
    ],
)
def test_review_leaves_alone_what_somebody_looked_after(opening, columns):
    lay(opening, **columns)

    assert openings.openings_review() == {"ended": 0, "paused": 0, "asked": 0, "failed": 0}


def test_review_pauses_what_nobody_confirmed_and_the_firm_can_go_on(firm, opening):
    lay(opening, published_at=timezone.now() - 40 * DAY, confirm_asked_at=timezone.now() - 8 * DAY)

    openings_review()
    openings_review()

    opening.refresh_from_db()
    assert opening.state == DemandState.PAUSED
    assert told("opening_paused") == [(firm.user, opening.title)]
    post(firm, "opening_confirm", opening)
    assert openings.openings_review() == {"ended": 0, "paused": 0, "asked": 0, "failed": 0}


def test_review_ends_what_stayed_on_pause_and_tells_everybody_once(firm, opening):
    waiting = InterestFactory(opening=opening)
    lay(opening, state=DemandState.PAUSED, paused_at=timezone.now() - 61 * DAY)

    openings_review()
    openings_review()

    opening.refresh_from_db()
    assert (opening.state, opening.ended_as, opening.paused_at) == (DemandState.CLOSED, Ending.EXPIRED, None)
    assert told("opening_expired") == [(firm.user, opening.title)]
    assert told("opening_closed") == [(waiting.profile.person, opening.title)]
    assert AuditEvent.objects.get(verb="recruitment.opening_closed").actor is None


def test_review_ends_what_is_a_month_past_its_last_day(opening):
    lay(opening, closes_on=timezone.localdate() - 31 * DAY)

    assert openings.openings_review()["ended"] == 1


def test_review_of_a_whole_life_without_a_word(firm, opening):
    states = []
    start = timezone.now()
    lay(opening, closes_on=timezone.localdate() + 300 * DAY)

    for days in (29, 31, 32, 39, 40, 90, 101):
        with time_machine.travel(start + days * DAY, tick=False):
            openings.openings_review()
        opening.refresh_from_db()
        states.append((days, opening.state, opening.confirm_asked_at is not None))

    assert states == [
        (29, "PUBLISHED", False), (31, "PUBLISHED", True), (32, "PUBLISHED", True), (39, "PAUSED", False),
        (40, "PAUSED", False), (90, "PAUSED", False), (101, "CLOSED", False),
    ]  # fmt: skip
    assert Match.objects.filter(opening=opening).count() == 0


def test_editing_a_paused_opening_keeps_it_on_pause(firm, opening):
    openings.opening_pause(opening=opening, by=firm.user)
    being_edited = Opening.objects.get(pk=opening.pk)
    being_edited.title = "Altre parole"

    from recruitment.services import demand

    demand.opening_save(opening=being_edited, skills=list(opening.asked.all()), by=firm.user)

    opening.refresh_from_db()
    assert (opening.title, opening.state) == ("Altre parole", DemandState.PAUSED)
