"""Support: the secretariat looks at the portal as somebody sees it, reads only, and leaves a row for every page.

The session stays the one of whoever helps: log-in, second factor, cookies and their own rights never change. Only the
request is answered as the other person's, after everything that asks who has signed in (hence `process_view`, and the
last place in MIDDLEWARE). Each request asks anew whether support is still permitted.
"""

import datetime
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import AuthenticatedRequest
from accounts.models import User
from core.models import AuditEvent
from partners import policies, services
from partners.middleware import act_for
from partners.only_reading import only_reads
from partners.services.support import SUPPORT_LIMIT as LIMIT

SESSION_KEY = "support"
HTTP_ERROR = 400
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WAYS_OUT = frozenset({"partners:support_end", "account_logout"})
# What may be looked at, named page by page: a page that is not here stays closed until somebody decides.
OPEN_ROUTES = frozenset(
    {
        # what every visitor reads
        "home", "about", "privacy", "legal_notes", "accessibility", "cookies", "site_map", "robots", "sitemap",
        "sitemap_section", "icon", "health_live", "health_ready", "accounts:notice_list", "accounts:notice_detail",
        "partners:partner_list", "partners:partner_detail", "partners:composition", "partners:agreement",
        "partners:body_list", "partners:document_detail", "skills:concept_options", "training:course_list",
        "training:course_detail", "training:course_side_by_side", "training:edition_calendar",
        "training:partner_courses", "training:public_ranking",
        "training:teacher_course_list",
        "orientation:service_list", "orientation:slot_list", "recruitment:opening_list",
        "recruitment:opening_detail", "recruitment:intermediation", "recruitment:public_need_list",
        "recruitment:partner_demand",
        # a person's desk: what they asked for, their profile, what it was matched with
        "dashboards:desk", "training:application_create", "training:application_list",
        "recruitment:profile_detail", "recruitment:profile_update", "recruitment:claim_create",
        "recruitment:claim_update", "recruitment:match_list", "partners:join_request_create",
        "partners:accession_create", "partners:accession_detail",
        # a partner's desk: its people, courses, applications, needs, openings; not its candidates
        "partners:member_list", "partners:invitation_create", "partners:adhesion_own", "skills:partner_activities",
        "training:desk_course_list", "training:desk_overview", "recruitment:course_need_list",
        "training:import_list", "training:import_create", "training:import_sample",
        "training:import_detail", "training:import_mapping", "training:import_report",
        "training:course_create", "training:course_update", "training:edition_create", "training:edition_update",
        "training:desk_application_list", "training:edition_admission", "training:requested_document_create",
        "training:criterion_create",
        "recruitment:need_list",
        "recruitment:need_create", "recruitment:need_detail", "recruitment:need_update",
        "recruitment:desk_opening_list", "recruitment:opening_create", "recruitment:opening_update",
        "recruitment:opening_import_list", "recruitment:opening_import_create", "recruitment:opening_import_sample",
        "recruitment:opening_import_detail", "recruitment:opening_import_mapping",
        "recruitment:opening_import_report",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Support:
    """Who is being helped, by whom, until when; `start` is the audit row of the beginning."""

    person: User
    by: User
    until: datetime.datetime
    start: AuditEvent


def begin(request: AuthenticatedRequest, start: AuditEvent) -> None:
    request.session[SESSION_KEY] = start.pk


def end(request: AuthenticatedRequest, *, why: str) -> User | None:
    """Back to one's own session, with the row that says so; returns who was helped, None without support."""
    pk = request.session.pop(SESSION_KEY, None)
    start = AuditEvent.objects.filter(pk=pk, actor=request.user.pk).first()
    person = User.objects.filter(pk=start.subject_id or 0).first() if start else None
    if start is not None and person is not None:
        services.support_end(start=start, person=person, by=request.user, why=why)
    return person


class SupportMiddleware:
    def __init__(self, get_response: Callable[[AuthenticatedRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: AuthenticatedRequest) -> HttpResponse:
        request.support = None
        helping = request.user.is_authenticated and SESSION_KEY in request.session
        with connection.execute_wrapper(_only_reading(request)) if helping else nullcontext():
            response = self.get_response(request)
            if request.support and request.method in SAFE and response.status_code < HTTP_ERROR:
                _note(request)
        return response

    def process_view(self, request: AuthenticatedRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or SESSION_KEY not in request.session:
            return None
        match = request.resolver_match
        route = match.view_name if match else ""
        if route in WAYS_OUT:
            if route == "account_logout" and request.method == "POST":
                end(request, why="log-out")
            return None
        support = _support(request)
        if support is None:
            return _over(request)
        request.support = support
        support.person.supported_by = support.by
        request.user = support.person
        act_for(request)
        is_closed = route not in OPEN_ROUTES
        if request.method not in SAFE or is_closed:
            return _refused(request, is_closed=is_closed)
        return None


def _support(request: AuthenticatedRequest) -> Support | None:
    """What the session says, if it still holds: time, the right of who helps, the state of who is helped."""
    start = AuditEvent.objects.filter(pk=request.session[SESSION_KEY], actor=request.user).first()
    if start is None or timezone.now() >= start.at + LIMIT:
        return None
    person = policies.people_supportable_by(request.user).filter(pk=start.subject_id or 0).first()
    return Support(person, request.user, start.at + LIMIT, start) if person else None


def _over(request: AuthenticatedRequest) -> HttpResponse:
    """Nothing of the request is done in the name of who helped: they are told and begin at their own desk."""
    end(request, why="time or right")
    messages.info(request, _("L'assistenza è finita: sei di nuovo nel tuo account."))
    page = redirect("dashboards:desk")
    return HttpResponseClientRedirect(page.url) if request.headers.get("HX-Request") else page


def _refused(request: AuthenticatedRequest, *, is_closed: bool) -> HttpResponse:
    response = render(request, "partners/support_refused.html", {"is_closed": is_closed}, status=403)
    if request.headers.get("HX-Request"):  # a refusal shows nothing in the page: say it where it is seen
        messages.error(request, _("Mentre assisti una persona guardi soltanto: non è cambiato niente."))
        response.headers["HX-Refresh"] = "true"
    return response


def _note(request: AuthenticatedRequest) -> None:
    support, match = request.support, request.resolver_match
    if match is None:
        return
    numbers = {name: value for name, value in match.kwargs.items() if isinstance(value, int)}
    services.support_page_seen(
        start=support.start, person=support.person, by=support.by, page={"route": match.view_name} | numbers
    )


def _only_reading(request: AuthenticatedRequest) -> Callable:
    """The second lock: a page that would write while it is looked at is refused, whatever its method."""

    def execute(call: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if request.support and not only_reads(sql):
            raise PermissionDenied
        return call(sql, params, many, context)

    return execute
