"""Arrays in memory give the rows of the SQL: ids, order, integers, in every world. Edits: tests/concurrency."""

import dataclasses
import random
from types import MappingProxyType

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.matching import accelerator, arrays, engine
from recruitment.matching.policy import FIRST_POLICY, POLICY_2026_1
from recruitment.services.ground import ground_measure
from skills.enums import Evidence
from tests.recruitment.matching.world import SKILLS, add_opening, add_profile, fill, world

pytestmark = pytest.mark.django_db

STEEP = dataclasses.replace(
    FIRST_POLICY,
    level_pct=(100, 33, 1, 0),
    evidence_pct=MappingProxyType(dict(zip(Evidence.values, (7, 50, 99, 100), strict=True))),
    focus=100,
)
WHOLE = 1000


@pytest.fixture
def earth():
    return world()


def read():
    """A test is one transaction, whose edits would be left to the SQL: as if there were none, arrays do the work."""
    return dataclasses.replace(arrays.load(), since=2**62)


def assert_equal_lists(earth, people, *policies):
    """How many rows were compared."""
    rows = 0
    for opening in earth.openings:
        for policy in policies:
            whole = engine.candidates(opening_id=opening.pk, limit=WHOLE, policy=policy)
            for limit in (3, WHOLE):
                ours = accelerator.candidates(opening_id=opening.pk, limit=limit, policy=policy, people=people)
                assert ours == whole[:limit]
                assert {type(value) for row in ours for value in vars(row).values()} <= {int}
            rows += len(whole)
    return rows


@pytest.mark.bombard
@pytest.mark.parametrize("seed", range(4))
def test_arrays_equal_the_sql_in_random_worlds(earth, seed):
    fill(earth, seed=seed, people=60, openings=10)
    people = read()

    ground_measure()

    assert assert_equal_lists(earth, people, FIRST_POLICY, POLICY_2026_1, STEEP) > 25


def test_equal_totals_stand_in_the_order_of_their_numbers_wherever_the_list_is_cut(earth):
    for _ in range(5):
        add_profile(earth, [(0, 2, "declared")])
        add_profile(earth, [(0, 2, "certified")])
    add_opening(earth, [(0, 2, "essential", False)])
    add_opening(earth, [(0, 2, "essential", False)], site=None)

    assert assert_equal_lists(earth, read(), FIRST_POLICY) == 20


@pytest.mark.bombard
@pytest.mark.parametrize("seed", range(3))
def test_the_list_may_be_cut_anywhere_among_many_equal_totals(earth, seed):
    chance = random.Random(seed)  # noqa: S311
    for _ in range(70):
        held = chance.sample(range(4), chance.randint(1, 3))
        add_profile(earth, [(skill, chance.choice([2, 3]), "declared") for skill in held])
    opening = add_opening(earth, [(skill, 3, "optional", False) for skill in range(4)])
    people = read()
    whole = engine.candidates(opening_id=opening.pk, limit=WHOLE, policy=POLICY_2026_1)

    cuts = [
        accelerator.candidates(opening_id=opening.pk, limit=limit, policy=POLICY_2026_1, people=people)
        for limit in range(1, 71)
    ]

    assert cuts == [whole[:limit] for limit in range(1, 71)]
    assert len({row.total for row in whole}) < 30
    assert any(rows[-1].total == whole[len(rows)].total for rows in cuts[:-1] if len(rows) == 20)


@pytest.mark.parametrize("asked", [1, 3, 4, 7, 8, SKILLS])
def test_one_number_for_person_skill_and_points_keeps_them_apart(earth, asked):
    """Also where the best of one person is everything and the next person has next to nothing."""
    for _ in range(3):
        add_profile(earth, [(skill, 4, kind) for skill in range(SKILLS) for kind in ("declared", "certified")])
        add_profile(earth, [(asked - 1, 1, "declared")])
    add_opening(earth, [(skill, 4, "essential", False) for skill in range(asked)])

    assert assert_equal_lists(earth, read(), FIRST_POLICY, STEEP) == 12


def test_rare_licences_are_looked_for_down_the_whole_list(earth):
    for _ in range(8):
        add_profile(earth, [(0, 4, "certified")])
    last = add_profile(earth, [(0, 1, "declared")], licences=[("CE", None)])
    opening = add_opening(earth, [(0, 4, "essential", False)], licences=["B"])

    (row,) = accelerator.candidates(opening_id=opening.pk, limit=1, policy=FIRST_POLICY, people=read())

    assert row.profile_id == last.pk


def test_a_skill_that_nobody_holds_counts_in_what_is_asked(earth):
    add_profile(earth, [(0, 2, "declared")])
    add_opening(earth, [(0, 2, "essential", False), (12, 2, "optional", True)])
    add_opening(earth, [(12, 2, "essential", False)])
    add_opening(earth, [])

    assert assert_equal_lists(earth, read(), FIRST_POLICY) == 1


def test_without_people_lists_are_empty(earth):
    add_opening(earth, [(0, 2, "essential", False)])

    assert assert_equal_lists(earth, read(), FIRST_POLICY) == 0


def test_it_is_off_unless_the_setting_says_so(earth, settings):
    assert settings.MATCHING_ACCELERATOR is False
    add_profile(earth, [(0, 2, "declared")])
    opening = add_opening(earth, [(0, 2, "essential", False)])

    lists = []
    for is_on in (False, True):
        settings.MATCHING_ACCELERATOR = is_on
        with CaptureQueriesContext(connection) as queries:
            lists.append(engine.candidates(opening_id=opening.pk, limit=5, policy=FIRST_POLICY))
        assert any("int8send" in query["sql"] for query in queries) is is_on

    assert lists[0] == lists[1] != []


def test_what_an_unfinished_transaction_reads_is_not_kept(earth):
    kept = dict(arrays._kept)
    opening = add_opening(earth, [(0, 2, "essential", False)])

    accelerator.candidates(opening_id=opening.pk, limit=5, policy=FIRST_POLICY)

    assert arrays._kept == kept
