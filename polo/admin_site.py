"""The admin of the Polo: its door asks for a mandate, which `core` knows nothing of."""

from typing import cast

from django.http import HttpRequest

from accounts.http import AuthenticatedRequest
from core.admin_site import PoloAdminSite
from partners.policies import may_enter_admin


class MandateAdminSite(PoloAdminSite):
    """Who holds the office of referent or secretariat today enters, and superusers; it ends with the mandate."""

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(cast(AuthenticatedRequest, request).user)
