"""Placements and apprenticeships: written by one partner, signed by the person first, then by all the others."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import is_minor, may_take_part
from core.errors import BusinessRuleError
from core.isolation import each_apart
from core.services import record_event, record_looks
from partners.models import Partner
from recruitment import notifications, policies
from recruitment.enums import APPRENTICESHIPS, BreakReason, Party, PlacementState, SigningWay
from recruitment.models import Placement, PlacementSignature, PlacementSkill
from training.validators import media_type_of, validate_upload

STATE = PlacementState
SEEN = "recruitment.placement_seen"
SHORTEST_APPRENTICESHIP = datetime.timedelta(days=180)  # six months, whichever kind of D.Lgs. 81/2015
OLDEST_SIGNATURE = datetime.timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signature as somebody writes it down."""

    party: Party
    name: str
    day: datetime.date
    way: SigningWay
    file: File | None = None


@transaction.atomic
def placement_save(*, placement: Placement, plan: Iterable[PlacementSkill], by: User) -> Placement:
    """Write a draft and exactly these lines of its training plan."""
    rows = list(plan)
    created = placement.pk is None
    if not created and locked(placement).state != STATE.DRAFT:
        raise BusinessRuleError(_("È già da firmare: per cambiarlo interrompilo e preparane un altro."))
    if placement.kind in APPRENTICESHIPS and placement.ends_on - placement.starts_on < SHORTEST_APPRENTICESHIP:
        raise BusinessRuleError(_("Un apprendistato dura almeno sei mesi (D.Lgs. 81/2015)."))
    placement.full_clean()
    placement.save()
    placement.plan.all().delete()
    for row in rows:
        row.pk, row.placement = None, placement
    PlacementSkill.objects.bulk_create(rows)
    verb = "recruitment.placement_created" if created else "recruitment.placement_updated"
    record_event(by=by, verb=verb, target=placement, after={"kind": placement.kind, "skills": len(rows)})
    return placement


@transaction.atomic
def placement_delete(*, placement: Placement, by: User) -> None:
    """A draft that comes to nothing: nobody else has read it."""
    placement = locked(placement)
    if placement.state != STATE.DRAFT:
        raise BusinessRuleError(_("È già da firmare: si può solo interrompere."))
    record_event(by=by, verb="recruitment.placement_deleted", target=placement)
    placement.delete()


@transaction.atomic
def placement_send(*, placement: Placement, by: User) -> Placement:
    """Ask the person to read and to sign. A minor's parent or guardian signs too."""
    placement = locked(placement)
    if placement.state != STATE.DRAFT:
        raise BusinessRuleError(_("È già da firmare."))
    if not placement.plan.exists():
        raise BusinessRuleError(_("Prima scrivi almeno una competenza da imparare."))
    if placement.ends_on < timezone.localdate():
        raise BusinessRuleError(_("L'ultimo giorno è già passato: correggi le date."))
    _refuse_who_may_not(placement)
    placement.needs_guardian = is_minor(placement.person)
    _move(placement, STATE.TO_SIGN, by=by)
    notifications.placement_to_sign(placement)
    return placement


@transaction.atomic
def placement_part_save(*, placement: Placement, side: Party, facts: dict[str, Any], by: User) -> Placement:
    """Each partner names its own tutor and ticks what it answers for; a tutor may change while it lasts."""
    placement = locked(placement)
    if placement.is_over:
        raise BusinessRuleError(_("È finito: non si cambia più."))
    fields = policies.PART_FIELDS[side]
    for name in fields:
        setattr(placement, name, facts[name])
    placement.full_clean()
    placement.save(update_fields=[*fields, "updated_at"])
    record_event(
        by=by, verb="recruitment.placement_updated", target=placement,
        after={name: bool(getattr(placement, name)) for name in fields if not name.endswith("tutor")},
    )  # fmt: skip
    return placement


@transaction.atomic
def placement_sign(*, placement: Placement, signed: Signed, by: User) -> Placement:
    """Write a signature down. The person's opens it to the other partner, the last one puts it in force."""
    placement = locked(placement)
    if placement.state != STATE.TO_SIGN:
        raise BusinessRuleError(_("Non è da firmare."))
    if signed.party not in placement.parties:
        raise BusinessRuleError(_("Questa firma non serve."))
    if placement.signatures.filter(party=signed.party).exists():
        raise BusinessRuleError(_("Questa firma è già registrata."))
    if not timezone.localdate() - OLDEST_SIGNATURE <= signed.day <= timezone.localdate():
        raise BusinessRuleError(_("Il giorno della firma è oggi o nell'ultimo anno."))
    _refuse_who_may_not(placement)
    _refuse_unready(placement, signed.party)
    _signature(placement, signed, by=by)
    given = set(placement.signatures.values_list("party", flat=True))
    if placement.shared_at is None and not {Party.PERSON, Party.GUARDIAN} & set(placement.parties) - given:
        placement.shared_at = timezone.now()
        placement.save(update_fields=["shared_at", "updated_at"])
        notifications.placement_shared(placement)
    if not set(placement.parties) - given:
        _move(placement, STATE.IN_FORCE, by=by)
        notifications.placement_in_force(placement)
    return placement


