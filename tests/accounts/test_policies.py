"""May take part: the policy, its queryset and the SQL of the match say the same of everybody."""

import datetime

import pytest

from accounts.enums import Participation
from accounts.models import User
from accounts.policies import is_minor, may_take_part, participation, why_waiting
from recruitment.matching import engine
from recruitment.models import CandidateProfile
from skills.enums import Importance
from tests.accounts.factories import GuardianRequestFactory, UserFactory, years_ago
from tests.recruitment.matching.world import add_opening, add_profile, world

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
PEOPLE = {
    "adult": (years_ago(40), None, Participation.ADULT),
    "18 today": (years_ago(18), None, Participation.ADULT),
    "18 tomorrow": (years_ago(18) + A_DAY, None, Participation.WAITING),
    "no age": (None, None, Participation.UNKNOWN_AGE),
    "no age, but a yes": (None, "confirmed", Participation.UNKNOWN_AGE),
    "14 today": (years_ago(14), "confirmed", Participation.CONFIRMED),
    "14 tomorrow": (years_ago(14) + A_DAY, "confirmed", Participation.TOO_YOUNG),
    "not sent": (years_ago(16), "unsent", Participation.WAITING),
    "waiting": (years_ago(16), "waiting", Participation.WAITING),
    "confirmed": (years_ago(16), "confirmed", Participation.CONFIRMED),
    "refused": (years_ago(16), "refused", Participation.WAITING),
    "expired": (years_ago(16), "expired", Participation.WAITING),
    "withdrawn": (years_ago(16), "withdrawn", Participation.WAITING),
    "replaced": (years_ago(16), "replaced", Participation.WAITING),
    "adult, withdrawn as a minor": (years_ago(19), "withdrawn", Participation.ADULT),
}


@pytest.fixture
def everybody():
    """By what they are; each has said yes to being matched and holds what the one opening asks for."""
    earth, people = world(), {}
    add_opening(earth, [(0, 1, Importance.ESSENTIAL, False)], site=None)
    for number, (name, (born, asked, _state)) in enumerate(PEOPLE.items()):
        person = add_profile(earth, [(0, 1, "declared")]).person
        person.birth_date, person.first_name = born, name
        person.save()
        traits = {asked: True} if asked not in {None, "waiting"} else {}
        if asked:
            GuardianRequestFactory(minor=person, token=f"collegamento-{number}", **traits)
        people[name] = User.objects.get(pk=person.pk)
    people["earth"] = earth
    return people


def test_policy_queryset_and_match_agree_on_everybody(everybody):
    earth = everybody.pop("earth")
    expected = {name for name, (_born, _asked, state) in PEOPLE.items() if state in {"ADULT", "CONFIRMED"}}
    profiles = dict(CandidateProfile.objects.values_list("pk", "person__first_name"))

    assert {name: participation(user) for name, user in everybody.items()} == {
        name: state for name, (_born, _asked, state) in PEOPLE.items()
    }
    assert {name for name, user in everybody.items() if may_take_part(user)} == expected
    assert sorted(User.objects.able_to_take_part().values_list("first_name", flat=True)) == sorted(expected)
    assert set(CandidateProfile.objects.matchable().values_list("person__first_name", flat=True)) == expected
    ranked = engine.candidates(opening_id=earth.openings[0].pk, limit=50)
    assert {profiles[row.profile_id] for row in ranked} == expected
    engine.store(opening_id=earth.openings[0].pk)
    assert set(earth.openings[0].matches.live().values_list("profile__person__first_name", flat=True)) == expected


def test_store_forgets_the_matches_of_whose_yes_was_taken_back(everybody):
    earth = everybody.pop("earth")
    engine.store(opening_id=earth.openings[0].pk)
    request = everybody["confirmed"].guardian_requests.get()
    request.end, request.ended_at = "WITHDRAWN", request.answered_at
    request.save()

    hidden = earth.openings[0].matches.live().filter(profile__person=everybody["confirmed"])
    assert hidden.count() == 0
    assert earth.openings[0].matches.filter(profile__person=everybody["confirmed"]).count() == 1
    assert engine.store(profile_id=everybody["confirmed"].candidate_profile.pk).deleted == 1


@pytest.mark.parametrize(
    ("born", "says"),
    [(None, "data di nascita"), (years_ago(16), "conferma di un genitore"), (years_ago(9), "almeno 14 anni")],
)
def test_why_waiting_says_what_to_do(born, says):
    assert says in why_waiting(UserFactory(birth_date=born))


def test_why_waiting_is_silent_where_nothing_waits():
    assert why_waiting(UserFactory()) == ""


@pytest.mark.parametrize(("born", "expected"), [(None, False), (years_ago(17), True), (years_ago(18), False)])
def test_is_minor(born, expected):
    assert is_minor(UserFactory(birth_date=born)) is expected
