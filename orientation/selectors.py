import datetime
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from orientation.enums import AgendaPart, AppointmentState
from orientation.models import Appointment, Service, Slot


def services_with_free_slots() -> QuerySet[Service]:
    """Every service with `free_slots` (how many can be booked) and `next_slot_at`; two figures, one query."""
    free = Q(slots__in=Slot.objects.bookable())
    return Service.objects.annotate(
        free_slots=Count("slots", filter=free, distinct=True), next_slot_at=Min("slots__starts_at", filter=free)
    ).order_by("pk")


def agenda_slots(user: User) -> QuerySet[Slot]:
    """One's own slots in the order in which they ask for something, with `part` (AgendaPart).

    First the past ones that still wait for an outcome, then what comes, the nearest first, then the rest.
    """
    now = timezone.now()
    booked = Appointment.objects.filter(slot=OuterRef("pk"), state=AppointmentState.BOOKED)
    return (
        Slot.objects.editable_by(user)
        .filter(withdrawn_at=None)
        .annotate(
            part=Case(
                When(starts_at__gt=now, then=Value(AgendaPart.COMING)),
                When(Exists(booked), then=Value(AgendaPart.TO_CLOSE)),
                default=Value(AgendaPart.PAST),
            )
        )
        .select_related("service", "site__municipality")
        .prefetch_related("appointments__person")
        .order_by("part", Case(When(starts_at__gt=now, then=F("starts_at"))), "-starts_at", "-pk")
    )


def slots_by_part(slots: Iterable[Slot]) -> list[tuple[str, list[Slot]]]:
    """Slots of `agenda_slots` under the name of their part."""
    return [(str(AgendaPart(part).label), list(rows)) for part, rows in groupby(slots, key=attrgetter("part"))]


def people_shown(slots: Iterable[Slot]) -> list[tuple[int, Appointment]]:
    """Whose names a page of the agenda shows, with the appointment."""
    return [(booked.person_id, booked) for slot in slots for booked in slot.appointments.all()]


def slots_by_day(slots: Iterable[Slot]) -> list[tuple[datetime.date, list[Slot]]]:
    """Slots, already in order of time, under the local day on which they begin."""
    return [(day, list(rows)) for day, rows in groupby(slots, key=lambda s: timezone.localtime(s.starts_at).date())]
