"""Who may do what for a partner or for the Polo: one question each, no queries in a loop."""

from accounts.models import User
from partners.enums import Office, Permission
from partners.models import Mandate, Partner


def has_permission(user: User, permission: Permission, partner: Partner) -> bool:
    """The one-object form of `Partner.objects.permitting(user, permission)`."""
    return Partner.objects.permitting(user, permission).filter(pk=partner.pk).exists()


def has_permission_anywhere(user: User, permission: Permission) -> bool:
    return Partner.objects.permitting(user, permission).exists()


def holds_office(user: User, *offices: Office) -> bool:
    """True while a mandate of the person for one of the offices is in force."""
    if not user.is_authenticated or not user.is_active:
        return False
    return Mandate.objects.in_force().filter(user=user, office__in=offices).exists()


def can_see_dashboard(user: User) -> bool:
    """Demand against supply of the whole Polo: the referent, the secretariat and superusers."""
    return user.is_superuser or holds_office(user, Office.REFERENT, Office.SECRETARIAT)
