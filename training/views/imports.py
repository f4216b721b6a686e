"""Imports of courses from a file: upload, columns, preview, yes, report, undo. Strangers, and firms, get 404."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.htmx import is_htmx
from partners.enums import Permission
from partners.models import Partner
from training.forms.course_import import CourseImportForm, ImportConfirmForm, ImportMappingForm
from training.imports import report
from training.imports.enums import ImportState, ImportTask
from training.models import CourseImport
from training.selectors import course_imports as selectors
from training.services import course_imports as services

RUNS_PER_PAGE, ROWS_PER_PAGE = 20, 50


@require_GET
def import_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = _school(request)
    runs = _runs(request).select_related("requested_by")
    page = Paginator(runs, RUNS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"run": run, "counts": selectors.action_counts(run)} for run in page]
    context = {"partner": partner, "page": page, "rows": rows, "formats": report.FORMATS}
    return render(request, "training/import_list.html", context)


@require_http_methods(["GET", "POST"])
def import_create(request: AuthenticatedRequest) -> HttpResponse:
    partner = _school(request)
    form = CourseImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.course_import_create(partner=partner, file=form.cleaned_data["file"], by=request.user)
        except BusinessRuleError as error:
            form.add_error("file", str(error))
        else:
            return redirect("training:import_mapping", run.pk)
    return render(request, "training/import_create.html", {"form": form, "formats": report.FORMATS})


@require_http_methods(["GET", "POST"])
def import_mapping(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = ImportMappingForm(request.POST if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.course_import_map(
                run=run, mapping=form.mapping(), default_kind=said["default_kind"], withdraws=said["withdraws"],
                by=request.user,
            )  # fmt: skip
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(run)
    return render(request, "training/import_mapping.html", {"form": form, "run": run})


@require_GET
def import_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request).select_related("requested_by", "partner"), pk=pk)
    if run.state == ImportState.WAITING:
        return redirect("training:import_mapping", pk)
    template = "training/partials/_import_body.html" if is_htmx(request) else "training/import_detail.html"
    return render(request, template, _body(request, run))


@require_POST
def import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = ImportConfirmForm(request.POST, run=run)
    if not form.is_valid():
        return redirect(run)
    said = form.cleaned_data
    return _done(
        request, run, services.course_import_confirm,
        publishes=said["publishes"], may_shrink=said.get("may_shrink", False),
    )  # fmt: skip


@require_POST
def import_undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return _done(request, run, services.course_import_undo)


@require_POST
def import_repeat(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return _done(request, run, services.course_import_repeat)


@require_GET
def import_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    rows = selectors.import_rows(run)
    content = report.report_csv(selectors.shown_rows(rows))
    return _attachment(content, report.FORMATS["csv"], _("importazione-%(number)d.csv") % {"number": run.pk})


@require_GET
def import_sample(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    _school(request)
    if kind not in report.FORMATS:
        raise Http404
    return _attachment(report.sample(kind), report.FORMATS[kind], f"corsi-esempio.{kind}")


def _body(request: AuthenticatedRequest, run: CourseImport) -> dict[str, Any]:
    wanted = request.GET.get("righe", "")
    context: dict[str, Any] = {"run": run, "percent": services.import_progress(run), "wanted": wanted}
    if run.is_at_work:
        return context
    page = Paginator(selectors.import_rows(run, wanted=wanted), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return context | {
        "page": page,
        "rows": selectors.shown_rows(page),
        "actions": selectors.action_counts(run),
        "outcomes": selectors.outcome_counts(run) if run.task != ImportTask.PREVIEW else [],
        "form": ImportConfirmForm(run=run) if run.is_to_confirm else None,
    }


def _done(request: AuthenticatedRequest, run: CourseImport, service: Any, **said: Any) -> HttpResponse:
    """Ask for the work, and go where it is told how far it is."""
    try:
        run = service(run=run, by=request.user, **said)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    return redirect(run)


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _school(request: AuthenticatedRequest) -> Partner:
    """The partner whose courses the person looks after now."""
    return get_object_or_404(Partner.objects.permitting(request.user, Permission.EDIT_COURSES).order_by("pk")[:1])


def _runs(request: AuthenticatedRequest):
    return CourseImport.objects.editable_by(request.user)
