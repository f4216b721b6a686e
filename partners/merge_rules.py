"""What happens to the rows of a partner's life when two partners, or two persons, become one."""

from typing import Any

from django.utils import timezone

from core.merge import Moves, Rule, Rules
from core.services import record_event
from partners.enums import MERGED, JoinRequestState
from partners.models import Invitation, JoinRequest, Membership


def membership_ended(row: Membership, _keep: Any, by: Any) -> Membership:
    """The one that is kept has the same role there: this one is over."""
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "updated_at"])
    record_event(
        by=by,
        verb="partners.membership_ended",
        target=row,
        before={"user": row.user_id, "role": row.role},
        reason=MERGED,
        subject=row.user,
    )
    return row


def invitation_withdrawn(row: Invitation, _keep: Any, by: Any) -> Invitation:
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at", "updated_at"])
    record_event(by=by, verb="partners.invitation_revoked", target=row, reason=MERGED)
    return row


def join_request_withdrawn(row: JoinRequest, _keep: Any, by: Any) -> JoinRequest:
    row.state, row.decided_at, row.decided_by = JoinRequestState.WITHDRAWN, timezone.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by", "updated_at"])
    record_event(by=by, verb="partners.join_request_withdrawn", target=row, reason=MERGED, subject=row.person)
    return row


RULES: Rules = {
    # Of two partners.
    "partners.Partner.merged_into": Rule.BY_HAND,
    "partners.Partner_filiere.partner": Moves(),
    "partners.PartnerName.partner": Rule.BY_HAND,  # the names are told again as those of a double
    "partners.SchoolCode.partner": Moves(),
    "partners.Site.partner": Moves(),
    "partners.Invitation.partner": Moves(invitation_withdrawn),
    "partners.JoinRequest.partner": Moves(join_request_withdrawn),
    "partners.Membership.partner": Moves(membership_ended),
    "partners.Mandate.partner": Moves(),
    "partners.Accession.partner": Rule.STAYS,  # none is live: the merge refuses otherwise
    "partners.Adhesion.partner": Moves(),
    "partners.Leave.partner": Rule.STAYS,  # the same
    "partners.BodyMember.partner": Moves(),
    "partners.Handover.partner": Moves(),
    # Of two persons; who did something then stays who it was.
    "partners.Invitation.invited_by": Rule.STAYS,
    "partners.Invitation.accepted_by": Rule.STAYS,
    "partners.JoinRequest.person": Moves(join_request_withdrawn),
    "partners.JoinRequest.decided_by": Rule.STAYS,
    "partners.Membership.user": Moves(membership_ended),
    "partners.Accession.contact": Moves(),
    "partners.BodyMember.user": Moves(),
    "partners.Accession.checked_by": Rule.STAYS,
    "partners.Accession.decided_by": Rule.STAYS,
    "partners.Leave.asked_by": Rule.STAYS,
    "partners.Leave.confirmed_by": Rule.STAYS,
    "partners.Handover.successor": Rule.STAYS,
    "partners.Handover.proposed_by": Rule.STAYS,
    "partners.Document.uploaded_by": Rule.STAYS,
    "partners.RegisterImport.requested_by": Rule.STAYS,
    "partners.Mandate.user": Rule.STAYS,  # none is in force: the merge refuses otherwise
}
