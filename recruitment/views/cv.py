"""The person's CV: bring it, see what it names, say which skills are yours, take it away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.imports.states import ImportState
from recruitment.forms.cv import CvForm, CvProposalsForm
from recruitment.models import Cv, CvProposal
from recruitment.services import cv as cvs
from recruitment.views.desk import refusal


@require_GET
def cv_detail(request: AuthenticatedRequest) -> HttpResponse:
    return _page(request, CvForm())


@require_POST
def cv_upload(request: AuthenticatedRequest) -> HttpResponse:
    form = CvForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        cvs.cv_upload(content=form.cleaned_data["file"], media_type=form.media_type, by=request.user)
    except (BusinessRuleError, ValidationError) as error:
        form.add_error(None, refusal(error))
        return _page(request, form)
    messages.success(request, _("CV ricevuto: fra poco trovi qui le competenze che nomina."))
    return redirect("recruitment:cv_detail")


@require_POST
def cv_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cv = _own_or_404(request, pk)
    form = CvProposalsForm(request.POST, proposals=_proposals(cv))
    if not form.is_valid():
        return _page(request, CvForm(), proposals_form=form)
    try:
        added = cvs.cv_confirm(cv=cv, levels=form.levels(), by=request.user)
    except (BusinessRuleError, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("recruitment:cv_detail")
    messages.success(request, _("Competenze aggiunte: %d. Le altre proposte le abbiamo dimenticate.") % added)
    return redirect("recruitment:profile_detail")


@require_POST
def cv_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cvs.cv_delete(cv=_own_or_404(request, pk), by=request.user)
    messages.success(request, _("CV cancellato, con le proposte che non avevi confermato."))
    return redirect("recruitment:cv_detail")


@require_GET
def cv_open(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cv = get_object_or_404(Cv.objects.visible_to(request.user).exclude(state=ImportState.REFUSED), pk=pk)
    disposition = content_disposition_header(True, cv.file_name) or ""
    return HttpResponse(bytes(cv.content), content_type=cv.media_type, headers={"Content-Disposition": disposition})


def _own_or_404(request: AuthenticatedRequest, pk: int) -> Cv:
    return get_object_or_404(Cv.objects.visible_to(request.user).defer("content"), pk=pk)


def _proposals(cv: Cv) -> list[CvProposal]:
    return list(cv.proposals.select_related("skill"))


def _page(request: AuthenticatedRequest, form: CvForm, proposals_form: CvProposalsForm | None = None) -> HttpResponse:
    cv = Cv.objects.visible_to(request.user).defer("content").first()
    proposals = _proposals(cv) if cv and proposals_form is None else []
    if proposals:
        proposals_form = CvProposalsForm(proposals=proposals)
    context = {"cv": cv, "form": form, "proposals_form": proposals_form}
    return render(request, "recruitment/cv_detail.html", context)
