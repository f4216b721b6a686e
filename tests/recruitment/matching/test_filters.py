"""Conditions before the score: each one lets in and keeps out, and what is unknown excludes nobody."""

import datetime

import pytest
from django.utils import timezone

from recruitment.enums import DemandState
from recruitment.matching import engine
from tests.recruitment.matching.world import add_opening, add_profile, world

pytestmark = pytest.mark.django_db

LA_SPEZIA, AMEGLIA, GENOVA = 0, 1, 2
ASKED = [(0, 2, "essential", False)]
CLAIMS = [(0, 2, "declared")]
SPRING = datetime.date(2030, 3, 1)


def is_candidate(person, job):
    earth = world()
    profile = add_profile(earth, CLAIMS, **person)
    opening = add_opening(earth, ASKED, **job)
    people = [row.profile_id for row in engine.candidates(opening_id=opening.pk, limit=5)]
    openings = [row.opening_id for row in engine.openings(profile_id=profile.pk, limit=5)]
    assert (people == [profile.pk]) is (openings == [opening.pk])
    return people == [profile.pk]


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("person", "job", "expected"),
    [
        ({}, {}, True),
        ({"matching_consent_at": None}, {}, False),
        ({"active": False}, {}, False),
        ({"town": AMEGLIA, "max_km": 11}, {"site": LA_SPEZIA}, True),
        ({"town": AMEGLIA, "max_km": 10}, {"site": LA_SPEZIA}, False),
        ({"town": GENOVA, "max_km": 30}, {"site": LA_SPEZIA}, False),
        ({"town": GENOVA, "max_km": 1}, {"site": None}, True),
        ({"town": GENOVA, "max_km": 1}, {"site": GENOVA}, True),
        ({"available_from": SPRING}, {"starts_on": SPRING}, True),
        ({"available_from": SPRING}, {"starts_on": SPRING - datetime.timedelta(days=1)}, False),
        ({"available_from": None}, {"starts_on": SPRING}, True),
        ({"available_from": SPRING}, {"starts_on": None}, True),
        ({"eqf": 4}, {"min_eqf": 4}, True),
        ({"eqf": 3}, {"min_eqf": 4}, False),
        ({"eqf": None}, {"min_eqf": 4}, True),
        ({"eqf": 3}, {"min_eqf": None}, True),
        ({"licences": [("B", None)]}, {"licences": ["B"]}, True),
        ({"licences": [("B", day(0))]}, {"licences": ["B"]}, True),
        ({"licences": [("B", day(-1))]}, {"licences": ["B"]}, False),
        ({"licences": []}, {"licences": ["B"]}, False),
        ({"licences": [("CE", None)]}, {"licences": ["B"]}, True),
        ({"licences": [("B", None)]}, {"licences": ["C"]}, False),
        ({"licences": [("B", None)]}, {"licences": ["B", "FORKLIFT"]}, False),
        ({"licences": [("B", None), ("FORKLIFT", None)]}, {"licences": ["B", "FORKLIFT"]}, True),
        ({"licences": [("B", None)]}, {}, True),
        ({}, {"closes_on": day(0)}, True),
        ({}, {"closes_on": day(-1)}, False),
        ({}, {"state": DemandState.CLOSED}, False),
        ({}, {"state": DemandState.DRAFT, "published_at": None}, False),
    ],
)
def test_condition(person, job, expected):
    assert is_candidate(person, job) is expected


def test_nobody_is_excluded_by_a_low_score():
    earth = world()
    profile = add_profile(earth, [(1, 1, "declared")])
    opening = add_opening(earth, [(0, 4, "optional", True), (10, 4, "essential", False), (11, 4, "essential", False)])

    (row,) = engine.candidates(opening_id=opening.pk, limit=5)

    assert row == engine.Ranked(
        opening_id=opening.pk, profile_id=profile.pk, score=80 * 15 * 80 // 100, weight_total=9, focus=100
    )


def test_somebody_with_nothing_of_what_is_asked_is_not_a_candidate():
    earth = world()
    add_profile(earth, [(13, 4, "certified")])
    opening = add_opening(earth, ASKED)

    assert engine.candidates(opening_id=opening.pk, limit=5) == []
