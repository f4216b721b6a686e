"""A partner that nobody can look after any more gets a manager from the secretariat."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from partners import notifications
from partners.enums import Role
from partners.models import Invitation, Membership, Partner
from partners.services.invitations import invitation_create
from partners.services.memberships import membership_create, partner_lock


@transaction.atomic
def partner_rescue(*, partner: Partner, email: str, by: User, reason: str) -> Membership | Invitation:
    """Who has confirmed that address is the manager at once; anybody else receives an invitation to be it.

    Only for a partner without a manager: where there is one, giving roles is theirs. Nobody gives one to themselves.
    """
    partner = partner_lock(partner.pk)
    if Membership.objects.managing(partner).exists():
        raise BusinessRuleError(_("Questo partner ha già una persona responsabile: è lei che dà i ruoli."))
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True).first()
    if confirmed is not None and confirmed.user == by and not by.is_superuser:
        raise BusinessRuleError(_("Non puoi dare un ruolo a te: serve una persona che lavora per il partner."))
    if confirmed is None:
        return invitation_create(partner=partner, email=email, role=Role.MANAGER, by=by, reason=reason)
    membership = membership_create(user=confirmed.user, partner=partner, role=Role.MANAGER, by=by, reason=reason)
    notifications.membership_changed(membership, reason=reason)
    return membership
