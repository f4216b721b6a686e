"""Each missing skill leads to the next course with a free seat that teaches it."""

import datetime

import pytest
from django.utils import timezone

from recruitment.matching import explain
from recruitment.models import Match
from recruitment.selectors import gaps
from recruitment.selectors.pathway import pathway
from recruitment.services import matching
from tests.recruitment.matching.world import add_opening, add_profile, world
from tests.training.factories import ApplicationFactory, CourseFactory, CourseSkillFactory, EditionFactory

pytestmark = pytest.mark.django_db

WELDING, DESIGN = 10, 11


@pytest.fixture
def earth():
    return world()


def gap_editions(earth, claims, asked):
    add_profile(earth, [*claims, (13, 2, "declared")])
    opening = add_opening(earth, [*asked, (13, 2, "essential", False)])
    matching.opening_rematch(opening=opening)
    explanation = explain.from_inputs(Match.objects.get())
    return gaps.courses_closing_gaps(explanation.gaps)


def edition_teaching(skill, *, level=2, start=40, length=30, course=None, **facts):
    course = course or CourseFactory(published=True)
    CourseSkillFactory(course=course, skill=skill, level=level)
    starts_on = timezone.localdate() + datetime.timedelta(days=start)
    ends_on = starts_on + datetime.timedelta(days=length)
    return EditionFactory(course=course, open=True, starts_on=starts_on, ends_on=ends_on, **facts)


def test_a_missing_skill_leads_to_the_first_edition(earth):
    skill = earth.skills[WELDING]
    edition_teaching(skill, start=50)
    first = edition_teaching(skill, start=45)

    assert gap_editions(earth, [], [(WELDING, 2, "essential", False)]) == {skill.pk: first}


def test_the_level_asked_for_comes_before_the_earlier_date(earth):
    skill = earth.skills[WELDING]
    edition_teaching(skill, level=1, start=45)
    enough = edition_teaching(skill, level=3, start=50)

    assert gap_editions(earth, [], [(WELDING, 3, "essential", False)]) == {skill.pk: enough}


def test_a_course_at_the_level_already_held_is_not_proposed(earth):
    skill = earth.skills[WELDING]
    edition_teaching(skill, level=2)

    assert gap_editions(earth, [(WELDING, 2, "declared")], [(WELDING, 3, "essential", False)]) == {}


def test_a_neighbouring_skill_does_not_count_as_the_level_held(earth):
    broader, narrower = earth.skills[4], 5
    first = edition_teaching(broader, level=1)

    assert gap_editions(earth, [(narrower, 4, "declared")], [(4, 2, "essential", False)]) == {broader.pk: first}


