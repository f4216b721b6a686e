"""The office of the referent passes from one person to the next: proposed, accepted, in force from its first day."""

import datetime
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners import notifications
from partners.enums import HandoverState, Office
from partners.models import Handover, Mandate, Partner
from partners.services.documents import deed_store

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Term:
    """What the successor takes on: from when to when, as who and for whom."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None
    title_it: str = ""
    partner: Partner | None = None


@transaction.atomic
def handover_propose(
    *, outgoing: Mandate, successor: User, term: Term, by: User, deed: File | None = None
) -> Handover:
    """Name who comes next. Nothing changes until that person accepts."""
    successor, outgoing = _successor_lock(successor), _mandate_lock(outgoing)
    _refuse_unfit(outgoing, successor, term.starts_on)
    if Handover.objects.waiting().filter(outgoing=outgoing).exists():
        raise BusinessRuleError(_("C'è già una proposta in attesa: prima ritirala."))
    title = _("Atto di nomina: %(office)s") % {"office": outgoing.get_office_display()}
    handover = Handover(
        outgoing=outgoing,
        successor=successor,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        title_it=term.title_it,
        partner=term.partner,
        deed=deed_store(file=deed, title=title, by=by),
        proposed_by=by,
    )
    handover.full_clean()
    handover.save()
    record_event(
        by=by,
        verb="partners.handover_proposed",
        target=handover,
        after={"state": handover.state, "starts_on": term.starts_on.isoformat()},
        subject=successor,
    )
    notifications.handover_proposed(handover)
    return handover


@transaction.atomic
def handover_accept(*, handover: Handover, by: User) -> Handover:
    """The one's mandate ends on the eve of the other's first day: no day without, no day with two."""
    successor, handover = _successor_lock(handover.successor), _locked(handover)
    outgoing, handover.successor = handover.outgoing, successor
    _refuse_unfit(outgoing, successor, handover.starts_on)
    outgoing.ends_on = handover.starts_on - ONE_DAY
    outgoing.save(update_fields=["ends_on", "updated_at"])
    handover.mandate = Mandate.objects.create(
        office=outgoing.office,
        holder_name=handover.successor.get_full_name(),
        title_it=handover.title_it,
        partner=handover.partner,
        user=handover.successor,
        starts_on=handover.starts_on,
        ends_on=handover.ends_on,
        follows=outgoing,
    )
    record_event(
        by=by,
        verb="partners.mandate_handed_over",
        target=handover.mandate,
        after={"follows": outgoing.pk, "starts_on": handover.starts_on.isoformat()},
        subject=handover.successor,
    )
    return _close(handover, HandoverState.ACCEPTED, by=by)


@transaction.atomic
def handover_decline(*, handover: Handover, by: User) -> Handover:
    """The person named says no: the mandate stays as it is."""
    return _close(_locked(handover), HandoverState.DECLINED, by=by)


@transaction.atomic
def handover_withdraw(*, handover: Handover, by: User) -> Handover:
    """Who proposed thinks again, before an answer."""
    return _close(_locked(handover), HandoverState.WITHDRAWN, by=by)


@transaction.atomic
def handovers_give_up(*, person: User, by: User) -> None:
    """Who leaves the portal takes over nothing: the proposals made to them are declined."""
    for handover in Handover.objects.addressed_to(person).select_related("outgoing").order_by("pk"):
        handover_decline(handover=handover, by=by)


def _mandate_lock(mandate: Mandate) -> Mandate:
    return Mandate.objects.select_for_update(of=("self",), no_key=True).get(pk=mandate.pk)


def _successor_lock(successor: User) -> User:
    """Who closes an account, or makes one of two, holds it and looks for its offices: one of us is the first.

    The person before the mandate, as whoever leaves the portal and declines what was proposed.
    """
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=successor.pk)


def _locked(handover: Handover) -> Handover:
    """The mandate first, then the row: of two answers at once the second finds it closed."""
    outgoing = _mandate_lock(handover.outgoing)
    rows = Handover.objects.select_for_update(of=("self",), no_key=True).select_related(
        "successor", "partner", "proposed_by"
    )
    handover = rows.get(pk=handover.pk)
    handover.outgoing = outgoing
    if handover.state != HandoverState.PROPOSED:
        raise BusinessRuleError(
            _("Questo passaggio di consegne è già chiuso: %(state)s.") % {"state": handover.get_state_display()}
        )
    return handover


def _refuse_unfit(outgoing: Mandate, successor: User, starts_on: datetime.date) -> None:
    today = timezone.localdate()
    if starts_on <= today:
        raise BusinessRuleError(_("Il primo giorno deve ancora venire: serve una data da domani in poi."))
    if not successor.is_active or successor.pk == outgoing.user_id:
        raise BusinessRuleError(_("Scegli un'altra persona, con un account attivo."))
    if outgoing.ends_on and outgoing.ends_on < today:
        raise BusinessRuleError(_("Questo incarico è già finito."))
    if outgoing.ends_on and starts_on > outgoing.ends_on + ONE_DAY:
        raise BusinessRuleError(
            _("Chi subentra comincia al più tardi il giorno dopo la fine dell'incarico: un passaggio non lo allunga.")
        )
    if Mandate.objects.filter(follows=outgoing).exists():
        raise BusinessRuleError(_("A questo incarico ne segue già un altro."))
    later = Mandate.objects.filter(office=outgoing.office, starts_on__gte=starts_on).exclude(pk=outgoing.pk)
    if outgoing.office == Office.REFERENT and later.exists():
        raise BusinessRuleError(_("Per quei giorni l'incarico è già di un'altra persona."))
    if outgoing.starts_on and starts_on <= outgoing.starts_on:
        raise BusinessRuleError(_("Chi subentra comincia dopo chi lascia: sposta la data."))


def _close(handover: Handover, state: HandoverState, *, by: User) -> Handover:
    before, handover.state = handover.state, state
    handover.closed_at = timezone.now()
    handover.full_clean()
    handover.save()
    record_event(
        by=by,
        verb=f"partners.handover_{state.lower()}",
        target=handover,
        before={"state": before},
        after={"state": state},
        subject=handover.successor,
    )
    notifications.handover_closed(handover)
    return handover
