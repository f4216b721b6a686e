"""Requests to work for a partner: asked by the person, answered once by a manager."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners import notifications
from partners.enums import ACTIVE_STANDINGS, JoinRequestState
from partners.models import JoinRequest, Membership, Partner
from partners.services.limits import refuse_too_many_requests
from partners.services.memberships import membership_create, partner_lock


@transaction.atomic
def join_request_create(*, partner: Partner, by: User, message: str = "") -> JoinRequest:
    """Ask to be let in. One request at a time, and only from who does not work there yet."""
    _refuse_outsider(partner_lock(partner.pk))
    if Membership.objects.of(by).filter(partner=partner).exists():
        raise BusinessRuleError(_("Fai già parte di questo partner: per un altro ruolo parla con chi lo gestisce."))
    if JoinRequest.objects.waiting().filter(partner=partner, person=by).exists():
        raise BusinessRuleError(_("La tua richiesta è già arrivata e aspetta risposta."))
    refuse_too_many_requests(partner=partner, by=by)
    join_request = JoinRequest.objects.create(partner=partner, person=by, message=message)
    record_event(by=by, verb="partners.join_request_created", target=join_request)
    notifications.join_request_received(join_request)
    return join_request


@transaction.atomic
def join_request_accept(*, join_request: JoinRequest, by: User, role: str) -> JoinRequest:
    """The person, who must be able to sign in, has the role from now on and is told."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=join_request.person_id)
    join_request = _locked(join_request)
    if not person.is_active:
        raise BusinessRuleError(_("Questa persona non ha più un account attivo: non puoi darle un ruolo."))
    _refuse_outsider(join_request.partner)
    membership_create(
        user=person,
        partner=join_request.partner,
        role=role,
        by=by,
        reason=f"join request {join_request.pk}",
    )
    join_request.role = role
    return _close(join_request, JoinRequestState.ACCEPTED, by=by)


@transaction.atomic
def join_request_refuse(*, join_request: JoinRequest, by: User, reason: str) -> JoinRequest:
    """The person reads why."""
    join_request = _locked(join_request)
    join_request.refusal_reason = reason
    return _close(join_request, JoinRequestState.REFUSED, by=by)


@transaction.atomic
def join_requests_close(*, partner: Partner, by: User, reason: str) -> None:
    """Say no to everybody who still waits: nobody at a partner that left could answer them."""
    for join_request in JoinRequest.objects.waiting().filter(partner=partner).order_by("pk"):
        join_request_refuse(join_request=join_request, by=by, reason=reason)


@transaction.atomic
def join_request_withdraw(*, join_request: JoinRequest, by: User) -> JoinRequest:
    """The person has thought better of it: nobody needs to answer, nobody is told."""
    return _close(_locked(join_request), JoinRequestState.WITHDRAWN, by=by)


def _refuse_outsider(partner: Partner) -> None:
    if partner.standing not in ACTIVE_STANDINGS:
        raise BusinessRuleError(_("Questo ente non fa parte del Polo."))


def _locked(join_request: JoinRequest) -> JoinRequest:
    partner_lock(join_request.partner_id)
    join_request = JoinRequest.objects.select_related("person", "partner").get(pk=join_request.pk)
    if join_request.state != JoinRequestState.OPEN:
        raise BusinessRuleError(
            _("Questa richiesta è già chiusa: c'è chi ha risposto, oppure la persona l'ha ritirata.")
        )
    return join_request


def _close(join_request: JoinRequest, state: JoinRequestState, *, by: User) -> JoinRequest:
    before, join_request.state = join_request.state, state
    join_request.decided_at, join_request.decided_by = timezone.now(), by
    join_request.save()
    record_event(
        by=by,
        verb=f"partners.join_request_{state.lower()}",
        target=join_request,
        before={"state": before},
        after={"state": state, "role": join_request.role},
        reason=join_request.refusal_reason,
    )
    if state != JoinRequestState.WITHDRAWN:
        notifications.join_request_answered(join_request)
    return join_request
