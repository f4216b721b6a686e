from partners.models.accession import Accession, Leave
from partners.models.agreement import Adhesion, Agreement, Annex
from partners.models.bodies import Body, BodyMember
from partners.models.document import Document
from partners.models.handover import Handover
from partners.models.history import MandateHistory, MembershipHistory, PartnerNameHistory
from partners.models.invitation import Invitation
from partners.models.join_request import JoinRequest
from partners.models.membership import Mandate, Membership
from partners.models.partner import Partner, PartnerName, SchoolCode, Site
from partners.models.register_import import RegisterImport
from partners.models.territory import Filiera, FilieraAteco, Municipality

__all__ = [
    "Accession", "Adhesion", "Agreement", "Annex", "Body", "BodyMember", "Document", "Filiera", "FilieraAteco",
    "Handover", "Invitation", "JoinRequest", "Leave", "Mandate", "MandateHistory", "Membership", "MembershipHistory",
    "Municipality", "Partner", "PartnerName", "PartnerNameHistory", "RegisterImport", "SchoolCode", "Site",
]  # fmt: skip
