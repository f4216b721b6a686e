import datetime
from collections.abc import Iterable
from itertools import groupby

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from orientation.enums import HOLDING_STATES
from orientation.models import Service, Slot


def services_with_free_slots() -> QuerySet[Service]:
    """Every service with `free_slots` (how many can be booked) and `next_slot_at`; two figures, one query."""
    taken = Slot.objects.filter(appointments__state__in=HOLDING_STATES).values("pk")
    free = Q(slots__starts_at__gt=timezone.now(), slots__withdrawn_at=None) & ~Q(slots__pk__in=taken)
    return Service.objects.annotate(
        free_slots=Count("slots", filter=free, distinct=True), next_slot_at=Min("slots__starts_at", filter=free)
    ).order_by("pk")


def slots_by_day(slots: Iterable[Slot]) -> list[tuple[datetime.date, list[Slot]]]:
    """Slots, already in order of time, under the local day on which they begin."""
    return [(day, list(rows)) for day, rows in groupby(slots, key=lambda s: timezone.localtime(s.starts_at).date())]
