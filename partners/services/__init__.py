"""Every change of who works for a partner and of who is in the Polo: it leaves who, when and why."""

from partners.services.accessions import (
    accession_amend,
    accession_approve,
    accession_check,
    accession_refuse,
    accession_start,
    accession_submit,
    accession_withdraw,
)
from partners.services.accounts import person_act, sessions_end
from partners.services.activities import partner_activities_update
from partners.services.agreements import agreements_warn
from partners.services.documents import document_store
from partners.services.handovers import handover_accept, handover_decline, handover_propose, handover_withdraw
from partners.services.invitations import (
    invitation_accept,
    invitation_create,
    invitation_decline,
    invitation_resend,
    invitation_revoke,
    invitations_create,
)  # fmt: skip
from partners.services.join_requests import (
    join_request_accept,
    join_request_create,
    join_request_refuse,
    join_request_withdraw,
)  # fmt: skip
from partners.services.leaves import (
    leave_apply,
    leave_ask,
    leave_cancel,
    leave_confirm,
    leave_record,
    leave_withdraw,
    leaves_apply,
)
from partners.services.loose_files import loose_files_delete
from partners.services.memberships import member_end, member_update, membership_create
from partners.services.merge import partner_merge, person_merge
from partners.services.rescue import partner_rescue
from partners.services.support import support_end, support_page_seen, support_start, supports_close

__all__ = [
    "accession_amend", "accession_approve", "accession_check", "accession_refuse", "accession_start",
    "accession_submit", "accession_withdraw", "agreements_warn", "document_store", "handover_accept",
    "handover_decline", "handover_propose", "handover_withdraw", "invitation_accept", "invitation_create",
    "invitation_decline", "invitation_resend", "invitation_revoke", "invitations_create", "join_request_accept",
    "join_request_create", "join_request_refuse", "join_request_withdraw", "leave_apply", "leave_ask",
    "leave_cancel", "leave_confirm", "leave_record", "leave_withdraw", "leaves_apply", "loose_files_delete",
    "member_end", "member_update", "membership_create", "partner_activities_update", "partner_merge",
    "partner_rescue", "person_act", "person_merge", "sessions_end", "support_end", "support_page_seen",
    "support_start", "supports_close",
]  # fmt: skip
