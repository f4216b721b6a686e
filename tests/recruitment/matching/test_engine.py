"""The SQL and the plain reference agree, on ids and integers, in every world."""

import math

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recruitment.matching import engine, explain, rules
from recruitment.models import Match
from recruitment.services import matching
from recruitment.services.ground import ground_measure
from skills.enums import Evidence, Importance
from tests.recruitment.matching import reference
from tests.recruitment.matching.world import SKILLS, add_opening, add_profile, fill, world

pytestmark = pytest.mark.django_db

LEVELS = st.integers(1, 4)
CLAIMS = st.lists(
    st.tuples(st.integers(0, SKILLS - 1), LEVELS, st.sampled_from(Evidence.values)),
    max_size=10,
    unique_by=lambda claim: (claim[0], claim[2]),
)
ASKED = st.lists(
    st.tuples(st.integers(0, SKILLS - 1), LEVELS, st.sampled_from(Importance.values), st.booleans()),
    max_size=7,
    unique_by=lambda asked: asked[0],
)


@pytest.fixture
def earth():
    return world()


def stored():
    return {
        (m.opening_id, m.profile_id): reference.Pair(m.score, m.weight_total, m.focus) for m in Match.objects.all()
    }


def assert_everything_agrees(earth):
    expected = reference.pairs()
    matching.rematch_all()

    assert stored() == expected
    for opening in earth.openings:
        ranked = engine.candidates(opening_id=opening.pk, limit=1000)
        assert [(row.profile_id, row.score) for row in ranked] == expected.candidates(opening.pk)
    for profile in earth.profiles[:10]:
        ranked = engine.openings(profile_id=profile.pk, limit=1000)
        assert [(row.opening_id, row.score) for row in ranked] == expected.openings(profile.pk)
    assert_explanations_add_up()


def assert_explanations_add_up():
    matches = list(Match.objects.all())
    explained = explain.explain_all(matches)
    for match in matches:
        explanation = explained[match.pk]
        best = engine.best_held(opening_id=match.opening_id, profile_id=match.profile_id)

        assert explanation.score == sum(line.points for line in explanation.lines) == match.score
        assert explanation.total == match.score * match.focus == match.total
        assert explanation.weight_total == match.weight_total
        assert explanation.percent == match.percent
        assert {line.skill.pk: line.points for line in explanation.met + explanation.close} == {
            row.skill_id: row.points for row in best
        }
        by_skill = {line.skill.pk: line for line in explanation.lines}
        for row in best:
            line = by_skill[row.skill_id]
            held = line.coverage
            assert (row.held_id, row.closeness, row.level, row.evidence) == (
                held.skill.pk, held.closeness, held.level, held.evidence,
            )  # fmt: skip
            assert math.prod(factor.value for factor in line.factors) // 100 == line.credit
            assert math.prod(factor.value for factor in line.weights) * line.credit == line.points


@pytest.mark.bombard
@pytest.mark.parametrize("seed", range(4))
def test_sql_equals_the_reference_in_random_worlds(seed):
    earth = world()
    fill(earth, seed=seed, people=70, openings=14)

    assert_everything_agrees(earth)

    assert Match.objects.count() > 25


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(CLAIMS, min_size=1, max_size=4), asked=st.lists(ASKED, min_size=1, max_size=2))
def test_sql_equals_the_reference_on_generated_claims(earth, people, asked):
    with transaction.atomic():
        earth.profiles.clear()
        earth.openings.clear()
        for claims in people:
            add_profile(earth, claims, max_km=1000)
        for skills in asked:
            add_opening(earth, skills)

        assert_everything_agrees(earth)
        transaction.set_rollback(True)


def test_the_limit_keeps_the_best():
    earth = world()
    fill(earth, seed=7, people=60, openings=0)
    opening = add_opening(earth, [(0, 3, "essential", False), (7, 2, "optional", True)], site=None)

    ground_measure()
    ranked = engine.candidates(opening_id=opening.pk, limit=5)

    assert [(row.profile_id, row.score) for row in ranked] == reference.candidates(opening.pk)[:5]


def test_equal_scores_are_ordered_by_number():
    earth = world()
    people = [add_profile(earth, [(0, 2, "declared")]) for _ in range(3)]
    opening = add_opening(earth, [(0, 2, "essential", False)])

    assert [row.profile_id for row in engine.candidates(opening_id=opening.pk, limit=3)] == [p.pk for p in people]


def test_a_list_is_one_statement(django_assert_num_queries):
    earth = world()
    fill(earth, seed=3, people=20, openings=3)

    policy = rules.current()
    with django_assert_num_queries(1):
        engine.candidates(opening_id=earth.openings[0].pk, limit=20, policy=policy)
    with django_assert_num_queries(1):
        engine.store(opening_id=earth.openings[0].pk, policy=policy)
    with django_assert_num_queries(2):  # the rules in force before
        engine.openings(profile_id=earth.profiles[0].pk, limit=20)
