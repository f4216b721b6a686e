"""The edition that stands for a course in a list, and the order that it gives: one rule, in Python and in SQL."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.prepared import Given
from training.enums import SEATED_APPLICATION_STATES, EditionState
from training.models import Application, Edition
from training.models.edition import EditionQuerySet

# First by state, then by start.
CARD_STATES = (
    EditionState.OPEN,
    EditionState.UPCOMING,
    EditionState.FULL,
    EditionState.CLOSED,
    EditionState.RUNNING,
)
SAME_AS = {
    EditionState.WAITING: EditionState.FULL,
    EditionState.TO_CONFIRM: EditionState.CLOSED,
    EditionState.ELSEWHERE: EditionState.CLOSED,
}
# More days than the calendar has: with so many added for every state before its own, starts compare as the pair.
ERA = 4_000_000
# The key of a card that shows an open edition is not greater, that of every other card is.
LAST_OPEN = ERA - 1


def best_edition(editions: Iterable[Edition]) -> Edition | None:
    """The one worth showing on a card: open, else coming, else full, closed, running; None when all is past."""
    day = timezone.localdate()
    ranked = [(_rank(edition.state_on(day, edition.taken)), edition.starts_on, edition) for edition in editions]
    shown = [(CARD_STATES.index(state), start, edition) for state, start, edition in ranked if state in CARD_STATES]
    return min(shown, key=lambda row: row[:2], default=(None, None, None))[2]


def _rank(state: EditionState) -> EditionState:
    """A waiting list counts as full, an edition still to be confirmed or joined elsewhere as closed."""
    return SAME_AS.get(state, state)


def editions_to_come(day: datetime.date | Given) -> EditionQuerySet:
    """Neither cancelled nor over. The one of a course with the first `card_key` is shown on its card."""
    return Edition.objects.filter(cancelled_at=None, ends_on__gte=day).order_by()


def card_key(day: datetime.date | Given, is_full: Q | None = None) -> Case:
    """The state and the start of an edition to come as one number: `Edition.state_on` in SQL; seats are counted only
    within its window, unless `is_full` says it."""
    in_window = Q(applications_close_on__gte=day)
    is_full = is_full or Q(seats__lte=taken())
    return Case(
        When(Q(applications_open_on__gt=day), then=_moved(EditionState.UPCOMING)),
        When(in_window & is_full, then=_moved(EditionState.FULL)),
        When(in_window, then=_moved(EditionState.OPEN)),
        When(Q(starts_on__lte=day), then=_moved(EditionState.RUNNING)),
        default=_moved(EditionState.CLOSED),
        output_field=IntegerField(),
    )


def full_editions(day: datetime.date) -> QuerySet[Any, Any]:
    """Of those in their window: all at once, for a statement that looks at hundreds."""
    given = Application.objects.filter(state__in=SEATED_APPLICATION_STATES, edition__applications_close_on__gte=day)
    counted = given.order_by().values("edition").annotate(number=Count("pk"))
    return counted.filter(number__gte=F("edition__seats")).values("edition")


def _moved(state: EditionState) -> Func:
    before = ERA * CARD_STATES.index(state)
    return Func("starts_on", template=f"(%(expressions)s - DATE '0001-01-01' + {before})", output_field=IntegerField())


def taken() -> Coalesce:
    """The seats given of an edition."""
    seated = Application.objects.filter(edition=OuterRef("pk"), state__in=SEATED_APPLICATION_STATES)
    return Coalesce(Subquery(seated.order_by().values("edition").annotate(number=Count("pk")).values("number")), 0)
