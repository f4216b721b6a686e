"""The consortium for the Polo's staff: the secretariat looks after it, the referent reads it."""

from partners.admin.agreements import (
    AccessionAdmin,
    AdhesionAdmin,
    AgreementAdmin,
    BodyAdmin,
    DocumentAdmin,
    HandoverAdmin,
    LeaveAdmin,
)
from partners.admin.consortium import FilieraAdmin, MandateAdmin, MunicipalityAdmin, PartnerAdmin, SiteAdmin
from partners.admin.notices import NoticeAdmin
from partners.admin.people import EmailAddressAdmin, InvitationAdmin, JoinRequestAdmin, MembershipAdmin, UserAdmin
from partners.admin.permissions import PersonalReadOnlyPermissions, ReadOnlyPermissions, StaffPermissions
from partners.admin.privacy import ErasureAdmin, RetentionRunAdmin
from partners.admin.registers import RegisterImportAdmin

__all__ = [
    "AccessionAdmin",
    "AdhesionAdmin",
    "AgreementAdmin",
    "BodyAdmin",
    "DocumentAdmin",
    "EmailAddressAdmin",
    "ErasureAdmin",
    "FilieraAdmin",
    "HandoverAdmin",
    "InvitationAdmin",
    "JoinRequestAdmin",
    "LeaveAdmin",
    "MandateAdmin",
    "MembershipAdmin",
    "MunicipalityAdmin",
    "NoticeAdmin",
    "PartnerAdmin",
    "PersonalReadOnlyPermissions",
    "ReadOnlyPermissions",
    "RegisterImportAdmin",
    "RetentionRunAdmin",
    "SiteAdmin",
    "StaffPermissions",
    "UserAdmin",
]  # fmt: skip
