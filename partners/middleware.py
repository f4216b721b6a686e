from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import AuthenticatedRequest
from core.htmx import is_htmx
from partners import policies
from partners.models import Membership, Partner
from partners.second_factor import CANNOT_REMOVE

SESSION_KEY = "acting_partner"
# What somebody without the second factor they need may still open: the pages that set one up, and what every visitor
# must be able to read.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "health_")
OPEN_ROUTES = frozenset(
    {
        "accounts:security", "accounts:session_end", "privacy", "legal_notes", "accessibility", "cookies", "robots",
        "sitemap", "icon", "accounts:notice_list", "accounts:notice_detail",
    }
)  # fmt: skip


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
            act_for(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Whoever must use a second factor and has none is led to the page that sets one up; nothing else is done.

    The roles are read anew at each request: a person who becomes a manager is asked at once, a person who stops being
    one never again. Stands after ActingPartnerMiddleware.
    """

    def __init__(self, get_response: Callable[[AuthenticatedRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: AuthenticatedRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AuthenticatedRequest, _view: Any, _args: Any, kwargs: Any) -> HttpResponse | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        if route == "mfa_remove_webauthn":
            return _kept_passkey(request, kwargs["pk"])
        if is_open_without_factor(route) or not policies.lacks_second_factor(request.user):
            return None
        page = redirect("accounts:security")
        return HttpResponseClientRedirect(page.url) if is_htmx(request) else page


def is_open_without_factor(route: str) -> bool:
    return route in OPEN_ROUTES or route.startswith(OPEN_PREFIXES)


def _kept_passkey(request: AuthenticatedRequest, pk: int) -> HttpResponse | None:
    """allauth asks its adapter before an app is removed, but not before a passkey is."""
    passkey = Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.WEBAUTHN, pk=pk).first()
    if passkey is None or policies.may_remove_factor(request.user, passkey):
        return None
    messages.error(request, CANNOT_REMOVE)
    return redirect("mfa_list_webauthn")


def act_for(request: AuthenticatedRequest) -> None:
    """The partners of `request.user`, and the one acted for."""
    request.partners = _partners_of(request.user)
    request.acting_partner = _chosen(request.partners, request.session.get(SESSION_KEY))
    request.user.acting_partner_id = request.acting_partner.pk if request.acting_partner else None


def _partners_of(user) -> list[Partner]:
    memberships = Membership.objects.of(user).select_related("partner").order_by("partner__name", "pk")
    return list({membership.partner_id: membership.partner for membership in memberships}.values())


def _chosen(partners: list[Partner], partner_id: int | None) -> Partner | None:
    return next((p for p in partners if p.pk == partner_id), partners[0] if partners else None)
