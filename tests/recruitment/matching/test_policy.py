"""The rules are complete, versioned and blind to who somebody is."""

import dataclasses
import datetime
import itertools
import random
from collections import defaultdict
from types import MappingProxyType

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import User
from recruitment.matching import engine, rules, statement
from recruitment.matching.inputs import Conditions, ListLength
from recruitment.matching.policy import FIRST_POLICY, POLICIES
from recruitment.models import CandidateProfile, Cv, Experience, LanguageSkill, Match
from recruitment.services import matching
from recruitment.services.ground import ground_measure
from tests.recruitment.factories import CvFactory, ExperienceFactory, LanguageSkillFactory
from tests.recruitment.matching.world import add_opening, fill, world

NAMES = ("Fatima", "Giuseppe", "Oluwaseun", "Chiara", "Dragan", "Mei", "Zoë", "")
BLIND_TO = ("first_name", "last_name", "email", "language", "headline", "date_joined", "last_login")


def test_the_current_policy_is_kept_under_its_version():
    assert POLICIES[FIRST_POLICY.version] is FIRST_POLICY


def test_a_policy_without_a_percentage_for_each_evidence_is_refused():
    with pytest.raises(ValueError, match="each evidence"):
        dataclasses.replace(FIRST_POLICY, evidence_pct=MappingProxyType({"declared": 80}))


def test_a_policy_with_weights_that_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="divided exactly"):
        dataclasses.replace(FIRST_POLICY, trainable_divisor=3)


def test_a_policy_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        FIRST_POLICY.version = "x"
    with pytest.raises(TypeError):
        FIRST_POLICY.weights["essential"] = 9


def test_the_statement_names_no_personal_fact():
    statements = [sql for name, sql in vars(statement).items() if name.isupper()]

    assert [name for name in BLIND_TO if any(name in sql for sql in statements)] == []


def test_stored_conditions_are_the_agreed_ones():
    assert {field.name for field in dataclasses.fields(Conditions)} == {
        "work", "home", "km", "max_km", "starts_on", "available_from", "min_eqf", "eqf", "licences",
    }  # fmt: skip


def test_stored_facts_about_the_list_are_its_length():
    assert {field.name for field in dataclasses.fields(ListLength)} == {"skills", "average"}


def test_focus_is_the_length_factor_of_bm25_in_whole_percents():
    policy = FIRST_POLICY
    for skills, average in itertools.product((0, 1, 7, 18, 60, 300), (1, 5, 18)):
        length = 1 - 0.3 + 0.3 * skills / average
        assert abs(policy.focus_percent(skills=skills, average=average) - 100 * 2.2 / (1 + 1.2 * length)) < 1.000001
    assert policy.focus_percent(skills=18, average=18) == 100
    assert policy.focus_percent(skills=9, average=0) == 100
    assert dataclasses.replace(policy, focus=0).focus_percent(skills=300, average=18) == 100


# All that the match may know. Of an account: whether it is open; the birth date is read for the age of consent alone.
READ = {
    "accounts_user": "id, is_active, birth_date",
    "accounts_guardianrequest": "minor_id, answer, ended_at",
    "recruitment_candidateprofile": "id, person_id, municipality_id, max_km, available_from, eqf, matching_consent_at,"
    " skill_count",
    "recruitment_licence": "person_id, kind, expires_on",
    "skills_skillclaim": "person_id, skill_id, level, evidence",
    "skills_skillcredit": "skill_id, held_id, percent",
    "recruitment_opening": "id, state, closes_on, site_id, starts_on, min_eqf, licences",
    "recruitment_openingskill": "opening_id, skill_id, level, importance, is_trainable",
    "recruitment_skillrarity": "skill_id, tenths",
    "recruitment_matchingground": "average_skills, rarest",
    "partners_site": "id, municipality_id",
    "partners_municipality": "istat_code, lat, lon",
}


