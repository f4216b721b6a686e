"""The matrix bites: with a guard taken away it finds fault, with the guard back it finds none."""

import pytest

from tests.access import judge
from tests.access.asker import Asker
from tests.access.mutants import SCOPES, mutants, scopes_in_models

pytestmark = pytest.mark.django_db
ROUTE = "core:notification_open"


def faults(asker: Asker) -> list[str]:
    given = {answer.cell: answer for answer in asker.walk([ROUTE])}
    return judge.faults(given, judge.golden([ROUTE]))


@pytest.mark.parametrize("guard", ["Notification.objects.visible_to(request.user)", f"methods of {ROUTE}"])
def test_a_guard_taken_away_is_seen(guard):
    [mutant] = [each for each in mutants() if each.guard == guard and "notification_open" in each.place]

    asker, undo = Asker(), mutant.apply()
    try:
        without = faults(asker)
    finally:
        undo()  # also for the tests that follow

    assert without != []
    assert faults(asker) == []


def test_there_are_guards_of_every_kind():
    found = mutants()

    assert len(found) == len({(each.place, each.guard) for each in found}) >= 200


def test_every_scope_of_a_model_is_a_guard():
    no_scopes = {"awaiting"}  # what somebody has still to read: a duty, no right

    assert scopes_in_models() - SCOPES == no_scopes
