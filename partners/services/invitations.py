"""Invitations by e-mail: written, sent again, withdrawn, accepted once."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import BusinessRuleError, RefusedLinesError
from core.services import record_event
from partners import notifications
from partners.enums import ACTIVE_STANDINGS, InvitationState
from partners.models import Invitation, Membership, Partner
from partners.services.limits import refuse_too_many_invitations
from partners.services.memberships import membership_create, partner_lock

TOKEN_BYTES = 32
REFUSALS = {
    InvitationState.ACCEPTED: gettext_lazy("Questo invito è già stato accettato."),
    InvitationState.REVOKED: gettext_lazy("Questo invito è stato ritirato."),
    InvitationState.DECLINED: gettext_lazy("A questo invito è già stato risposto di no."),
    InvitationState.EXPIRED: gettext_lazy("Questo invito è scaduto: chiedi che te ne mandino un altro."),
}


@transaction.atomic
def invitation_create(*, partner: Partner, email: str, role: str, by: User, reason: str = "") -> Invitation:
    """Ask somebody in; one that has run out is replaced. Refused while one waits or when the role is held already."""
    partner_lock(partner.pk)
    if Membership.objects.active().filter(partner=partner, role=role, user__email__iexact=email).exists():
        raise BusinessRuleError(_("Questa persona ha già questo ruolo."))
    for earlier in Invitation.objects.pending().filter(partner=partner, email__iexact=email, role=role):
        if earlier.state == InvitationState.OPEN:
            raise BusinessRuleError(_("C'è già un invito in attesa: puoi mandarlo di nuovo dall'elenco."))
        _withdraw(earlier)
    return _send(partner=partner, email=email, role=role, by=by, reason=reason)


@transaction.atomic
def invitations_create(
    *, partner: Partner, emails: list[str], role: str, by: User, reason: str = ""
) -> list[Invitation]:
    """Ask several people in, all or none: each address that is refused is told with its reason."""
    partner_lock(partner.pk)
    refuse_too_many_invitations(partner=partner, by=by, more=len(emails))
    sent, reasons = [], []
    for email in emails:
        try:
            with transaction.atomic():
                sent.append(invitation_create(partner=partner, email=email, role=role, by=by, reason=reason))
        except BusinessRuleError as refusal:
            reasons.append(f"{email}: {refusal}" if len(emails) > 1 else str(refusal))
    if reasons:
        raise RefusedLinesError(parameter="emails", reasons=reasons)
    return sent


@transaction.atomic
def invitation_resend(*, invitation: Invitation, by: User) -> Invitation:
    """The same invitation with a new link and fourteen more days; the old link says that there is a newer one."""
    invitation = _locked(invitation)
    _refuse_closed(invitation, but=InvitationState.EXPIRED)
    _withdraw(invitation)
    return _send(
        partner=invitation.partner,
        email=invitation.email,
        role=invitation.role,
        by=by,
        reason=f"instead of invitation {invitation.pk}",
    )


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, by: User, reason: str) -> Invitation:
    """Take it back: the link in the mail opens nothing from now on."""
    invitation = _locked(invitation)
    _refuse_closed(invitation, but=InvitationState.EXPIRED)
    _withdraw(invitation)
    record_event(by=by, verb="partners.invitation_revoked", target=invitation, reason=reason)
    return invitation


@transaction.atomic
def invitation_accept(*, invitation: Invitation, by: User) -> Membership:
    """The person invited says yes and has the role; of two clicks the second finds it accepted."""
    invitation = _locked(invitation)
    _refuse_closed(invitation)
    if invitation.partner.standing not in ACTIVE_STANDINGS:
        raise BusinessRuleError(_("Questo partner non fa più parte del Polo: l'invito non vale più."))
    membership = membership_create(
        user=by,
        partner=invitation.partner,
        role=invitation.role,
        by=by,
        reason=f"invitation {invitation.pk} of person {invitation.invited_by_id}",
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    record_event(by=by, verb="partners.invitation_accepted", target=invitation, after={"membership": membership.pk})
    return membership


@transaction.atomic
def invitation_decline(*, invitation: Invitation, by: User | None) -> Invitation:
    """The person invited says no, with an account or with the link of the mail alone; who invited them is told."""
    invitation = _locked(invitation)
    _refuse_closed(invitation)
    invitation.declined_at = timezone.now()
    invitation.save(update_fields=["declined_at", "updated_at"])
    record_event(by=by, verb="partners.invitation_declined", target=invitation)
    notifications.invitation_declined(invitation)
    return invitation


def _send(*, partner: Partner, email: str, role: str, by: User, reason: str) -> Invitation:
    refuse_too_many_invitations(partner=partner, by=by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        partner=partner,
        email=email,
        role=role,
        token_hash=Invitation.hash_of(token),
        invited_by=by,
        expires_at=timezone.now() + Invitation.LIFETIME,
    )
    record_event(by=by, verb="partners.invitation_created", target=invitation, after={"role": role}, reason=reason)
    notifications.invitation_sent(invitation, token=token)
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    """Partner first, then the row: the same order everywhere, so that nobody waits in a ring."""
    partner_lock(invitation.partner_id)
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("partner")
    return rows.get(pk=invitation.pk)


def _refuse_closed(invitation: Invitation, *, but: InvitationState | None = None) -> None:
    if invitation.state not in {InvitationState.OPEN, but}:
        raise BusinessRuleError(str(REFUSALS[invitation.state]))


def _withdraw(invitation: Invitation) -> None:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at", "updated_at"])
