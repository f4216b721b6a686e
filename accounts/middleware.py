"""Asks a signed-in person to read what has changed in terms and notices, before the next page of their own."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.http import AuthenticatedRequest
from accounts.models import User
from accounts.notices import notices_awaiting

SESSION_KEY = "notices"
FRESH = 600  # seconds: an open session learns of a new version within ten minutes
# What stays open meanwhile: the door and its keys, one's own data and rights, the page that asks.
OPEN = ("account_", "mfa_", "usersessions_", "socialaccount_")
OPEN_PATHS = ("area/privacy/", "area/sicurezza/", "area/informative/")


class NoticesMiddleware:
    """Public pages stay open and what somebody is sending arrives: only the reading of private pages is put off.

    The answer is kept in the session and asked of the database once at log-in, then every ten minutes: no page pays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AuthenticatedRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not _is_page(request) or not request.user.is_authenticated:
            return None
        state = request.session.get(SESSION_KEY) or {"due": True, "at": 0}
        if not state["due"] and time.time() - state["at"] < FRESH:
            return None
        if not remember(request, request.user):
            return None
        return redirect(f"{reverse('accounts:notice_accept')}?next={quote(request.get_full_path())}")


def _is_page(request: HttpRequest) -> bool:
    """A whole page that somebody wants to read, of those that wait."""
    match = request.resolver_match
    if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request") or match is None:
        return False
    return not match.view_name.startswith(OPEN) and not any(path in match.route for path in OPEN_PATHS)


def remember(request: HttpRequest, user: User) -> bool:
    """Ask the database whether something waits for this person, and keep the answer in the session."""
    due = notices_awaiting(user).exists()
    request.session[SESSION_KEY] = {"due": due, "at": int(time.time())}
    return due
