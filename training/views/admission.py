"""The school's desk: how people are admitted to an edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from training import services
from training.enums import AdmissionOrder
from training.forms.admission import AdmissionForm, RequestedDocumentForm
from training.models import Admission, Edition, RequestedDocument
from training.services.admission import is_settled
from training.services.criteria import has_applications


@require_http_methods(["GET", "POST"])
def edition_admission(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    editions = Edition.objects.owned_by(request.user).select_related("course", "admission")
    edition = get_object_or_404(editions, pk=pk)
    admission = Admission.of(edition)
    form = AdmissionForm(
        request.POST if request.method == "POST" else None, instance=admission, is_settled=is_settled(admission)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.admission_update(edition=edition, facts=form.cleaned_data, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Regole di ammissione salvate."))
            if form.cleaned_data["ordering"] == AdmissionOrder.RANKING:
                if Admission.of(edition).criteria_published_at is None:
                    messages.info(
                        request, _("Manca ancora un passo: in fondo a questa pagina scrivi i criteri e pubblicali.")
                    )
                return redirect("training:edition_admission", edition.pk)
            return redirect("training:desk_course_list")
    context = {
        "form": form,
        "edition": edition,
        "asked": edition.requested_documents.all(),
        "admission": Admission.of(edition),
        "has_applications": has_applications(edition),
        "criteria": edition.criteria.all(),
        "title": _("Come si entra"),
        "lead": str(edition),
        "submit_label": _("Salva"),
        "cancel_url": reverse("training:desk_course_list"),
    }
    return render(request, "training/edition_admission.html", context)


@require_http_methods(["GET", "POST"])
def requested_document_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.owned_by(request.user).select_related("course"), pk=pk)
    form = RequestedDocumentForm(
        request.POST if request.method == "POST" else None, instance=RequestedDocument(edition=edition)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.requested_document_create(edition=edition, facts=form.cleaned_data, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Documento aggiunto all'elenco."))
            return redirect("training:edition_admission", edition.pk)
    context = {
        "form": form,
        "edition": edition,
        "title": _("Chiedi un documento"),
        "lead": str(edition),
        "submit_label": _("Aggiungi"),
        "cancel_url": reverse("training:edition_admission", args=[edition.pk]),
    }
    return render(request, "training/edition_admission.html", context)


@require_POST
def requested_document_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = RequestedDocument.objects.filter(edition__in=Edition.objects.owned_by(request.user))
    asked = get_object_or_404(rows, pk=pk)
    try:
        services.requested_document_delete(asked=asked, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Documento tolto dall'elenco."))
    return redirect("training:edition_admission", asked.edition_id)
