"""The table of moves, said by the services and by the database alike."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import BusinessRuleError
from tests.accounts.factories import UserFactory
from tests.training.factories import ApplicationFactory
from training.enums import APPLICATION_MOVES, ApplicationState, Mover, RefusalReason
from training.models import Application
from training.services.moves import require_move

pytestmark = pytest.mark.django_db
STATES = ApplicationState.values


def told(state, person):
    """The columns that go with a state."""
    decided = {"decided_at": timezone.now(), "decided_by": person}
    return {
        "state": state,
        "offer_until": timezone.now() if state == "OFFERED" else None,
        "submitted_at": None if state in {"DRAFT", "AWAITING"} else timezone.now(),
        "refusal_reason": RefusalReason.FULL if state == "REFUSED" else "",
        **decided,
    }


def test_the_database_knows_the_same_moves():
    person, wrong = UserFactory(), []
    for old in STATES:
        application = ApplicationFactory(person=person, **told(old, person))
        rows = Application.objects.filter(pk=application.pk)
        for new in set(STATES) - {old}:
            try:
                with transaction.atomic():
                    rows.update(**told(new, person))
                    transaction.set_rollback(True)
            except IntegrityError as error:
                refused = "training_application_state_moves" in str(error)
            else:
                refused = False
            if refused == ((old, new) in APPLICATION_MOVES):
                wrong.append((old, new))
        application.delete()

    assert wrong == []


@pytest.mark.parametrize(("old", "new"), sorted(APPLICATION_MOVES))
def test_a_move_is_made_by_whom_the_table_names(old, new):
    application = ApplicationFactory.build(state=old)

    allowed = set()
    for mover in Mover:
        try:
            require_move(application, ApplicationState(new), mover)
        except BusinessRuleError:
            continue
        allowed.add(mover)

    assert allowed == APPLICATION_MOVES[old, new]


def test_what_is_over_stays_over():
    learnt = {"COMPLETED", "NOT_COMPLETED"}
    from_refused = {(new, *who) for (old, new), who in APPLICATION_MOVES.items() if old == "REFUSED"}

    assert {old for old, _new in APPLICATION_MOVES} == set(STATES) - {"WITHDRAWN"}
    assert from_refused == {("WAITLISTED", Mover.PORTAL)}  # a list that closed at a wrong beginning
    assert {new for old, new in APPLICATION_MOVES if old in learnt} == learnt
    assert {new for _old, new in APPLICATION_MOVES} == set(STATES) - {"DRAFT"}


@pytest.mark.parametrize(
    ("traits", "fields", "name"),
    [
        ({}, {"submitted_at": None}, "sent_has_moment"),
        ({"offered": True}, {"offer_until": None}, "offered_iff_until"),
        ({}, {"offer_until": timezone.now()}, "offered_iff_until"),
        ({}, {"state": "ELSEWHERE"}, "state_moves|state_known"),
        ({"refused": True}, {"refusal_reason": "NONE"}, "refusal_reason_known"),
    ],
)
def test_the_database_refuses_half_a_state(traits, fields, name):
    application = ApplicationFactory(**traits)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**fields)
