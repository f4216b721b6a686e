"""Imports of courses from a file: upload, columns, preview, yes, report, undo. Strangers, and firms, get 404."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.htmx import is_htmx
from core.imports import pages
from core.imports.examples import FORMATS
from core.imports.file_states import ImportState
from core.imports.shown import import_rows, report_csv
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from partners.models import Partner
from training.forms.course_import import CourseImportForm, ImportConfirmForm, ImportMappingForm
from training.imports.report import sample
from training.models import CourseImport
from training.selectors.course_imports import shown_rows
from training.services import course_imports as services


@require_GET
def import_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = _school(request)
    runs = _runs(request).select_related("requested_by")
    context = {"partner": partner, "formats": FORMATS, **pages.runs_page(request, runs)}
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
    return render(request, "training/import_create.html", {"form": form, "formats": FORMATS})


@require_http_methods(["GET", "POST"])
def import_mapping(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = ImportMappingForm(request.POST if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            services.course_import_map(run=run, mapping=form.mapping(), by=request.user, **form.facts)
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
    template = "components/import_body.html" if is_htmx(request) else "training/import_detail.html"
    body = pages.run_body(request, run, show=shown_rows, form=lambda: ImportConfirmForm(run=run))
    return render(request, template, body)


@require_POST
def import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = ImportConfirmForm(request.POST, run=run)
    if not form.is_valid():
        return redirect(run)
    said = form.cleaned_data
    return pages.asked(
        request, run, services.course_import_confirm,
        publishes=said["publishes"], may_shrink=said.get("may_shrink", False),
    )  # fmt: skip


@require_POST
def import_undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return pages.asked(request, run, services.course_import_undo)


@require_POST
def import_repeat(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return pages.asked(request, run, services.course_import_repeat)


@require_GET
def import_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    content = report_csv(shown_rows(import_rows(run)))
    return pages.attachment(content, FORMATS["csv"], _("importazione-%(number)d.csv") % {"number": run.pk})


@require_GET
def import_sample(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    _school(request)
    if kind not in FORMATS:
        raise Http404
    return pages.attachment(sample(kind), FORMATS[kind], f"corsi-esempio.{kind}")


def _school(request: AuthenticatedRequest) -> Partner:
    """The partner whose courses the person looks after now."""
    return acting_partner_or_404(request, Permission.EDIT_COURSES)


def _runs(request: AuthenticatedRequest):
    return CourseImport.objects.editable_by(request.user)
