from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import AuthenticatedRequest
from core import prepared
from core.htmx import is_htmx
from core.prepared import Given
from partners import policies, second_factor
from partners.models import Membership, Partner
from partners.second_factor import CANNOT_REMOVE

SESSION_KEY = "acting_partner"
READABLE = frozenset(
    {
        "privacy", "legal_notes", "accessibility", "cookies", "robots", "sitemap", "sitemap_section", "icon",
        "health_live", "health_ready", "accounts:notice_list", "accounts:notice_detail", "core:demo_mail_list",
        "recruitment:passport_verify",
    }
)  # fmt: skip
# What somebody without the second factor they need may still open: the pages that set one up, and what every visitor
# must be able to read.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
OPEN_ROUTES = READABLE | {"accounts:security", "accounts:session_end"}
# With a factor that was not given in this session: only the pages that ask for it. A password alone adds no other one.
STEP_ROUTES = READABLE | {
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_logout"
}  # fmt: skip


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
    """Whoever must use a second factor gives it in each session; nothing else is done before.

    Who has none is led to the page that sets one up; who has one but came in here without it (before it was there, or
    by a door that does not ask) to the page that asks for it. The roles are read anew at each request: a person who
    becomes a manager is asked at once, who stops being one never again. Stands after ActingPartnerMiddleware.
    """

    def __init__(self, get_response: Callable[[AuthenticatedRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: AuthenticatedRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AuthenticatedRequest, _view: Any, _args: Any, kwargs: Any) -> HttpResponse | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        page = _page_before(request, route)
        if page is not None:
            return HttpResponseClientRedirect(page) if is_htmx(request) else redirect(page)
        return _kept_passkey(request, kwargs["pk"]) if route == "mfa_remove_webauthn" else None


def _page_before(request: AuthenticatedRequest, route: str) -> str | None:
    """Where the person must go first; None when nothing is missing, or what they ask for is open meanwhile."""
    if not policies.must_use_mfa(request.user):
        return None
    if policies.lacks_second_factor(request.user):
        return None if is_open_without_factor(route) else reverse("accounts:security")
    if route in STEP_ROUTES or second_factor.is_given(request):
        return None
    is_page = request.method == "GET" and not is_htmx(request)
    wanted = request.get_full_path() if is_page else reverse("dashboards:desk")
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}"


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
    request.partners = prepared.rows(_partners, person=request.user.pk)
    request.acting_partner = _chosen(request.partners, request.session.get(SESSION_KEY))
    request.user.acting_partner_id = request.acting_partner.pk if request.acting_partner else None


def _partners() -> QuerySet[Partner]:
    memberships = Membership.objects.granting().filter(user=Given("person"))
    return Partner.objects.filter(pk__in=memberships.order_by().values("partner")).order_by("name", "pk")


def _chosen(partners: list[Partner], partner_id: int | None) -> Partner | None:
    return next((p for p in partners if p.pk == partner_id), partners[0] if partners else None)
