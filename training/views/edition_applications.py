"""The school's desk: all applications to one edition, answered many at a time and taken away as a file."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.admin.export import safe
from core.admin.workbook import CONTENT_TYPE, workbook
from core.services import record_event, record_looks
from partners.enums import Permission
from partners.models import Partner
from training import services
from training.enums import ApplicationState, BatchAction
from training.forms.application_batch import ApplicationBatchForm, ApplicationExportForm
from training.models import Admission, Application, Edition
from training.selectors.application_table import COLUMNS, applications_to, lines_of
from training.services.application_batch import Outcome, applications_answer
from training.views.desk_applications import SEEN

PAGE_SIZE = 50
HELD_KEY = "applications_held"
ANSWERABLE = (ApplicationState.SUBMITTED, ApplicationState.WAITLISTED)


@require_http_methods(["GET", "POST"])
def edition_applications(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = _edition(request, pk)
    applications = applications_to(request.user, edition)
    form = ApplicationBatchForm(request.POST if request.method == "POST" else None, applications=applications)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = applications_answer(
            applications=data["applications"],
            action=BatchAction(data["action"]),
            by=request.user,
            reason=data["reason"],
            message=data["message"],
        )
        tell_outcome(request, outcome)
        return redirect("training:edition_applications", edition.pk)
    page = Paginator(applications, PAGE_SIZE).get_page(request.GET.get("page"))
    record_looks(by=request.user, verb=SEEN, seen=[(row.person_id, row) for row in page])
    context = _context(edition, page, chosen=form.chosen) | {"form": form, "held": _held(request, applications)}
    return render(request, "training/edition_applications.html", context)


@require_POST
def applications_export(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The same table as a file; everybody in it finds the look, the audit says how many went out."""
    edition = _edition(request, pk)
    form = ApplicationExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli CSV oppure Excel."))
        return redirect("training:edition_applications", edition.pk)
    applications = applications_to(request.user, edition)
    record_looks(by=request.user, verb=SEEN, seen=[(row.person_id, row) for row in applications])
    facts = {"kind": form.cleaned_data["kind"], "rows": applications.count()}
    record_event(by=request.user, verb="training.applications_exported", target=edition, after=facts)
    name = f"{slugify(_('domande'))}-{edition.pk}-{timezone.localdate()}"
    if form.cleaned_data["kind"] == "csv":
        return _file(_as_csv(applications), "text/csv; charset=utf-8", f"{name}.csv")
    labels = [str(column) for column in COLUMNS]
    with workbook(title=_("Domande"), labels=labels, lines=lines_of(applications)) as book:
        return _file(book.read(), CONTENT_TYPE, f"{name}.xlsx")


def _edition(request: AuthenticatedRequest, pk: int) -> Edition:
    schools = Partner.objects.permitting(request.user, Permission.ANSWER_APPLICATIONS)
    editions = Edition.objects.filter(course__partner__in=schools).select_related("course", "admission")
    edition = get_object_or_404(editions, pk=pk)
    late = Application.objects.overdue(timezone.now()).filter(edition=edition)
    if getattr(request.user, "supported_by", None) is None and late.exists():
        services.waiting_list_advance(edition=edition)
    return edition


def _context(edition: Edition, page: Any, *, chosen: set[str]) -> dict[str, Any]:
    states = list(Application.objects.filter(edition=edition).values_list("state", flat=True))
    taken = Application.objects.filter(edition=edition).seated().count()
    answers_by = Admission.of(edition).answers_by
    return {
        "edition": edition,
        "is_ranked": Admission.of(edition).is_ranked,
        "page": page,
        "rows": [(row, row.state in ANSWERABLE, str(row.pk) in chosen) for row in page],
        "can_answer": any(row.state in ANSWERABLE for row in page),
        "taken": taken,
        "waiting": states.count(ApplicationState.SUBMITTED),
        "queued": states.count(ApplicationState.WAITLISTED),
        "answers_by": answers_by,
        "days_left": (answers_by - timezone.localdate()).days if answers_by else None,
    }


def tell_outcome(request: AuthenticatedRequest, outcome: Outcome) -> None:
    """How many were done; the others wait in the session, by number, for the page that names them."""
    if outcome.done:
        words = ngettext("%(n)d risposta inviata.", "%(n)d risposte inviate.", outcome.done)
        messages.success(request, words % {"n": outcome.done})
    request.session[HELD_KEY] = outcome.held


def _held(request: AuthenticatedRequest, applications: QuerySet[Application]) -> list[tuple[Application, str]]:
    """What could not be done and why, told once."""
    if HELD_KEY not in request.session or getattr(request.user, "supported_by", None):
        return []
    reasons = dict(request.session.pop(HELD_KEY))
    return [(row, reasons[row.pk]) for row in applications.filter(pk__in=reasons)] if reasons else []


def _as_csv(applications: QuerySet[Application]) -> bytes:
    """Spreadsheets in Italian take a semicolon, and the mark before the first word tells them UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([safe(str(column)) for column in COLUMNS])
    for line in lines_of(applications):
        writer.writerow([safe(_cell(value)) for value in line])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d %H:%M") if hasattr(value, "strftime") else str(value)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
