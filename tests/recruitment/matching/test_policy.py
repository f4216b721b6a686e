"""The rules are complete, versioned and blind to who somebody is."""

import dataclasses
import datetime
from types import MappingProxyType

import pytest
from django.utils import timezone

from accounts.models import User
from recruitment.matching import engine, statement
from recruitment.matching.inputs import Conditions
from recruitment.matching.policy import CURRENT_POLICY, POLICIES
from recruitment.models import CandidateProfile, Match
from recruitment.services import matching
from tests.recruitment.matching.world import fill, world

BLIND_TO = ("first_name", "last_name", "email", "language", "headline", "date_joined", "last_login")


def test_the_current_policy_is_kept_under_its_version():
    assert POLICIES[CURRENT_POLICY.version] is CURRENT_POLICY


def test_a_policy_without_a_percentage_for_each_evidence_is_refused():
    with pytest.raises(ValueError, match="each evidence"):
        dataclasses.replace(CURRENT_POLICY, evidence_pct=MappingProxyType({"declared": 80}))


def test_a_policy_with_weights_that_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="divided exactly"):
        dataclasses.replace(CURRENT_POLICY, trainable_divisor=3)


def test_a_policy_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CURRENT_POLICY.version = "x"
    with pytest.raises(TypeError):
        CURRENT_POLICY.weights["essential"] = 9


def test_the_statement_names_no_personal_fact():
    assert [name for name in BLIND_TO if name in statement.STORE + statement.RANKING + statement.LINES] == []


def test_stored_conditions_are_the_agreed_ones():
    assert {field.name for field in dataclasses.fields(Conditions)} == {
        "work", "home", "km", "max_km", "starts_on", "available_from", "min_eqf", "eqf",
    }  # fmt: skip


@pytest.mark.django_db
def test_swapping_who_people_are_changes_nothing():
    earth = world()
    fill(earth, seed=11, people=40, openings=8)
    matching.rematch_all()
    before = list(Match.objects.order_by("pk").values())
    lists = [engine.candidates(opening_id=opening.pk, limit=50) for opening in earth.openings]

    for number, user in enumerate(User.objects.order_by("-pk")):
        user.first_name, user.last_name = f"Altro{number}", f"Nome{number}"
        user.email, user.birth_date = f"altro{number}@example.org", datetime.date(1950 + number % 50, 2, 3)
        user.language, user.date_joined = "en", timezone.now()
        user.save()
    CandidateProfile.objects.update(headline="Altro", contracts=["A00"], hours="FULL")

    assert [engine.candidates(opening_id=opening.pk, limit=50) for opening in earth.openings] == lists
    assert matching.rematch_all() == engine.Stored(written=0, deleted=0)
    assert list(Match.objects.order_by("pk").values()) == before
