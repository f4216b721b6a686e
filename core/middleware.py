import time
import uuid
from collections.abc import Callable

import pghistory
import structlog
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("polo.requests")
MAX_QUERY = 4000  # as long as what gunicorn lets through
SERVER_ERROR = 500


class RoomMiddleware:
    """Room for all calls of a request at once (figures: docs/evidence/access.md).

    CPython keeps the frames of Python calls in pieces of 16 kB and gives a piece back as soon as the call that needed
    it returns. Where a loop of a template or a query stands at the edge of one, each of its calls asks the system for
    memory anew, up to seventy times a page. A frame that claims more than a piece gets one of 1 MB, and the frames of
    what it calls lie in what is left of that; memory that nobody touches costs nothing.
    """

    CLAIMED = 70_000  # words of 8 bytes: more than half of 1 MB, so that the piece is that large

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    __call__.__code__ = __call__.__code__.replace(co_stacksize=CLAIMED)


class PermissionsPolicyMiddleware:
    """No page of the portal uses camera, place or payment, and no script may start to."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.POLICY
        return response


class RequestLogMiddleware:
    """One line per request: which route, which answer, how long. The address itself may hold names and keys: left out.

    Every other line written meanwhile carries the same `request_id`, which the answer gives back too.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            write = log.error if response.status_code >= SERVER_ERROR else log.info
            write(
                "request",
                method=request.method,
                route=getattr(request.resolver_match, "route", None),
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
                user=_signed_in(request),
            )
        response.headers["X-Request-ID"] = request_id
        return response


class RejectMalformedInputMiddleware:
    """A NUL byte never belongs to text and PostgreSQL refuses it: answer 400 instead of failing later.

    Forms with files are left to their fields, which refuse it too: reading them here would read the files.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            raise BadRequest(gettext("L'indirizzo è troppo lungo."))
        if "\x00" in request.path or _has_nul(request.GET):
            raise BadRequest(gettext("L'indirizzo contiene un carattere non valido."))
        if request.content_type == "application/x-www-form-urlencoded" and _has_nul(request.POST):
            raise BadRequest(gettext("Il modulo contiene un carattere non valido."))
        return self.get_response(request)


class HistoryContextMiddleware:
    """Row histories say who wrote what and for which partner: numbers only, for the address may hold a secret."""

    READING = frozenset({"GET", "HEAD", "OPTIONS"})

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.READING:
            return self.get_response(request)
        partner = getattr(request.user, "acting_partner_id", None)
        with pghistory.context(user=_signed_in(request), acting_partner=partner):
            return self.get_response(request)


class PrivateResponsesMiddleware:
    """Pages of a signed-in person are stored by no browser or proxy: "back" after log-out shows nothing."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _signed_in(request):
            add_never_cache_headers(response)
        return response


def _has_nul(query) -> bool:
    return any("\x00" in key or any("\x00" in value for value in values) for key, values in query.lists())


def _signed_in(request: HttpRequest) -> int | None:
    """Whom the view knew. Not `request.user`: asking would touch the session of anonymous pages."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
