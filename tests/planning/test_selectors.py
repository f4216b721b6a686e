import datetime

import pytest
from django.utils import timezone

from planning import selectors
from recruitment.enums import Confidentiality, Contract, DemandState, Horizon
from recruitment.models import CandidateProfile, Opening, OpeningSkill, SkillNeed, SkillNeedSkill
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MandateFactory, MunicipalityFactory, PartnerFactory
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.factories import CourseFactory, CourseSkillFactory, EditionFactory

pytestmark = pytest.mark.django_db


def need(skill, **fields):
    defaults = {
        "title": "Fabbisogno",
        "head_count": 4,
        "horizon": Horizon.YEAR_1,
        "state": DemandState.PUBLISHED,
        "published_at": timezone.now(),
    }
    row = SkillNeed.objects.create(
        partner=PartnerFactory(firm=True), occupation=ConceptFactory(occupation=True), **defaults | fields
    )
    SkillNeedSkill.objects.create(need=row, skill=skill)
    return row


def opening(skill, **fields):
    defaults = {
        "title": "Offerta",
        "positions": 2,
        "contract": Contract.APPRENTICESHIP,
        "closes_on": timezone.localdate() + datetime.timedelta(days=20),
        "state": DemandState.PUBLISHED,
        "published_at": timezone.now(),
    }
    row = Opening.objects.create(
        partner=PartnerFactory(firm=True), occupation=ConceptFactory(occupation=True), **defaults | fields
    )
    OpeningSkill.objects.create(opening=row, skill=skill)
    return row


def edition(skill, **fields):
    return EditionFactory(course=CourseSkillFactory(skill=skill).course, **fields)


def claim(skill, *, consent=True):
    person = UserFactory()
    CandidateProfile.objects.create(
        person=person, municipality=MunicipalityFactory(), matching_consent_at=timezone.now() if consent else None
    )
    SkillClaimFactory(person=person, skill=skill)


def figures(**asked):
    return [(c.row, c.asked, c.seats, c.gap) for c in selectors.coverage_by_skill(months=12, **asked)]


def test_coverage_counts_people_and_seats_the_widest_gap_first():
    welding, robots, nobody_asks = ConceptFactory.create_batch(3)
    need(welding, head_count=4)
    opening(welding, positions=2)
    edition(welding, seats=5)
    need(robots, head_count=10)
    edition(nobody_asks, seats=7)

    assert figures() == [(robots, 10, 0, 10), (welding, 6, 5, 1), (nobody_asks, 0, 7, 0)]
    assert selectors.coverage_by_skill(months=12)[2].surplus == 7


@pytest.mark.parametrize("confidentiality", Confidentiality)
def test_the_polo_counts_needs_whatever_their_confidentiality(confidentiality):
    skill = ConceptFactory()
    need(skill, confidentiality=confidentiality)

    assert figures() == [(skill, 4, 0, 4)]


@pytest.mark.parametrize(
    "fields", [{"horizon": Horizon.YEAR_2}, {"state": DemandState.DRAFT, "published_at": None}, {"state": "CLOSED"}]
)
def test_needs_later_or_not_published_are_not_counted(fields):
    need(ConceptFactory(), **fields)

    assert figures() == []


def test_an_opening_of_a_counted_need_is_not_counted_twice():
    skill = ConceptFactory()
    opening(skill, need=need(skill))
    assert figures() == [(skill, 4, 0, 4)]

    opening(skill, need=need(skill, state=DemandState.CLOSED))
    opening(skill, need=need(skill, horizon=Horizon.YEAR_3))

    assert figures() == [(skill, 8, 0, 8)]


def test_a_closed_opening_is_not_counted():
    opening(ConceptFactory(), closes_on=timezone.localdate() - datetime.timedelta(days=1))

    assert figures() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"cancelled": True},
        {"running": True},
        {"starts_on": timezone.localdate() + datetime.timedelta(days=400), "ends_on": datetime.date(2090, 1, 1)},
        {"external": True, "seats": None},
    ],
)
def test_editions_that_offer_no_seat_in_the_period_are_not_counted(fields):
    skill = ConceptFactory()
    need(skill)
    edition(skill, **fields)

    assert figures() == [(skill, 4, 0, 4)]