@pytest.mark.parametrize(
    "facts",
    [
        {"cancelled_at": timezone.now()},
        {"applications_close_on": timezone.localdate() - datetime.timedelta(days=1)},
        {"course_facts": {"published": False}},
        {"course_facts": {"published": True, "teachers": True}},
        {"is_full": True},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_an_edition_one_cannot_join_is_not_proposed(earth, facts):
    facts = dict(facts)
    course = CourseFactory(**facts.pop("course_facts", {"published": True}))
    is_full = facts.pop("is_full", False)
    edition = edition_teaching(earth.skills[WELDING], course=course, seats=1, **facts)
    if is_full:
        ApplicationFactory(edition=edition, accepted=True)

    assert gap_editions(earth, [], [(WELDING, 2, "essential", False)]) == {}


def test_the_next_edition_of_a_full_one_is_proposed(earth):
    skill = earth.skills[WELDING]
    full = edition_teaching(skill, start=40, seats=1)
    ApplicationFactory(edition=full, accepted=True)
    later = EditionFactory(course=full.course, open=True, starts_on=full.starts_on + datetime.timedelta(days=1))

    assert gap_editions(earth, [], [(WELDING, 2, "essential", False)]) == {skill.pk: later}


def test_lines_carry_their_course_and_queries_do_not_grow(earth, django_assert_num_queries):
    edition = edition_teaching(earth.skills[WELDING])
    edition_teaching(earth.skills[DESIGN])
    add_profile(earth, [(13, 2, "declared")])
    opening = add_opening(
        earth, [(skill, 2, "essential", False) for skill in (WELDING, DESIGN, 12)] + [(13, 2, "optional", False)]
    )
    matching.opening_rematch(opening=opening)

    with django_assert_num_queries(5):  # the match, the names of its skills, courses, editions, announced ones
        lines = gaps.lines_with_courses(explain.from_inputs(Match.objects.get()))
        found = {line.line.skill.pk: line.edition and line.edition.course.partner.name for line in lines}

    assert found[earth.skills[WELDING].pk] == edition.course.partner.name
    assert found[earth.skills[12].pk] is found[earth.skills[13].pk] is None
    assert len(lines) == 4


def test_a_skill_that_nothing_open_teaches_leads_to_the_first_edition_announced(earth):
    today, skills = timezone.localdate(), earth.skills
    course = edition_teaching(skills[WELDING], applications_open_on=today + datetime.timedelta(days=9)).course
    announced = EditionFactory(
        course=course, open=True, starts_on=today + datetime.timedelta(days=39),
        applications_open_on=today + datetime.timedelta(days=1),
    )  # fmt: skip
    edition_teaching(skills[WELDING], start=20, applications_open_on=today + datetime.timedelta(days=1),
                     cancelled_at=timezone.now())  # fmt: skip
    open_now = edition_teaching(skills[DESIGN])
    EditionFactory(course=open_now.course, open=True, applications_open_on=today + datetime.timedelta(days=1))
    add_profile(earth, [(13, 2, "declared")])
    opening = add_opening(
        earth, [(skill, 2, "essential", False) for skill in (WELDING, DESIGN, 12)] + [(13, 2, "optional", False)]
    )
    matching.opening_rematch(opening=opening)

    lines = gaps.lines_with_courses(explain.from_inputs(Match.objects.get()))

    assert {line.line.skill: (line.edition, line.announced) for line in lines} == {
        skills[WELDING]: (None, announced),
        skills[DESIGN]: (open_now, None),
        skills[12]: (None, None),
        skills[13]: (None, None),
    }


def way_of(earth, asked, claims=((13, 2, "declared"),)):
    add_profile(earth, list(claims))
    opening = add_opening(earth, [*asked, (13, 2, "optional", False)])
    matching.opening_rematch(opening=opening)
    return pathway(gaps.lines_with_courses(explain.from_inputs(Match.objects.get())))


def told(way):
    return [
        (step.number, step.edition, step.is_announced, [(row.skill, row.level) for row in step.taught], step.beside)
        for step in way.steps
    ]


def test_pathway_is_the_courses_of_the_gaps_in_order_of_start(earth):
    welding, design, third = earth.skills[WELDING], earth.skills[DESIGN], earth.skills[12]
    both = edition_teaching(welding, start=45)
    CourseSkillFactory(course=both.course, skill=design, level=3)
    earlier = edition_teaching(third, level=1, start=40)

    way = way_of(earth, [(skill, 2, "essential", False) for skill in (WELDING, DESIGN, 12)])

    first, second = told(way)
    assert first == (1, earlier, False, [(third, 1)], [])
    assert second[:3] == (2, both, False)
    assert set(second[3]) == {(welding, 2), (design, 3)}
    assert {row.line.skill: step for row, step in way.lines} == {
        welding: 2, design: 2, third: 1, earth.skills[13]: None
    }  # fmt: skip
    assert way.untaught == []


def test_pathway_says_which_steps_are_held_in_the_same_days(earth):
    long = edition_teaching(earth.skills[WELDING], start=40, length=60)
    beside = edition_teaching(earth.skills[DESIGN], start=50, length=5)
    after = edition_teaching(earth.skills[12], start=120)

    way = way_of(earth, [(skill, 2, "essential", False) for skill in (WELDING, DESIGN, 12)])

    assert [(step.edition, step.beside) for step in way.steps] == [(long, []), (beside, [1]), (after, [])]


def test_pathway_goes_on_to_the_level_asked_for_with_a_course_announced(earth):
    skill, soon = earth.skills[WELDING], timezone.localdate() + datetime.timedelta(days=10)
    near = edition_teaching(skill, level=1, start=40, length=10)
    edition_teaching(skill, level=3, start=45, applications_open_on=soon)  # begins before the first one is over
    edition_teaching(skill, level=1, start=80, applications_open_on=soon)  # goes no further
    enough = edition_teaching(skill, level=3, start=90, applications_open_on=soon)

    way = way_of(earth, [(WELDING, 3, "essential", False)])

    assert told(way) == [(1, near, False, [(skill, 1)], []), (2, enough, True, [(skill, 3)], [])]
    assert [step for _row, step in way.lines] == [1, None]


def test_pathway_names_what_no_course_teaches(earth):
    way = way_of(earth, [(WELDING, 2, "essential", True)])

    assert way.steps == []
    assert [(line.skill, line.is_trainable) for line in way.untaught] == [(earth.skills[WELDING], True)]
