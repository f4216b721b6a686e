"""Guidance: times of two counsellors, past and to come, and the people who booked them."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from orientation.enums import AppointmentState, Channel
from orientation.models import Appointment, Service, Slot
from partners.models import Partner
from polo.demo.bodies import main_sites
from polo.demo.clock import moment, working_day
from polo.demo.people import persons
from polo.demo.upsert import Row, keep, touched_keys

BOOKED, CANCELLED, ATTENDED, MISSED = AppointmentState
COUNSELLOR, PARTNER = "orientatore@example.org", "centro-formazione-esempio"
TOPICS = (
    "Ho finito la scuola e non so se continuare.",
    "Vorrei cambiare lavoro: ho fatto il magazziniere.",
    "Cerco un corso di saldatura vicino a casa.",
    "",
)


@dataclass(frozen=True)
class Hour:
    """The count-th working day from today, an hour, and what became of the time (None: free)."""

    days: int
    hour: int
    outcome: AppointmentState | None = None
    person: str = ""
    withdrawn: bool = False


HOURS = (
    Hour(-12, 9, ATTENDED, "persona@example.org"), Hour(-12, 11, ATTENDED), Hour(-9, 10, MISSED), Hour(-9, 15),
    Hour(-6, 9, CANCELLED), Hour(-6, 11, ATTENDED), Hour(-3, 10, MISSED), Hour(-1, 9, BOOKED),
    Hour(-1, 15, ATTENDED, "studente@example.org"),
    Hour(2, 9, BOOKED, "persona@example.org"), Hour(2, 11), Hour(3, 10, BOOKED), Hour(3, 15), Hour(4, 9, CANCELLED),
    Hour(4, 11), Hour(5, 10, None, withdrawn=True), Hour(5, 16), Hour(7, 9, BOOKED, "studente@example.org"),
    Hour(7, 11), Hour(8, 10), Hour(9, 15), Hour(10, 9), Hour(10, 11), Hour(12, 10, CANCELLED, "persona@example.org"),
)  # fmt: skip


def guidance_build(people: dict[str, User], partners: dict[str, Partner]) -> list[Appointment]:
    """Times move along with the days; a time that would meet one made in the portal is taken back."""
    counsellor, partner = people[COUNSELLOR], partners[PARTNER]
    services = list(Service.objects.order_by("pk"))
    site = main_sites()[partner.pk]
    rows = [
        _slot_row(hour, services[place % len(services)], Channel.values[place % 3])
        | {"counsellor_id": counsellor.pk, "partner_id": partner.pk, "site_id": site.pk}
        for place, hour in enumerate(HOURS)
    ]
    slots = _slots(counsellor, rows)
    seekers = persons()
    appointments = [
        _appointment_row(hour, slot, people[hour.person or seekers[place * 7 % len(seekers)]], place)
        for place, (hour, slot) in enumerate(zip(HOURS, slots, strict=True))
        if hour.outcome and (slot.withdrawn_at is None or hour.withdrawn)
    ]
    return keep(among=Appointment.objects.filter(slot__in=slots), key=["slot_id", "person_id"], rows=appointments)


def _slots(counsellor: User, rows: list[Row]) -> list[Slot]:
    """The database forbids overlaps row by row, so times that move are first taken back."""
    touched = touched_keys(Slot)
    mine = Slot.objects.filter(counsellor=counsellor).exclude(pk__in=touched)
    others = Q(counsellor=counsellor, withdrawn_at=None, pk__in=touched)
    for row in rows:
        met = Slot.objects.filter(others, starts_at__lt=row["ends_at"], ends_at__gt=row["starts_at"])
        if touched and met.exists():
            row["withdrawn_at"] = moment(-1)
    now = {tuple(slot) for slot in mine.values_list("starts_at", "ends_at")}
    if now and now != {(row["starts_at"], row["ends_at"]) for row in rows}:
        mine.update(withdrawn_at=timezone.now())
    return keep(among=mine, key=["counsellor_id"], rows=rows)


def _slot_row(hour: Hour, service: Service, channel: str) -> Row:
    starts = moment(working_day(hour.days), hour.hour)
    return {
        "service_id": service.pk,
        "starts_at": starts,
        "ends_at": starts + datetime.timedelta(minutes=service.minutes),
        "channel": channel,
        "withdrawn_at": moment(-1) if hour.withdrawn else None,
    }


def _appointment_row(hour: Hour, slot: Slot, person: User, place: int) -> Row:
    return {
        "slot_id": slot.pk,
        "person_id": person.pk,
        "state": hour.outcome,
        "topic": TOPICS[place % len(TOPICS)],
        "created_at": moment(min(working_day(hour.days), 0) - 5, 18),
    }
