from partners.models.history import MandateHistory, MembershipHistory, PartnerNameHistory
from partners.models.invitation import Invitation
from partners.models.join_request import JoinRequest
from partners.models.membership import Mandate, Membership
from partners.models.partner import Partner, PartnerName, SchoolCode, Site
from partners.models.territory import Filiera, FilieraAteco, Municipality

__all__ = [
    "Filiera", "FilieraAteco", "Invitation", "JoinRequest", "Mandate", "MandateHistory", "Membership",
    "MembershipHistory", "Municipality", "Partner",
    "PartnerName", "PartnerNameHistory", "SchoolCode", "Site",
]  # fmt: skip
