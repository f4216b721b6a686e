"""What was edited is matched again: the database marks it, whoever wrote, and the worker does it."""

import pytest

from recruitment import tasks
from recruitment.models import CandidateProfile, Match
from recruitment.services import demand, matching, profile
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.recruitment.factories import LicenceFactory
from tests.recruitment.matching.world import add_opening, add_profile, world

pytestmark = pytest.mark.django_db

ASKED = [(10, 2, "essential", False)]


@pytest.fixture
def earth():
    return world()


@pytest.fixture
def person(earth):
    """Matched, with nothing due."""
    found = add_profile(earth, [(10, 2, "declared"), (10, 2, "certified"), (11, 1, "declared")])
    matching.opening_changed(add_opening(earth, ASKED))
    matching.rematch_due()
    assert not is_due(found)
    return found


def is_due(row):
    return type(row).objects.get(pk=row.pk).is_rematch_due


def counted(row):
    return CandidateProfile.objects.get(pk=row.pk).skill_count


def test_a_new_profile_is_due_and_counted(earth):
    found = add_profile(earth, [(10, 2, "declared"), (10, 3, "certified"), (3, 1, "declared")])

    assert is_due(found)
    assert counted(found) == 2


@pytest.mark.parametrize(
    ("write", "skills"),
    [
        (lambda earth, claims: claims.all().delete(), 0),
        (lambda earth, claims: claims.filter(skill=earth.skills[11]).update(level=4), 2),
        (lambda earth, claims: claims.filter(skill=earth.skills[11]).update(skill=earth.skills[10], level=1,
                                                                            evidence=Evidence.OBSERVED), 1),
        (lambda earth, claims: claims.create(skill=earth.skills[1], level=1), 3),
    ],
    ids=["deleted", "level", "skill", "added"],
)  # fmt: skip
def test_whoever_writes_a_claim_makes_the_person_due(earth, person, write, skills):
    other = add_profile(earth, [(1, 1, "declared")])
    matching.rematch_due()

    write(earth, person.person.skill_claims)

    assert is_due(person)
    assert not is_due(other)
    assert counted(person) == skills


def test_claims_that_go_to_another_person_count_for_both(earth, person):
    other = add_profile(earth, [])
    matching.rematch_due()

    SkillClaim.objects.filter(person=person.person).update(person=other.person)

    assert is_due(person)
    assert is_due(other)
    assert (counted(person), counted(other)) == (0, 2)


@pytest.mark.parametrize("change", [{"max_km": 31}, {"eqf": 3}])
def test_a_changed_profile_is_due(person, change):
    CandidateProfile.objects.filter(pk=person.pk).update(**change)

    assert is_due(person)


def test_words_that_do_not_count_change_nothing(person):
    CandidateProfile.objects.filter(pk=person.pk).update(headline="Altro")

    assert not is_due(person)


def test_a_profile_read_long_ago_takes_nothing_back(person):
    stale = CandidateProfile.objects.get(pk=person.pk)
    SkillClaim.objects.filter(person=person.person).delete()
    stale.headline = "Letto prima"
    stale.save()

    assert is_due(person)
    assert counted(person) == 0


def test_the_worker_matches_what_is_due_and_only_that(earth, person):
    other = add_opening(earth, ASKED)
    Match.objects.update(score=1)
    SkillClaim.objects.filter(person=person.person, evidence=Evidence.CERTIFIED).delete()

    tasks.rematch_due()

    assert {(m.opening_id, m.score) for m in Match.objects.all()} == {(earth.openings[0].pk, 32000), (other.pk, 32000)}
    Match.objects.update(score=1)
    tasks.rematch_due()
    assert {m.score for m in Match.objects.all()} == {1}


def test_what_the_services_write_is_due(earth, person):
    claim = SkillClaim(person=person.person, skill=earth.skills[3], level=2)
    profile.claim_save(claim=claim, by=person.person)
    opening = earth.openings[0]
    demand.opening_save(opening=opening, skills=list(opening.asked.all()), by=person.person)

    assert is_due(person)
    assert is_due(opening)


def test_a_licence_makes_its_person_due(person):
    row = LicenceFactory(person=person.person)
    assert is_due(person)
    matching.rematch_due()

    row.delete()

    assert is_due(person)


def test_one_that_fails_does_not_stop_the_others(earth, person, monkeypatch):
    other = add_profile(earth, [(10, 2, "declared")])
    SkillClaim.objects.filter(person=person.person).update(level=1)
    honest = matching.engine.store

    def store(**scope):
        if scope.get("profile_id") == person.pk:
            raise ValueError("broken")
        return honest(**scope)

    monkeypatch.setattr(matching.engine, "store", store)

    assert matching.rematch_due() == {"done": 1, "failed": 1}
    assert is_due(person)
    assert not is_due(other)
