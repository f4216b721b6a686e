import pytest
from django.utils import timezone

from tests.training.factories import ApplicationFactory, EditionFactory
from training.enums import EditionState
from training.models import Edition

STATES = [
    ({}, EditionState.UPCOMING),
    ({"open": True}, EditionState.OPEN),
    ({"open": True, "seats": 0}, EditionState.FULL),
    ({"closed": True}, EditionState.CLOSED),
    ({"running": True}, EditionState.RUNNING),
    ({"finished": True}, EditionState.FINISHED),
    ({"cancelled": True}, EditionState.CANCELLED),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("traits", "state"), STATES)
def test_edition_traits_give_their_state(traits, state):
    EditionFactory(**traits)

    edition = Edition.objects.with_taken().get()

    assert edition.state == state
    assert edition.full_clean() is None


@pytest.mark.django_db
@pytest.mark.parametrize(("trait", "taken"), [("accepted", 1), ("completed", 1), ("refused", 0), ("withdrawn", 0)])
def test_application_traits_take_or_leave_the_seat(trait, taken):
    ApplicationFactory(**{trait: True})

    edition = Edition.objects.with_taken().get()

    assert edition.taken == taken
    assert edition.state_on(timezone.localdate(), edition.taken) == EditionState.OPEN
