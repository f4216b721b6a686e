"""A partner's way out of the Polo: asked or recorded, confirmed with its day, done when that day is over."""

import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.isolation import each_apart
from core.services import record_event
from partners import notifications
from partners.enums import ACTIVE_STANDINGS, LeaveState, Standing
from partners.models import Adhesion, Invitation, Leave, Partner
from partners.services.documents import deed_store
from partners.services.join_requests import join_requests_close
from partners.services.memberships import memberships_close, partner_lock
from partners.signals import partner_left


@transaction.atomic
def leave_ask(*, partner: Partner, last_day: datetime.date, reason: str, by: User) -> Leave:
    """A manager asks for the organisation to leave; the secretariat answers."""
    leave = _create(partner=partner, last_day=last_day, reason=reason, by=by)
    if last_day < timezone.localdate():
        raise BusinessRuleError(_("L'ultimo giorno nel Polo non può essere già passato."))
    notifications.leave_asked(leave)
    return leave


@transaction.atomic
def leave_record(
    *, partner: Partner, last_day: datetime.date, reason: str, by: User, deed: File | None = None
) -> Leave:
    """The secretariat writes down a leave that was told in another way; the day may be past."""
    leave = _create(partner=partner, last_day=last_day, reason=reason, by=by)
    return leave_confirm(leave=leave, last_day=last_day, by=by, deed=deed)


@transaction.atomic
def leave_confirm(*, leave: Leave, last_day: datetime.date, by: User, deed: File | None = None) -> Leave:
    """From the day after, the partner is a former one; where that is today already, at once."""
    leave = _locked(leave, LeaveState.ASKED)
    title = _("Atto di uscita: %(name)s") % {"name": leave.partner.name}
    leave.last_day, leave.deed = last_day, deed_store(file=deed, title=title, by=by)
    leave.confirmed_at, leave.confirmed_by = timezone.now(), by
    _move(leave, LeaveState.CONFIRMED, by=by)
    notifications.leave_confirmed(leave)
    return leave_apply(leave=leave) if last_day < timezone.localdate() else leave


@transaction.atomic
def leave_withdraw(*, leave: Leave, by: User) -> Leave:
    """A manager thinks again before the secretariat has answered."""
    leave = _move(_locked(leave, LeaveState.ASKED), LeaveState.WITHDRAWN, by=by)
    notifications.leave_withdrawn(leave, by=by, was_confirmed=False)
    return leave


@transaction.atomic
def leave_cancel(*, leave: Leave, by: User) -> Leave:
    """The secretariat takes it back, also once it is confirmed, while the day is not over: the partner stays."""
    leave = _locked(leave, LeaveState.ASKED, LeaveState.CONFIRMED)
    if leave.state == LeaveState.CONFIRMED and leave.last_day < timezone.localdate():
        raise BusinessRuleError(_("L'ultimo giorno nel Polo è passato: per tornare si fa una domanda di ingresso."))
    was_confirmed = leave.state == LeaveState.CONFIRMED
    leave.confirmed_at = leave.confirmed_by = None
    leave = _move(leave, LeaveState.WITHDRAWN, by=by)
    notifications.leave_withdrawn(leave, by=by, was_confirmed=was_confirmed)
    return leave


@transaction.atomic
def leave_apply(*, leave: Leave) -> Leave:
    """The partner is FORMER: adhesions, invitations and roles end, and each app closes what it had published."""
    leave = _locked(leave, LeaveState.CONFIRMED)
    partner, by = leave.partner, leave.confirmed_by
    assert by is not None  # noqa: S101 - a confirmed leave has who confirmed it (constraint)
    managers = list(notifications.managers_of(partner))
    before, partner.standing = partner.standing, Standing.FORMER
    partner.save(update_fields=["standing", "updated_at"])
    for adhesion in Adhesion.objects.filter(partner=partner, left_on=None).order_by("pk"):
        adhesion.left_on = max(leave.last_day, adhesion.joined_on or leave.last_day)
        adhesion.save(update_fields=["left_on", "updated_at"])
    Invitation.objects.pending().filter(partner=partner).update(revoked_at=timezone.now(), updated_at=timezone.now())
    record_event(
        by=by,
        verb="partners.standing_changed",
        target=partner,
        before={"standing": before},
        after={"standing": Standing.FORMER, "last_day": leave.last_day.isoformat()},
        reason=f"leave {leave.pk}",
    )
    leave.done_at = timezone.now()
    _move(leave, LeaveState.DONE, by=by)
    reason = _("%(partner)s non fa più parte del Polo.") % {"partner": partner.name}
    join_requests_close(partner=partner, by=by, reason=reason)
    partner_left.send(sender=Partner, partner=partner, by=by, reason=reason)
    for membership in memberships_close(partner=partner, by=by, reason=reason):
        if membership.user not in managers:
            notifications.membership_ended(membership, reason=reason)
    notifications.leave_done(leave, managers=managers)
    return leave


def leaves_apply() -> int:
    """Those whose last day is over, each apart from the others; returns how many left."""
    due = {leave.pk: leave for leave in Leave.objects.due_on(timezone.localdate()).order_by("last_day", "pk")}
    return each_apart("partners.leave", due, lambda pk: bool(leave_apply(leave=due[pk]))).done


def _create(*, partner: Partner, last_day: datetime.date, reason: str, by: User) -> Leave:
    partner = partner_lock(partner.pk)
    if partner.standing not in ACTIVE_STANDINGS:
        raise BusinessRuleError(_("Questo ente non fa parte del Polo."))
    if Leave.objects.live().filter(partner=partner).exists():
        raise BusinessRuleError(_("Per questo partner c'è già un'uscita in corso."))
    leave = Leave.objects.create(partner=partner, last_day=last_day, reason=reason, asked_by=by)
    record_event(
        by=by,
        verb="partners.leave_asked",
        target=leave,
        after={"state": leave.state, "last_day": last_day.isoformat()},
        reason=reason,
    )
    return leave


def _locked(leave: Leave, *states: LeaveState) -> Leave:
    partner_lock(leave.partner_id)
    rows = Leave.objects.select_for_update(of=("self",), no_key=True).select_related("partner", "confirmed_by")
    leave = rows.get(pk=leave.pk)
    if leave.state not in states:
        raise BusinessRuleError(
            _("Questa uscita intanto è cambiata: adesso è «%(state)s».") % {"state": leave.get_state_display()}
        )
    return leave


def _move(leave: Leave, state: LeaveState, *, by: User | None) -> Leave:
    before, leave.state = leave.state, state
    leave.full_clean()
    leave.save()
    record_event(
        by=by,
        verb=f"partners.leave_{state.lower()}",
        target=leave,
        before={"state": before},
        after={"state": state, "last_day": leave.last_day.isoformat()},
        reason=leave.reason,
    )
    return leave
