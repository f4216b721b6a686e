"""What became of hires and placements: who is asked when, who reads what, and when nobody is asked any more."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners.enums import Standing
from partners.models import Partner
from partners.services.merge import person_merge
from recruitment import tasks
from recruitment.enums import BreakReason, PlacementKind, PlacementState, Stage
from recruitment.models import Interest, Outcome
from recruitment.outcome_enums import OutcomeAnswer, OutcomeDay, OutcomeSide
from recruitment.services import outcomes as services
from recruitment.services import profile as profiles
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    OpeningFactory,
    OutcomeFactory,
    PlacementFactory,
    hired,
    in_force,
    learnt,
)

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
LIST = reverse("recruitment:outcome_list")
PERSON, FIRM = OutcomeSide.PERSON, OutcomeSide.FIRM
ADULT = datetime.date(1990, 5, 4)


def employed(firm, person, days=30, **facts):
    """The person of the canaries, hired by the firm so many days ago."""
    return hired(
        days, opening=OpeningFactory(partner=firm.partner, published=True), expressed_by=firm.user,
        profile=CandidateProfileFactory(person=person), **facts,
    )  # fmt: skip


def review():
    counted = services.outcomes_review()
    assert counted.pop("failed") == 0
    return counted["asked"], counted["reminded"]


def asked():
    return sorted(Outcome.objects.values_list("day", "side"))


def kinds_of(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


@pytest.fixture
def hire(firm, person):
    return employed(firm, person)


@pytest.fixture
def question(hire):
    return OutcomeFactory(interest=hire)


@pytest.fixture
def firms_question(hire):
    return OutcomeFactory(interest=hire, side=FIRM)


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def ends(day):
    """The last day to answer."""
    Outcome.objects.update(due_on=day - datetime.timedelta(days=30), answer_until=day)


def page(outcome):
    return reverse("recruitment:outcome_detail", args=[outcome.pk])


# Asking


def test_both_sides_are_asked_once(hire, firm, person):
    for _ in range(2):
        tasks.outcomes_review()

    assert asked() == [(30, FIRM), (30, PERSON)]
    assert kinds_of(person) == kinds_of(firm.user) == ["outcome_asked"]
    row = Outcome.objects.get(side=PERSON)
    assert (row.interest, row.due_on) == (hire, timezone.localdate())
    assert row.answer_until == row.due_on + datetime.timedelta(days=30)
    events = AuditEvent.objects.filter(verb="recruitment.outcome_asked")
    assert list(events.values_list("subject", flat=True)) == [person.pk] * 2


def test_who_was_faster_is_left_alone(hire):
    question = services.Question(Interest, hire.pk, OutcomeDay.MONTH, PERSON)

    assert (services._ask(question), services._ask(question)) == (1, 0)


@pytest.mark.parametrize(
    ("days", "expected"), [(29, 0), (30, 2), (44, 2), (45, 0), (89, 0), (104, 2), (180, 2), (400, 0)]
)
def test_a_question_comes_on_its_day_or_soon_after(firm, person, days, expected):
    employed(firm, person, days)

    assert review() == (expected, 0)


def test_six_questions_and_one_reminder_of_each(firm, person):
    employed(firm, person, 0)
    start, done = timezone.now(), {}
    for days in (0, 29, 30, 31, 39, 40, 41, 60, 90, 101, 102, 180, 191, 195, 300):
        with time_machine.travel(start + datetime.timedelta(days=days), tick=False):
            done[days] = review()

    assert {days: found for days, found in done.items() if found != (0, 0)} == {
        30: (2, 0), 40: (0, 2), 90: (2, 0), 101: (0, 2), 180: (2, 0), 191: (0, 2),
    }  # fmt: skip
    assert asked() == [(day, side) for day in (30, 90, 180) for side in (FIRM, PERSON)]
    assert kinds_of(person) == ["outcome_asked"] * 3 + ["outcome_reminder"] * 3


# Hired just before or after midnight, around both changes of the clocks, and so that the day falls on a 29 February.
DAYS = [
    ((2026, 10, 24, 23, 50), 30, (2026, 11, 23)),
    ((2026, 10, 25, 0, 10), 30, (2026, 11, 24)),
    ((2026, 3, 28, 23, 50), 90, (2026, 6, 26)),
    ((2026, 3, 29, 0, 10), 90, (2026, 6, 27)),
    ((2028, 1, 30, 12, 0), 30, (2028, 2, 29)),
    ((2027, 12, 1, 0, 5), 90, (2028, 2, 29)),
    ((2027, 1, 30, 12, 0), 30, (2027, 3, 1)),
    ((2028, 2, 29, 12, 0), 180, (2028, 8, 27)),
]


@pytest.mark.parametrize(("moment", "day", "due"), DAYS)
def test_days_are_civil_days_of_rome(moment, day, due):
    happened, due_on = datetime.datetime(*moment, tzinfo=ROME), datetime.date(*due)
    morning = datetime.datetime.combine(due_on, datetime.time(6, 25), tzinfo=ROME)
    with time_machine.travel(morning - datetime.timedelta(days=1), tick=False):
        row = hired(0, profile__person__birth_date=ADULT)
        Interest.objects.filter(pk=row.pk).update(hire_confirmed_at=happened)
        assert review() == (0, 0)

    with time_machine.travel(morning, tick=False):
        assert review() == (2, 0)

    assert set(Outcome.objects.values_list("day", "due_on")) == {(day, due_on)}


def _withdraw(hire):
    profiles.matching_stop(person=hire.profile.person, by=hire.profile.person)


def _close(hire):
    person = hire.profile.person
    Erasure.objects.create(person=person, due_at=timezone.now() + Erasure.GRACE)


def _leave(hire):
    person = hire.profile.person
    person.is_active = False
    person.save()


def _grow_younger(hire):
    person = hire.profile.person
    person.birth_date = timezone.localdate() - datetime.timedelta(days=365 * 16)
    person.save()


def _undo(hire):
    Interest.objects.filter(pk=hire.pk).update(hire_confirmed_at=None)
    Interest.objects.filter(pk=hire.pk).update(stage=Stage.OFFER)


ENDS = [_withdraw, _close, _leave, _grow_younger, _undo]


@pytest.mark.parametrize("end", ENDS)
def test_who_may_not_be_asked_is_not(hire, end):
    end(hire)

    assert review() == (0, 0)


@pytest.mark.parametrize("end", ENDS)
def test_what_was_asked_closes_at_once(question, firms_question, firm, hire, end):
    end(hire)

    assert not Outcome.objects.open().exists()
    body = firm.client.get(page(firms_question)).content.decode()
    assert "Non serve più rispondere" in body
    assert hire.profile.person.last_name not in body
    with pytest.raises(BusinessRuleError):
        services.outcome_answer(outcome=question, answer=OutcomeAnswer.HERE, by=hire.profile.person)
    assert "Lavora ancora" not in firm.client.get(reverse("dashboards:desk")).content.decode()


def test_an_unconfirmed_hire_asks_nothing():
    InterestFactory(yes=True, stage=Stage.HIRED)

    assert review() == (0, 0)


def test_of_a_firm_that_left_only_the_person_is_asked(hire, firm):
    Partner.objects.filter(pk=firm.partner.pk).update(standing=Standing.FORMER)

    assert review() == (1, 0)
    assert asked() == [(30, PERSON)]


def test_the_end_of_a_placement_is_asked_about(firm, person):
    placement = learnt(person=person, host=firm.partner)

    assert review() == (2, 0)
    assert set(Outcome.objects.values_list("placement", flat=True)) == {placement.pk}
    assert kinds_of(person) == kinds_of(firm.user) == ["outcome_asked"]


def broken(reason, **facts):
    row = in_force(**facts)
    row.state, row.broken_for = PlacementState.BROKEN, reason
    row.ended_on = timezone.localdate() - datetime.timedelta(days=30)
    row.save()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [(BreakReason.HIRED, 2), (BreakReason.PERSON, 2), (BreakReason.ACCOUNT, 0), (BreakReason.GUARDIAN, 0)],
)
def test_an_early_end_is_an_end_too(reason, expected):
    broken(reason)

    assert review() == (expected, 0)


def test_without_a_school_two_signatures_are_all():
    broken(BreakReason.FIRM, kind=PlacementKind.APPRENTICE_2, sender=None, prepared_by_host=True)

    assert review() == (2, 0)


def test_what_was_never_signed_is_not_asked_about():
    PlacementFactory(
        state=PlacementState.BROKEN, broken_for=BreakReason.FIRM, shared_at=timezone.now(),
        ended_on=timezone.localdate() - datetime.timedelta(days=30),
    )  # fmt: skip

    assert review() == (0, 0)


def test_days_of_school_are_not_asked_about():
    learnt(kind=PlacementKind.SCHOOL_WORK)

    assert review() == (0, 0)


@pytest.mark.parametrize(("kind", "expected"), [(PlacementKind.EXTRACURRICULAR, 0), (PlacementKind.APPRENTICE_2, 2)])
def test_a_hire_that_is_a_traineeship_is_asked_about_when_that_ends(hire, kind, expected):
    in_force(person=hire.profile.person, host=hire.opening.partner, interest=hire, kind=kind)

    assert review() == (expected, 0)


# Answering


def test_the_person_answers_with_one_button_and_may_change(browser, question, person):
    assert "Basta un pulsante" in browser.get(page(question)).content.decode()

    for answer in ("HERE", "HERE", "STUDY"):
        assert browser.post(page(question), {"answer": answer}).url == page(question)

    question.refresh_from_db()
    assert (question.answer, question.answered_at is not None) == ("STUDY", True)
    events = AuditEvent.objects.filter(verb="recruitment.outcome_answered").order_by("pk")
    assert [(event.actor, event.subject_id, event.after) for event in events] == [
        (person, person.pk, {"is_first": True}), (person, person.pk, {"is_first": False}),
    ]  # fmt: skip
    assert "La tua risposta del" in browser.get(page(question)).content.decode()


def test_neither_side_reads_the_other(browser, firm, question, firms_question):
    browser.post(page(question), {"answer": "SEEKING"})
    firm.client.post(page(firms_question), {"answer": "BY_FIRM"})

    assert browser.get(page(firms_question)).status_code == 404
    assert firm.client.get(page(question)).status_code == 404
    for reader, other in ((browser, "per scelta nostra"), (firm.client, "cerco lavoro")):
        for url in (LIST, page(question), page(firms_question), reverse("recruitment:interest_list")):
            assert other not in reader.get(url).content.decode().lower()
    assert set(Outcome.objects.values_list("side", "answer")) == {(PERSON, "SEEKING"), (FIRM, "BY_FIRM")}


@pytest.mark.parametrize("answer", ["", "BY_FIRM", "altro", "\x00"])
def test_only_the_answers_of_the_page_are_taken(browser, question, answer):
    response = browser.post(page(question), {"answer": answer})

    assert response.status_code == 200
    assert "Scegli una risposta." in response.content.decode()
    assert Outcome.objects.get().answer == ""


def test_a_colleague_without_the_right_and_a_rival_find_nothing(firms_question, rival, signed_in, firm):
    teacher = UserFactory()
    MembershipFactory(user=teacher, partner=firm.partner, role="TEACHER")

    for browser in (rival.client, signed_in(teacher)):
        assert browser.get(page(firms_question)).status_code == 404
        assert browser.post(page(firms_question), {"answer": "WITH_US"}).status_code == 404
        assert firms_question.interest.opening.title not in browser.get(LIST).content.decode()


def test_past_its_time_the_page_is_kind(browser, question):
    ends(timezone.localdate())
    assert browser.post(page(question), {"answer": "HERE"}).status_code == 302
    ends(timezone.localdate() - datetime.timedelta(days=1))
    assert "Non serve più rispondere" in browser.get(page(question)).content.decode()
    response = browser.post(page(question), {"answer": "STUDY"})

    assert "Il tempo per rispondere è finito" in response.content.decode()
    assert Outcome.objects.get().answer == "HERE"


def test_enough_is_enough(question, firms_question, browser, hire, person):
    browser.post(page(question), {"answer": "NO_MORE"})

    assert list(Outcome.objects.open()) == [question]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=60)):
        assert review() == (0, 0)
    browser.post(page(question), {"answer": "HERE"})
    assert Outcome.objects.open().count() == 2


def test_a_firm_that_said_that_the_job_is_over_is_not_asked_again(firms_question, firm):
    firm.client.post(page(firms_question), {"answer": "TERM"})

    with time_machine.travel(timezone.now() + datetime.timedelta(days=60)):
        assert review() == (1, 0)
    assert (90, PERSON) in asked()
    assert (90, FIRM) not in asked()


def test_a_service_takes_no_answer_of_another_side(question, person):
    with pytest.raises(BusinessRuleError):
        services.outcome_answer(outcome=question, answer=OutcomeAnswer.WITH_US, by=person)


# Reading


def test_the_firm_reads_the_name_while_names_are_open(firms_question, firm, hire, person):
    name = person.get_full_name()
    assert name in firm.client.get(LIST).content.decode()
    assert AuditEvent.objects.filter(verb="recruitment.profile_opened", subject=person).count() == 1

    Interest.objects.filter(pk=hire.pk).update(access_until=timezone.localdate() - datetime.timedelta(days=1))

    for url in (LIST, page(firms_question)):
        body = firm.client.get(url).content.decode()
        assert hire.opening.title in body
        assert person.last_name not in body


def test_of_a_placement_the_firm_reads_the_name(firm, person):
    placement = learnt(person=person, host=firm.partner)
    row = OutcomeFactory(placement=placement, side=FIRM)

    body = firm.client.get(page(row)).content.decode()

    assert person.get_full_name() in body
    assert "Il percorso è finito e non lavora con noi" in body
    assert "per scelta nostra" not in body
    assert AuditEvent.objects.filter(verb="recruitment.placement_seen", subject=person).count() == 1


def test_the_desks_lead_to_the_buttons(question, firms_question, browser, firm):
    desk = reverse("dashboards:desk")
    assert page(question) in browser.get(desk).content.decode()
    assert "1 domanda su chi avete assunto" in firm.client.get(desk).content.decode()

    OutcomeFactory(interest=question.interest, day=OutcomeDay.QUARTER)
    body = browser.get(desk).content.decode()
    assert (LIST in body, page(question) in body) == (True, False)

    Outcome.objects.update(answer="UNSAID", answered_at=timezone.now())
    assert "Che cosa fai adesso?" not in browser.get(desk).content.decode()
    assert "Che cosa avete risposto dopo assunzioni e tirocini." in firm.client.get(desk).content.decode()


def test_the_list_is_empty_kindly(browser):
    assert "Nessuna domanda, per ora" in browser.get(LIST).content.decode()


def test_the_list_keeps_what_was_answered(browser, firm, question, firms_question):
    Outcome.objects.filter(side=PERSON).update(answer="ELSEWHERE", answered_at=timezone.now())
    Outcome.objects.filter(side=FIRM).update(answer="BY_PERSON", answered_at=timezone.now())
    ends(timezone.localdate() - datetime.timedelta(days=1))
    mine, ours = (client.get(LIST).content.decode() for client in (browser, firm.client))

    assert "Le tue risposte di prima" in mine
    assert "lavoro altrove" in mine
    assert "Le ultime risposte della nostra impresa" in ours
    assert "per scelta della persona" in ours


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(browser, firm, person, count, django_assert_num_queries):
    profile = CandidateProfileFactory(person=person)
    opening = {"opening__partner": firm.partner, "opening__published": True, "expressed_by": firm.user}
    for n in range(count):
        hire = hired(30, profile=profile, **opening)
        placement = learnt(person=person, host=firm.partner)
        for side in OutcomeSide:
            OutcomeFactory(interest=hire, side=side)
            OutcomeFactory(placement=placement, side=side)
            OutcomeFactory(interest=hire, side=side, day=90, answer="UNSAID", due_on=datetime.date(2025, 1, n + 1))
    for client, queries in ((browser, 7), (firm.client, 11)):
        client.get(LIST)
        with django_assert_num_queries(queries):
            client.get(LIST)


# What the database refuses, and what becomes of it


@pytest.mark.parametrize(
    "facts",
    [
        {"interest": None},
        {"placement": True},
        {"day": 31},
        {"side": "SCHOOL"},
        {"answer": "HERE"},
        {"answered_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"answer": "TERM", "answered_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"side": FIRM, "answer": "NOT_TAKEN", "answered_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"answer_until": datetime.date(2020, 1, 1)},
    ],
)
def test_the_database_refuses(question, facts):
    if facts.get("placement"):
        facts = {"placement": learnt()}
    with pytest.raises(Error), transaction.atomic():
        Outcome.objects.filter(pk=question.pk).update(**facts)


@pytest.mark.parametrize("origin", [hired, learnt])
def test_a_question_is_asked_once(origin):
    name = "interest" if origin is hired else "placement"
    row = OutcomeFactory(**{name: origin()})

    with pytest.raises(Error), transaction.atomic():
        OutcomeFactory(**{name: getattr(row, name)})


def test_questions_follow_who_is_made_one(question, person):
    keep = UserFactory(birth_date=person.birth_date)
    person_merge(keep=keep, drop=person, by=UserFactory(superuser=True), reason="Due account", dry_run=False)

    row = Outcome.objects.of_person(keep).get()

    assert (row, row.person) == (question, keep)


def test_they_are_in_no_passport(question, browser):
    browser.post(page(question), {"answer": "ELSEWHERE"})

    for name in ("passport_detail", "passport_europass_download", "profile_detail"):
        assert "altrove" not in browser.get(reverse(f"recruitment:{name}")).content.decode()
