"""Slots and appointments: every change of state, with its audit row and the notice to the other side."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError, broken_rule
from core.services import record_event
from orientation import notifications
from orientation.enums import HOLDING_STATES, AppointmentState
from orientation.models import Appointment, Slot
from partners.models import Partner

FURTHEST = datetime.timedelta(days=366)
NO_OVERLAP = "orientation_slot_no_overlap"


def slot_open(*, slot: Slot, by: User) -> Slot:
    """Offer a time for one person: still to come, within a year, beside no other slot of the same counsellor."""
    if slot.starts_at <= timezone.now():
        raise BusinessRuleError(_("Scegli un giorno e un'ora che devono ancora venire."))
    if slot.starts_at > timezone.now() + FURTHEST:
        raise BusinessRuleError(_("Scegli un giorno entro un anno da oggi."))
    slot.counsellor = by
    slot.ends_at = slot.starts_at + datetime.timedelta(minutes=slot.service.minutes)
    try:
        with transaction.atomic():
            slot.save()
            record_event(by=by, verb="orientation.slot_opened", target=slot)
    except IntegrityError as error:
        if broken_rule(error) != NO_OVERLAP:
            raise
        raise BusinessRuleError(_("In quest'orario hai già un'altra disponibilità.")) from error
    return slot


@transaction.atomic
def slot_withdraw(*, slot: Slot, by: User) -> Slot:
    """Take back a time nobody has booked."""
    slot = Slot.objects.select_for_update(of=("self",), no_key=True).get(pk=slot.pk)
    if slot.appointments.filter(state=AppointmentState.BOOKED).exists():
        raise BusinessRuleError(_("Quest'orario è prenotato: prima disdici l'appuntamento."))
    slot.withdrawn_at = timezone.now()
    slot.save(update_fields=["withdrawn_at", "updated_at"])
    record_event(by=by, verb="orientation.slot_withdrawn", target=slot)
    return slot


@transaction.atomic
def appointment_book(*, slot: Slot, by: User, topic: str = "") -> Appointment:
    """Give the slot to the person. The slot's row is locked, so that of many only the first gets it."""
    slot = Slot.objects.select_for_update(of=("self",), no_key=True).get(pk=slot.pk)
    if slot.withdrawn_at or slot.starts_at <= timezone.now():
        raise BusinessRuleError(_("Quest'orario non è più disponibile: scegline un altro."))
    if slot.counsellor_id == by.pk:
        raise BusinessRuleError(_("Quest'orario lo offri tu: non puoi prenotarlo."))
    if slot.appointments.filter(state__in=HOLDING_STATES).exists():
        raise BusinessRuleError(_("Quest'orario è appena stato prenotato da un'altra persona: scegline un altro."))
    # The person's row is locked too: two slots at the same time cannot be booked from two windows.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    overlapping = Appointment.objects.filter(
        person=by, state=AppointmentState.BOOKED, slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at
    )
    if overlapping.exists():
        raise BusinessRuleError(_("A quell'ora hai già un altro appuntamento."))
    appointment = Appointment.objects.create(slot=slot, person=by, topic=topic)
    record_event(by=by, verb="orientation.appointment_booked", target=appointment)
    notifications.appointment_booked(appointment)
    return appointment


@transaction.atomic
def appointment_cancel(*, appointment: Appointment, by: User) -> Appointment:
    """Give the slot back, by the person or by the counsellor; the other side is told."""
    appointment = _locked(appointment)
    if appointment.state != AppointmentState.BOOKED:
        raise BusinessRuleError(_("Questo appuntamento non si può più disdire."))
    if appointment.slot.starts_at <= timezone.now():
        raise BusinessRuleError(_("L'ora dell'appuntamento è già passata: non si può più disdire."))
    _move(appointment, AppointmentState.CANCELLED, by, "orientation.appointment_cancelled")
    notifications.appointment_cancelled(appointment, by=by)
    return appointment


@transaction.atomic
def appointment_close(*, appointment: Appointment, by: User, attended: bool) -> Appointment:
    """The counsellor says whether the person came."""
    appointment = _locked(appointment)
    if appointment.state != AppointmentState.BOOKED:
        raise BusinessRuleError(_("L'esito di questo appuntamento è già stato scritto."))
    if appointment.slot.starts_at > timezone.now():
        raise BusinessRuleError(_("L'appuntamento deve ancora venire: l'esito si scrive dopo."))
    state = AppointmentState.ATTENDED if attended else AppointmentState.MISSED
    return _move(appointment, state, by, "orientation.appointment_closed")


@transaction.atomic
def diary_clear(*, person: User, by: User) -> None:
    """Call off what a person who leaves the portal still had to come to, and the times they offered."""
    theirs = Q(person=person) | Q(slot__counsellor=person)
    booked = Appointment.objects.filter(theirs, state=AppointmentState.BOOKED, slot__starts_at__gt=timezone.now())
    for appointment in booked.order_by("pk"):
        appointment_cancel(appointment=appointment, by=by)
    for slot in Slot.objects.future().filter(counsellor=person).order_by("pk"):
        slot_withdraw(slot=slot, by=by)


@transaction.atomic
def partner_slots_close(*, partner: Partner, by: User) -> int:
    """A partner leaves the Polo: its free times go, whoever had booked one is told."""
    slots = list(Slot.objects.filter(partner=partner, withdrawn_at=None, starts_at__gt=timezone.now()).order_by("pk"))
    for slot in slots:
        booked = Appointment.objects.filter(slot=slot, state=AppointmentState.BOOKED)
        Slot.objects.select_for_update(of=("self",), no_key=True).get(pk=slot.pk)
        for appointment in booked.order_by("pk"):
            appointment_cancel(appointment=appointment, by=by)
        slot_withdraw(slot=slot, by=by)
    return len(slots)


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "slot__service", "slot__counsellor"
    )
    return rows.get(pk=appointment.pk)


def _move(appointment: Appointment, state: AppointmentState, by: User, verb: str) -> Appointment:
    before, appointment.state = appointment.state, state
    appointment.save(update_fields=["state", "updated_at"])
    record_event(by=by, verb=verb, target=appointment, before={"state": before}, after={"state": state})
    return appointment
