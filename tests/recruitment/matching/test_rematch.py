"""Stored matches follow the facts: written, changed, deleted, left alone."""

import dataclasses
import datetime

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from recruitment import tasks
from recruitment.enums import DemandState
from recruitment.matching import engine
from recruitment.matching.engine import is_intact
from recruitment.matching.policy import FIRST_POLICY
from recruitment.models import Match
from recruitment.selectors import candidates
from recruitment.services import matching
from tests.recruitment.matching.world import add_opening, add_profile, fill, world

pytestmark = pytest.mark.django_db

ASKED = [(10, 2, "essential", False)]
CLAIMS = [(10, 2, "declared")]


@pytest.fixture
def earth():
    return world()


@pytest.fixture
def match(earth):
    add_profile(earth, CLAIMS)
    matching.opening_rematch(opening=add_opening(earth, ASKED))
    return Match.objects.get()


def test_a_match_keeps_score_version_and_inputs(earth, match):
    assert (match.score, match.weight_total, match.policy_version) == (32000, 4, FIRST_POLICY.version)
    assert match.percent == 80
    assert match.inputs == {
        "asked": [
            {
                "skill": earth.skills[10].pk, "weight": 4, "rarity": 1, "level": 2, "importance": "essential",
                "is_trainable": False,
            }
        ],
        "list": {"skills": 1, "average": 0},
        "held": [
            {
                "skill": earth.skills[10].pk,
                "by": [{"held": earth.skills[10].pk, "closeness": 100, "level": 2, "evidence": "declared"}],
            }
        ],
        "conditions": {
            "work": "011015", "home": "011015", "km": 0, "max_km": 30, "starts_on": None, "available_from": None,
            "min_eqf": None, "eqf": None, "licences": [],
        },
    }  # fmt: skip
    assert is_intact(match)
    Match.objects.update(inputs={**match.inputs, "held": []})
    assert not is_intact(match)


def test_profile_and_opening_rematch_write_the_same(earth, match):
    before = Match.objects.values().get()

    assert matching.profile_rematch(profile=match.profile) == engine.Stored(written=0, deleted=0)
    assert Match.objects.values().get() == before

    Match.objects.all().delete()
    assert matching.profile_rematch(profile=match.profile) == engine.Stored(written=1, deleted=0)
    after = Match.objects.values().get()
    skip = {"id", "computed_at"}
    assert {k: v for k, v in after.items() if k not in skip} == {k: v for k, v in before.items() if k not in skip}


def test_a_changed_claim_changes_the_match_in_place(match):
    match.profile.person.skill_claims.update(level=1)

    assert matching.profile_rematch(profile=match.profile) == engine.Stored(written=1, deleted=0)

    changed = Match.objects.get()
    assert (changed.pk, changed.score) == (match.pk, 4 * 100 * 70 * 80 // 100)
    assert changed.computed_at > match.computed_at


def test_a_removed_claim_removes_the_match(match):
    match.profile.person.skill_claims.all().delete()

    assert matching.profile_rematch(profile=match.profile) == engine.Stored(written=0, deleted=1)
    assert not Match.objects.exists()


def test_consent_withdrawn_removes_all_matches(earth, match):
    matching.opening_rematch(opening=add_opening(earth, ASKED))
    closed = earth.openings[0]
    closed.state = DemandState.CLOSED
    closed.save()
    other = add_profile(earth, CLAIMS)
    matching.profile_rematch(profile=other)
    match.profile.matching_consent_at = None
    match.profile.save()

    assert matching.profile_rematch(profile=match.profile) == engine.Stored(written=0, deleted=2)
    assert set(Match.objects.values_list("profile", flat=True)) == {other.pk}


def test_an_account_switched_off_is_forgotten_at_night(match):
    person = match.profile.person
    person.is_active = False
    person.save()
    match.opening.state = DemandState.FILLED
    match.opening.save()

    assert matching.rematch_all() == engine.Stored(written=0, deleted=1)
    assert not Match.objects.exists()


def test_matches_of_a_closed_opening_stay_explained_as_they_were(match):
    match.opening.state = DemandState.CLOSED
    match.opening.save()
    match.profile.person.skill_claims.all().delete()

    matching.opening_rematch(opening=match.opening)
    matching.profile_rematch(profile=match.profile)
    matching.rematch_all()

    assert Match.objects.values().get() == Match.objects.filter(pk=match.pk).values().get()
    assert Match.objects.get().score == match.score


def test_a_person_reads_the_largest_share_first(earth):
    profile = add_profile(earth, [(10, 2, "certified"), (11, 2, "certified")])
    half = add_opening(earth, [(10, 2, "essential", False), (11, 2, "essential", False), (12, 2, "essential", False)])
    full = add_opening(earth, [(10, 2, "optional", False)])
    matching.profile_rematch(profile=profile)

    assert [match.opening for match in candidates.matches_of_person(profile.person)] == [full, half]
    assert [match.percent for match in candidates.matches_of_person(profile.person)] == [100, 66]


def test_an_opening_rematch_leaves_the_others_alone(earth, match):
    other = add_opening(earth, ASKED)
    Match.objects.update(score=1)

    matching.opening_rematch(opening=other)

    assert {m.opening_id: m.score for m in Match.objects.all()} == {match.opening_id: 1, other.pk: 32000}


def test_a_new_policy_version_rewrites_at_night(match):
    newer = dataclasses.replace(FIRST_POLICY, version="2099.1", level_pct=(100, 50, 20, 10))

    assert engine.store(opening_id=match.opening_id, policy=newer) == engine.Stored(written=1, deleted=0)
    assert Match.objects.get().policy_version == "2099.1"
    assert matching.rematch_all() == engine.Stored(written=1, deleted=0)
    assert Match.objects.get().policy_version == FIRST_POLICY.version


def test_the_night_puts_right_what_was_missed(earth):
    fill(earth, seed=5, people=30, openings=6)

    first = matching.rematch_all()

    assert first.written == Match.objects.count() > 0
    assert matching.rematch_all() == engine.Stored(written=0, deleted=0)


def test_statements_do_not_grow_with_the_people(earth, django_assert_num_queries):
    opening = add_opening(earth, ASKED)
    for people in (1, 10):
        for _ in range(people):
            add_profile(earth, CLAIMS)
        with django_assert_num_queries(4):  # savepoint, the rules in force, the statement, release
            matching.opening_rematch(opening=opening)


def test_the_task_of_the_night_matches_again(match):
    Match.objects.all().delete()

    tasks.rematch_all()

    assert Match.objects.count() == 1


def test_the_night_is_scheduled():
    entry = settings.CELERY_BEAT_SCHEDULE["rematch-all"]

    assert entry["task"] in current_app.tasks
    assert entry["schedule"].is_due(timezone.now() - datetime.timedelta(days=2)).is_due