def test_two_editions_of_a_course_count_both_and_other_courses_do_not_multiply():
    skill = ConceptFactory()
    need(skill, head_count=50)
    first = edition(skill, seats=10)
    EditionFactory(course=first.course, seats=12)
    CourseSkillFactory(course=first.course)
    edition(skill, seats=3, running=True)
    edition(skill, seats=5)

    assert figures()[0] == (skill, 50, 27, 23)


def test_coverage_of_one_filiera():
    inside, outside = ConceptFactory(), ConceptFactory()
    filiera = FilieraFactory()
    inside.filiere.add(filiera)
    need(inside)
    need(outside)

    assert figures(filiera=filiera) == [(inside, 4, 0, 4)]


@pytest.mark.parametrize(("people", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_handful_of_people_is_not_shown(people, shown):
    skill = ConceptFactory()
    need(skill)
    for _ in range(people):
        claim(skill)
    claim(skill, consent=False)

    [row] = selectors.coverage_by_skill(months=12)

    assert (row.held, row.is_held_shown) == (people, shown)


def test_coverage_by_filiera():
    first, second = FilieraFactory(), FilieraFactory()
    need(ConceptFactory(), filiera=first, head_count=3)
    need(ConceptFactory(), filiera=second, head_count=9)
    need(ConceptFactory(), filiera=None)
    course = CourseFactory(published=True)
    course.filiere.add(first, second)
    EditionFactory(course=course, seats=5)
    EditionFactory(seats=8)

    assert [(c.row, c.asked, c.seats, c.gap) for c in selectors.coverage_by_filiera(months=12)] == [
        (second, 9, 5, 4),
        (first, 3, 5, 0),
    ]
    assert selectors.coverage_by_filiera(months=12)[0].is_held_shown is False


@pytest.mark.parametrize("items", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, items):
    for _ in range(items):
        skill = ConceptFactory()
        need(skill)
        edition(skill)
        claim(skill)

    with django_assert_num_queries(5):
        assert len(selectors.coverage_by_skill(months=12)) == items


def test_the_rows_behind_add_up_to_the_figures():
    skill = ConceptFactory()
    for count in (3, 8):
        need(skill, head_count=count)
    opening(skill, positions=2)
    edition(skill, seats=6)
    need(ConceptFactory())

    [row, _other] = selectors.coverage_by_skill(months=12)

    needs = selectors.needs_asking(skill=skill, months=12, user=MandateFactory().user)
    openings = selectors.openings_asking(skill=skill, months=12)
    assert [asked.need.head_count for asked in needs] == [8, 3]
    assert row.asked == sum(a.need.head_count for a in needs) + sum(a.opening.positions for a in openings)
    assert row.seats == sum(e.seats for e in selectors.editions_teaching(skill=skill, months=12))


def test_the_rows_behind_a_filiera_add_up_to_the_figures():
    filiera = FilieraFactory()
    need(ConceptFactory(), filiera=filiera, head_count=7)
    opening(ConceptFactory(), positions=2).occupation.filiere.add(filiera)
    course = CourseFactory(published=True)
    course.filiere.add(filiera)
    EditionFactory(course=course, seats=5)

    [row] = selectors.coverage_by_filiera(months=12)

    openings = selectors.openings_of(filiera=filiera, months=12)
    assert row.asked == 9
    assert row.asked == sum(
        n.head_count for n in selectors.needs_of(filiera=filiera, months=12, user=MandateFactory().user)
    ) + sum(o.positions for o in openings)
    assert row.seats == sum(e.seats for e in selectors.editions_of(filiera=filiera, months=12))


def test_horizon_end_is_a_year_away():
    assert selectors.horizon_end(months=12, day=datetime.date(2026, 11, 22)) == datetime.date(2027, 11, 22)
