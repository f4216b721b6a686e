"""The partner for which a page writes: the one acted for, as it was when the page was opened.

Whoever works for two partners may change from one to the other in another tab, lose one, or be given another, while a
form is open. A page that creates something names its partner in a hidden field (partners/templatetags/acting.py); sent
while the person acts for another one, it finds nothing: what was typed is given back (polo.typed_text), nothing of one
partner is written for the other. The field gives no right: without it the partner acted for now is meant.
"""

from django.http import Http404

from accounts.http import AuthenticatedRequest
from partners.enums import Permission
from partners.models import Partner

FIELD = "acting_for"


def acting_partner(request: AuthenticatedRequest, permission: Permission) -> Partner | None:
    """The partner acted for, where the person holds the permission; else None."""
    partner = Partner.objects.permitting(request.user, permission).order_by("pk").first()
    if partner is None:
        return None
    if request.method == "POST" and request.POST.get(FIELD, str(partner.pk)) != str(partner.pk):
        raise Http404
    request.page_partner = partner
    return partner


def acting_partner_or_404(request: AuthenticatedRequest, permission: Permission) -> Partner:
    """The same; a stranger finds no such page."""
    partner = acting_partner(request, permission)
    if partner is None:
        raise Http404
    return partner
