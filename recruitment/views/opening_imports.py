"""Imports of vacancy feeds: upload, columns, preview, yes, report, undo. Strangers, and schools, get 404."""

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
from recruitment.forms.opening_import import OpeningConfirmForm, OpeningImportForm, OpeningMappingForm
from recruitment.imports.samples import sample
from recruitment.models import OpeningImport
from recruitment.selectors.opening_imports import shown_rows
from recruitment.services import opening_imports as services
from recruitment.views.desk import firm_or_404


@require_GET
def opening_import_list(request: AuthenticatedRequest) -> HttpResponse:
    firm = firm_or_404(request)
    runs = _runs(request).select_related("requested_by")
    context = {"firm": firm, "formats": FORMATS, **pages.runs_page(request, runs)}
    return render(request, "recruitment/opening_import_list.html", context)


@require_http_methods(["GET", "POST"])
def opening_import_create(request: AuthenticatedRequest) -> HttpResponse:
    firm = firm_or_404(request)
    form = OpeningImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.opening_import_create(partner=firm, file=form.cleaned_data["file"], by=request.user)
        except BusinessRuleError as error:
            form.add_error("file", str(error))
        else:
            return redirect("recruitment:opening_import_mapping", run.pk)
    return render(request, "recruitment/opening_import_create.html", {"form": form, "formats": FORMATS})


@require_http_methods(["GET", "POST"])
def opening_import_mapping(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = OpeningMappingForm(request.POST if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            services.opening_import_map(run=run, mapping=form.mapping(), by=request.user, **form.facts)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(run)
    return render(request, "recruitment/opening_import_mapping.html", {"form": form, "run": run})


@require_GET
def opening_import_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request).select_related("requested_by", "partner"), pk=pk)
    if run.state == ImportState.WAITING:
        return redirect("recruitment:opening_import_mapping", pk)
    template = "components/import_body.html" if is_htmx(request) else "recruitment/opening_import_detail.html"
    body = pages.run_body(request, run, show=shown_rows, form=lambda: OpeningConfirmForm(run=run))
    return render(request, template, body)


@require_POST
def opening_import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    form = OpeningConfirmForm(request.POST, run=run)
    if not form.is_valid():
        return redirect(run)
    may_shrink = form.cleaned_data.get("may_shrink", False)
    return pages.asked(request, run, services.opening_import_confirm, may_shrink=may_shrink)


@require_POST
def opening_import_undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return pages.asked(request, run, services.opening_import_undo)


@require_POST
def opening_import_repeat(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return pages.asked(request, run, services.opening_import_repeat)


@require_GET
def opening_import_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    content = report_csv(shown_rows(import_rows(run)))
    return pages.attachment(content, FORMATS["csv"], _("importazione-%(number)d.csv") % {"number": run.pk})


@require_GET
def opening_import_sample(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    firm_or_404(request)
    if kind not in FORMATS:
        raise Http404
    return pages.attachment(sample(kind), FORMATS[kind], f"offerte-esempio.{kind}")


def _runs(request: AuthenticatedRequest):
    return OpeningImport.objects.editable_by(request.user)
