"""What a partner does for a living, in the codes of ATECO: what its people write counts from then on."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners.enums import MissingFact
from partners.models import Partner
from partners.services.memberships import partner_lock

CLASSIFICATION = "ATECO 2025"
CODE = re.compile(r"\d\d\.\d\d\.\d\d")
MAX_ACTIVITIES = 5


@transaction.atomic
def partner_activities_update(*, partner: Partner, codes: list[str], by: User) -> Partner:
    """The activities of a partner, the main one first, in the edition in force. The form knows that they exist."""
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MAX_ACTIVITIES or not all(CODE.fullmatch(code) for code in wanted):
        raise BusinessRuleError(_("Servono al massimo %(most)d codici di sei cifre.") % {"most": MAX_ACTIVITIES})
    partner = partner_lock(partner.pk)
    before = {"ateco": partner.ateco, "ateco_classification": partner.ateco_classification}
    partner.ateco, partner.ateco_classification = wanted, CLASSIFICATION
    if wanted:
        partner.missing = [fact for fact in partner.missing if fact != MissingFact.ATECO]
    partner.full_clean()
    partner.save(update_fields=["ateco", "ateco_classification", "missing", "updated_at"])
    after = {"ateco": partner.ateco, "ateco_classification": partner.ateco_classification}
    record_event(by=by, verb="partners.activities_updated", target=partner, before=before, after=after)
    return partner