@pytest.mark.django_db
def test_the_statement_needs_no_right_to_read_anything_else():
    """Run by an account of the database that may read these columns only: by construction no other is an input."""
    earth = world()
    fill(earth, seed=12, people=40, openings=6)
    ground_measure()
    opening, policy = add_opening(earth, [(0, 2, "essential", False)], site=None), rules.current()
    expected = engine.candidates(opening_id=opening.pk, limit=50, policy=policy)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE polo_match_reader; GRANT USAGE ON SCHEMA public TO polo_match_reader")
        for table, columns in READ.items():
            cursor.execute(f"GRANT SELECT ({columns}) ON {table} TO polo_match_reader")
        cursor.execute("GRANT ALL ON recruitment_match, recruitment_match_id_seq TO polo_match_reader")
        cursor.execute("SET LOCAL ROLE polo_match_reader")

    assert engine.candidates(opening_id=opening.pk, limit=50, policy=policy) == expected
    assert engine.store(opening_id=opening.pk, policy=policy).written == len(expected) > 0
    best = expected[0].profile_id
    assert engine.best_held(opening_id=opening.pk, profile_id=best, policy=policy)
    assert engine.openings(profile_id=best, limit=50, policy=policy)
    assert engine.store(profile_id=best, policy=policy)

    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT first_name FROM accounts_user")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def rankings():
    """Every list of the portal, each with its score and order: opening -> people."""
    lists = defaultdict(list)
    for row in engine.everything(limit=100_000):
        lists[row.opening_id].append((row.profile_id, row.score, row.total))
    return lists


# What a CV or an experience may tell of somebody, and no field of the portal does: sex, citizenship, birthplace, face.
TOLD = (
    b"%PDF-1.4 Fatima, nata a Dakar, cittadinanza senegalese, foto allegata %%EOF",
    b"%PDF-1.4 Giuseppe, nato a Sarzana, cittadino italiano %%EOF",
    b"%PDF-1.4 Mei, f, nata a Prato, permesso di soggiorno %%EOF",
)


def identities_given(people):
    """Languages, CV and experiences, from which sex, origin and face can be guessed."""
    for user in people:
        LanguageSkillFactory(person=user, language="it")
        CvFactory(person=user, content=TOLD[0])
        ExperienceFactory(person=user)


def identities_gone_round(people, chance, turn):
    numbers = chance.sample(range(10_000), len(people))
    for user, number in zip(people, numbers, strict=True):
        user.first_name, user.last_name = chance.choice(NAMES), f"Nome{number}"
        user.email, user.language = f"altro{number}-{turn}-{user.pk}@example.org", chance.choice(["it", "en"])
        user.birth_date = datetime.date(1940 + number % 66, 1 + number % 12, 3)
        user.date_joined = timezone.now()
    User.objects.bulk_update(people, ["first_name", "last_name", "email", "language", "birth_date", "date_joined"])
    CandidateProfile.objects.update(headline=chance.choice(NAMES), contracts=["A00"], hours="FULL")
    spoken, told = chance.sample(people, len(people)), chance.choice(TOLD)
    LanguageSkill.objects.update(language="it", is_mother_tongue=True, overall="")
    LanguageSkill.objects.filter(person__in=spoken[::2]).update(language="fr", is_mother_tongue=False, overall="B1")
    Cv.objects.update(content=told)
    Experience.objects.update(role=chance.choice(("Badante", "Alpino", "Mediatrice culturale")), employer=f"{turn}")


@pytest.mark.django_db
def test_swapping_who_people_are_leaves_the_lists_identical():
    """Over 500 pairs of lists, before and after the identities have gone round."""
    earth, chance = world(), random.Random(2026)  # noqa: S311
    fill(earth, seed=11, people=60, openings=30)
    for _ in range(12):
        skills = chance.sample(range(14), 5)
        add_opening(earth, [(skill, 2, "essential", False) for skill in skills], site=None)
    people, pairs = list(User.objects.order_by("pk")), 0
    identities_given(people)
    matching.rematch_all()
    before, stored = rankings(), list(Match.objects.order_by("pk").values())
    while pairs < 500:
        identities_gone_round(people, chance, pairs)
        after = rankings()

        assert after == before
        assert list(after) == list(before)
        pairs += len(after)

    assert matching.rematch_all() == engine.Stored(written=0, deleted=0)
    assert list(Match.objects.order_by("pk").values()) == stored


def test_of_sex_citizenship_photo_and_birthplace_the_portal_knows_nothing():
    """In no table: neither of an account nor of anything else."""
    words = ("sex", "gender", "citizen", "nation", "photo", "picture", "birth_place", "birthplace", "born_in", "disab")
    columns = {
        f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()
    }
    found = {column for column in columns if any(word in column.lower() for word in words)}

    assert found == {"partners.SchoolCode.denomination"}  # the name of a school
