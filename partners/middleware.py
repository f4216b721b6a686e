from collections.abc import Callable

from django.http import HttpResponse

from accounts.http import AuthenticatedRequest
from partners.models import Membership, Partner

SESSION_KEY = "acting_partner"


class ActingPartnerMiddleware:
    """A person acts for one partner at a time: rights of one never leak into another.

    For a signed-in person sets `request.partners` (the partners they work for), `request.acting_partner` (one of them
    or None) and `request.user.acting_partner_id`, which `Partner.objects.permitting` reads. Memberships are read anew
    at each request, so that one that has been ended, or whose partner has left the Polo, grants nothing from then on.
    """

    def __init__(self, get_response: Callable[[AuthenticatedRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: AuthenticatedRequest) -> HttpResponse:
        request.partners, request.acting_partner = [], None
        if request.user.is_authenticated:
            request.partners = _partners_of(request.user)
            request.acting_partner = _chosen(request.partners, request.session.get(SESSION_KEY))
            request.user.acting_partner_id = request.acting_partner.pk if request.acting_partner else None
        return self.get_response(request)


def _partners_of(user) -> list[Partner]:
    memberships = Membership.objects.of(user).select_related("partner").order_by("partner__name", "pk")
    return list({membership.partner_id: membership.partner for membership in memberships}.values())


def _chosen(partners: list[Partner], partner_id: int | None) -> Partner | None:
    return next((p for p in partners if p.pk == partner_id), partners[0] if partners else None)