@transaction.atomic
def placement_end(*, placement: Placement, by: User | None) -> Placement:
    """It has come to its last day."""
    placement = locked(placement)
    if placement.state != STATE.IN_FORCE:
        raise BusinessRuleError(_("Non è in vigore."))
    if timezone.localdate() < placement.ends_on:
        raise BusinessRuleError(_("Non è ancora l'ultimo giorno: se finisce prima, interrompilo."))
    placement.ended_on = placement.ends_on
    _move(placement, STATE.ENDED, by=by)
    notifications.placement_over(placement, by=by)
    return placement


def placements_review() -> dict[str, int]:
    """End what is past its last day, so that its tutors are asked what they saw. Safe to run twice."""
    past = Placement.objects.filter(state=STATE.IN_FORCE, ends_on__lt=timezone.localdate())
    done = each_apart("placements_ended", list(past.order_by("pk").values_list("pk", flat=True)), _end_past)
    return {"ended": done.done, "held": done.held, "failed": done.failed}


def _end_past(pk: int) -> int:
    placement_end(placement=Placement(pk=pk), by=None)
    return 1


@transaction.atomic
def placement_break(*, placement: Placement, reason: BreakReason, by: User | None) -> Placement:
    """It ends before its day, or is never signed: said why, told to the others."""
    placement = locked(placement)
    if placement.state not in {STATE.TO_SIGN, STATE.IN_FORCE}:
        raise BusinessRuleError(_("Non c'è niente da interrompere."))
    if reason == BreakReason.SENDER and placement.sender is None:
        raise BusinessRuleError(_("Qui non c'è una scuola o un ente."))
    placement.ended_on, placement.broken_for = timezone.localdate(), reason
    _move(placement, STATE.BROKEN, by=by)
    notifications.placement_over(placement, by=by)
    return placement


@transaction.atomic
def placements_of_person_stop(*, person: User, reason: BreakReason, in_force_too: bool, by: User | None) -> int:
    """A guardian took the yes back, or the person goes: what is not signed stops, drafts go. How many stopped."""
    rows = Placement.objects.live().filter(person=person)
    if not in_force_too:
        rows = rows.exclude(state=STATE.IN_FORCE)
    return _stop(rows.order_by("pk"), reason=reason, by=by)


@transaction.atomic
def placements_of_partner_stop(*, partner: Partner, by: User | None) -> int:
    """A partner leaves the Polo: what it has not signed yet stops; what is in force is still owed to the person."""
    unsigned = Placement.objects.live().exclude(state=STATE.IN_FORCE)
    rows = unsigned.filter(host=partner) | unsigned.filter(sender=partner)
    return _stop(rows.order_by("pk"), reason=BreakReason.PARTNER, by=by)


def placements_opened(*, placements: Iterable[Placement], by: User) -> None:
    """Leave the trace of a look: the person reads it."""
    record_looks(by=by, verb=SEEN, seen=[(row.person_id, row) for row in placements])


def locked(placement: Placement) -> Placement:
    """The row as it is now, held until the end: who comes second finds what the first one did."""
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "host", "sender").get(pk=placement.pk)


def _stop(rows: Iterable[Placement], *, reason: BreakReason, by: User | None) -> int:
    stopped = 0
    for row in rows:
        if row.state == STATE.DRAFT:
            record_event(by=by, verb="recruitment.placement_deleted", target=row)
            row.delete()
        else:
            placement_break(placement=row, reason=reason, by=by)
        stopped += 1
    return stopped


def _refuse_who_may_not(placement: Placement) -> None:
    if not may_take_part(placement.person):
        raise BusinessRuleError(
            _("Per ora questa persona non può: manca la data di nascita o la conferma di un genitore.")
        )


def _refuse_unready(placement: Placement, party: Party) -> None:
    if party == Party.HOST and not (placement.company_tutor_id and placement.has_safety_training):
        raise BusinessRuleError(_("Prima indica il tutor dell'impresa e la formazione sulla sicurezza."))
    if party == Party.SENDER and placement.school_tutor_id is None:
        raise BusinessRuleError(_("Prima indica il tutor della scuola o dell'ente."))
    if party == Party.SENDER and placement.needs_insurance and not placement.is_insured:
        raise BusinessRuleError(_("Prima serve l'assicurazione: INAIL e responsabilità civile."))


def _signature(placement: Placement, signed: Signed, *, by: User) -> None:
    content, media_type = b"", ""
    if signed.file:
        validate_upload(signed.file)
        content = signed.file.read()
        media_type = media_type_of(content)
    signature = PlacementSignature(
        placement=placement, party=signed.party, signer_name=signed.name, signed_on=signed.day, way=signed.way,
        content=content, media_type=media_type, recorded_by=by,
    )  # fmt: skip
    signature.full_clean()
    signature.save()
    record_event(
        by=by, verb="recruitment.placement_confirmed", target=placement,
        after={"party": signed.party, "way": signed.way},
    )  # fmt: skip


def _move(placement: Placement, to: PlacementState, *, by: User | None) -> None:
    before = placement.state
    placement.state, placement.state_at = to, timezone.now()
    placement.full_clean()
    placement.save(update_fields=["state", "state_at", "needs_guardian", "ended_on", "broken_for", "updated_at"])
    record_event(
        by=by, verb="recruitment.placement_changed", target=placement, before={"state": before},
        after={"state": to, "broken_for": placement.broken_for},
    )  # fmt: skip
