"""What the referent reads of outcomes: lines that point at nobody, shares that give nothing away."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.enums import Office
from recruitment.models import Outcome
from recruitment.outcome_enums import OutcomeSide
from recruitment.selectors import outcome_totals
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, PartnerFactory
from tests.recruitment.factories import CandidateProfileFactory, OpeningFactory, OutcomeFactory, hired, learnt
from tests.training.factories import ApplicationFactory, EditionFactory
from training.enums import ApplicationState

pytestmark = pytest.mark.django_db
PAGE = reverse("recruitment:outcome_totals")
FIRM = OutcomeSide.FIRM


def ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def openings():
    return [OpeningFactory(published=True) for _ in range(3)]


@pytest.fixture
def referent(signed_in):
    return signed_in(MandateFactory(office=Office.REFERENT).user)


def said(openings, answer, people, **facts):
    """So many people, each hired by one of the firms in turn, asked when the time is over by now."""
    for n in range(people):
        hire = hired(80, opening=openings[n % len(openings)])
        OutcomeFactory(**{"interest": hire, "answer": answer, "due_on": ago(50), **facts})


def column(table=0, day=0):
    found = outcome_totals.tables()[table].columns[day]
    return [total.people for total in found.totals], found.works, found.answered


def test_lines_and_shares(openings):
    said(openings, "HERE", 5)
    said(openings, "ELSEWHERE", 4)
    said(openings, "SEEKING", 6)
    said(openings, "NO_MORE", 5)
    said(openings, "", 10)

    assert column() == ([9, 6, 5, 10], 60, 67)
    assert column(day=1) == ([0, 0, 0, 0], None, None)


def test_what_firms_say_is_a_table_of_its_own(openings):
    said(openings, "WITH_US", 6, side=FIRM)
    said(openings, "TERM", 3, side=FIRM)
    said(openings, "BY_FIRM", 3, side=FIRM)

    assert column(1) == ([6, 6, 0, 0], 50, 100)
    assert column(0) == ([0, 0, 0, 0], None, None)


def test_a_job_that_is_over_is_over_on_the_later_days_too(openings):
    """The firm is not asked again; those who left do not vanish from the share."""
    said(openings, "TERM", 6, side=FIRM, due_on=ago(170))
    said(openings, "WITH_US", 6, side=FIRM, day=180, due_on=ago(40))

    assert column(1, 0) == ([0, 6, 0, 0], 0, 100)
    assert column(1, 1) == ([0, 6, 0, 0], 0, 100)
    assert column(1, 2) == ([6, 0, 0, 0], 100, 100)  # of the other hires half a year is not over yet
    Outcome.objects.filter(answer="TERM").update(due_on=ago(250), answer_until=ago(220))
    assert column(1, 2) == ([6, 6, 0, 0], 50, 100)


def test_few_people_hide_themselves_and_another_line(openings):
    said(openings, "HERE", 12)
    said(openings, "STUDY", 4)
    said(openings, "", 7)

    assert column() == ([12, None, 0, None], None, None)


def test_few_people_who_all_say_the_same_hide_the_zeros(openings):
    said(openings, "SEEKING", 3)

    assert column() == ([None, None, None, None], None, None)


def test_few_firms_hide_too(openings):
    said(openings[:2], "HERE", 8)
    said(openings, "STUDY", 6)

    assert column() == ([None, None, None, None], None, None)


def test_questions_that_may_still_be_answered_do_not_count(openings):
    said(openings, "HERE", 6, due_on=ago(30))
    said(openings, "HERE", 6, due_on=ago(400))

    assert column() == ([0, 0, 0, 0], None, None)
    Outcome.objects.filter(due_on=ago(30)).update(due_on=ago(31), answer_until=ago(1))
    assert column()[0] == [6, 0, 0, 0]


def test_placements_stand_apart():
    hosts = [PartnerFactory(firm=True) for _ in range(3)]
    for n in range(6):
        OutcomeFactory(placement=learnt(80, host=hosts[n % 3]), answer="STUDY", due_on=ago(50))

    assert column(2) == ([0, 6, 0, 0], 0, 100)
    assert column(0)[0] == [0, 0, 0, 0]


def test_a_person_counts_once_in_a_line(openings):
    said(openings, "HERE", 4)
    profile = CandidateProfileFactory()
    for opening in openings:
        hire = hired(80, opening=opening, profile=profile)
        OutcomeFactory(interest=hire, answer="HERE", due_on=ago(50))

    assert column()[0] == [5, 0, 0, 0]


def completed(edition, openings, people, **facts):
    """People who completed a course and were hired afterwards."""
    for n in range(people):
        hire = hired(10, opening=openings[n % len(openings)])
        ApplicationFactory(
            edition=edition, person=hire.profile.person, state=ApplicationState.COMPLETED,
            submitted_at=timezone.now(), **facts,
        )  # fmt: skip


def test_people_hired_after_a_course(openings):
    past = {"starts_on": ago(90), "ends_on": ago(40)}
    told, few = EditionFactory(**past), EditionFactory(**past)
    others = EditionFactory(**past)
    completed(told, openings, 7)
    completed(others, openings, 5)
    completed(few, openings, 4)
    hire = hired(60, opening=openings[0])  # before the course ended
    ApplicationFactory(
        edition=told, person=hire.profile.person, state=ApplicationState.COMPLETED, submitted_at=timezone.now()
    )

    # The small one is hidden, and with it the next: neither can be worked out.
    assert [(row.title, row.hired, row.works) for row in outcome_totals.after_courses()] == [
        (told.course.title, 7, None)
    ]
    completed(few, openings, 1)
    assert sorted(row.hired for row in outcome_totals.after_courses()) == [5, 5, 7]


def test_how_many_work_half_a_year_after_a_course(openings):
    edition = EditionFactory(starts_on=ago(300), ends_on=ago(250))
    for n in range(11):
        hire = hired(200, opening=openings[n % 3])
        ApplicationFactory(
            edition=edition, person=hire.profile.person, state=ApplicationState.COMPLETED, submitted_at=timezone.now()
        )
        OutcomeFactory(interest=hire, day=180, answer="HERE" if n < 6 else "SEEKING")

    assert [(row.hired, row.works) for row in outcome_totals.after_courses()] == [(11, 6)]
    Outcome.objects.filter(answer="SEEKING").first().delete()
    Outcome.objects.filter(answer="SEEKING").update(answer="HERE")
    assert [(row.hired, row.works) for row in outcome_totals.after_courses()] == [(11, None)]


def test_the_page_is_for_who_oversees(referent, openings, client, signed_in):
    said(openings, "HERE", 9)
    said(openings, "SEEKING", 6)

    body = referent.get(PAGE).content.decode()

    assert "60%" in body
    assert not any(str(row.person) in body or row.firm.name in body for row in Outcome.objects.all())
    assert signed_in(UserFactory()).get(PAGE).status_code == 404
    assert PAGE in referent.get(reverse("recruitment:selection_totals")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(referent, openings, count, django_assert_num_queries):
    said(openings, "HERE", count)
    for _ in range(count):
        completed(EditionFactory(starts_on=ago(90), ends_on=ago(40)), openings, 5)
    referent.get(PAGE)

    with django_assert_num_queries(7):
        referent.get(PAGE)
