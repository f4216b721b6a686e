from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

Handler = Callable[[HttpRequest], HttpResponse]


class RejectMalformedInputMiddleware:
    """A NUL byte never belongs to text and PostgreSQL refuses it: answer 400 instead of failing later."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or any("\x00" in value for _key, value in _pairs(request.GET)):
            return HttpResponseBadRequest(gettext("L'indirizzo contiene un carattere non valido."))
        return self.get_response(request)


def _pairs(query):
    return ((key, key + value) for key, values in query.lists() for value in values)


class PrivateResponsesMiddleware:
    """Pages of a signed-in person are never stored by browsers or proxies, so that "back" after log-out shows nothing."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # `_cached_user` and not `request.user`: asking would touch the session of anonymous pages.
        if getattr(getattr(request, "_cached_user", None), "is_authenticated", False):
            add_never_cache_headers(response)
        return response
