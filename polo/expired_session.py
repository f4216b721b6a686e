"""A session that ended in the middle of a form: before the log-in, what was typed is given back."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from polo.typed_text import words_sent

FORBIDDEN = 403


class LoginOrWordsMiddleware(LoginRequiredMiddleware):
    """Django's, but a form that arrives without a session is answered with its words and a way to the log-in.

    Only for a browser that had a page of ours open: it carries the cookie of the token, which was checked just before.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        typed = words_sent(request) if _had_a_page(request) else []
        if not typed:
            return super().handle_no_permission(request, view_func)
        login = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
        response = render(request, "polo/session_expired.html", {"typed": typed, "login": login}, status=FORBIDDEN)
        add_never_cache_headers(response)
        return response


def _had_a_page(request: HttpRequest) -> bool:
    return settings.CSRF_COOKIE_NAME in request.COOKIES and not request.headers.get("HX-Request")
