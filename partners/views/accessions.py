"""An organisation's way into the Polo: its contact asks, the secretariat checks, the referent answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look
from partners import policies, services
from partners.consortium_forms import (
    AccessionAmendForm,
    AccessionApproveForm,
    AccessionCheckForm,
    AccessionForm,
    AccessionRefuseForm,
)
from partners.models import Accession
from partners.services.accessions import Organisation
from partners.tax_code import looks_mistyped
from partners.views.form_page import FormPage, posted, state_told

FORM_PAGE = "partners/consortium_form.html"


@require_http_methods(["GET", "POST"])
def accession_create(request: AuthenticatedRequest) -> HttpResponse:
    waiting = Accession.objects.live().visible_to(request.user).first()
    if waiting:
        return redirect(waiting)
    form = AccessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            accession = _submit(request, form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Domanda inviata: la segreteria la verifica e ti scrive."))
            _warn_of_tax_code(request, form.cleaned_data["tax_code"])
            return redirect(accession)
    context = {
        "form": form,
        "title": _("Chiedi di entrare nel Polo"),
        "lead": _("Per scuole, imprese, enti di formazione e istituzioni. La persona di contatto sei tu."),
        "submit_label": _("Invia la domanda"),
        "cancel_url": reverse("partners:agreement"),
        "crumbs": [(_("L'accordo"), reverse("partners:agreement"))],
    }
    return render(request, "components/form_page.html", context)


@require_GET
def accession_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The contact follows the application."""
    rows = Accession.objects.visible_to(request.user).select_related("partner")
    return render(request, "partners/accession_detail.html", {"accession": get_object_or_404(rows, pk=pk)})


@require_http_methods(["GET", "POST"])
def accession_amend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The contact corrects the application and answers the secretariat."""
    rows = Accession.objects.visible_to(request.user).select_related("partner")
    accession = get_object_or_404(rows, pk=pk)
    if not accession.is_amendable:
        messages.error(request, _("Questa domanda non si può più cambiare."))
        return redirect(accession)
    form = AccessionAmendForm(request.POST if request.method == "POST" else None, instance=accession)
    if request.method == "POST" and form.is_valid():
        try:
            services.accession_amend(
                accession=accession, message=form.cleaned_data["message"], by=request.user, **_told(form.cleaned_data)
            )
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Inviata: la segreteria verifica di nuovo la domanda."))
            _warn_of_tax_code(request, form.cleaned_data["tax_code"])
            return redirect(accession)
    context = {
        "form": form,
        "title": _("Correggi la domanda e rispondi"),
        "submit_label": _("Invia alla segreteria"),
        "cancel_url": accession.get_absolute_url(),
        "back_label": _("La domanda di ingresso"),
    }
    return render(request, FORM_PAGE, context)


@require_POST
def accession_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    accession = get_object_or_404(Accession.objects.visible_to(request.user), pk=pk)
    try:
        services.accession_withdraw(accession=accession, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Domanda ritirata."))
    return redirect(accession)


@require_GET
def accession_review(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The application as the secretariat and the referent read it, with what each may do next."""
    if not policies.can_see_dashboard(request.user):
        raise Http404
    accession = _accession(pk)
    record_look(by=request.user, person=accession.contact, target=accession, verb="partners.accession_looked_at")
    context = {
        "accession": accession,
        "may_check": policies.can_look_after_consortium(request.user),
        "may_answer": policies.can_approve_accession(request.user),
        "tax_code_looks_mistyped": looks_mistyped(accession.partner.tax_code),
    }
    return render(request, "partners/accession_review.html", context)


@require_POST
def accession_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not policies.can_look_after_consortium(request.user):
        raise Http404
    accession = _accession(pk)
    try:
        services.accession_start(accession=accession, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    return redirect("partners:accession_review", pk=pk)


@require_http_methods(["GET", "POST"])
def accession_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not policies.can_look_after_consortium(request.user):
        raise Http404
    accession = _accession(pk)
    form = AccessionCheckForm(request.POST if request.method == "POST" else None, accession=accession)
    return _answer(
        request,
        accession,
        {"form": form, "title": _("Verifica la domanda"), "submit_label": _("Salva la verifica")},
        lambda: services.accession_check(
            accession=accession, missing=form.missing, not_needed=form.not_needed, by=request.user
        ),
    )


@require_http_methods(["GET", "POST"])
def accession_approve(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not policies.can_approve_accession(request.user):
        raise Http404
    accession = _accession(pk)
    form = AccessionApproveForm(*posted(request))
    return _answer(
        request,
        accession,
        {
            "form": form,
            "title": _("Accogli nel Polo"),
            "submit_label": _("Accogli"),
            "tax_code_looks_mistyped": looks_mistyped(accession.partner.tax_code),
            "is_demo": accession.is_demo,
        },
        lambda: services.accession_approve(accession=accession, by=request.user, **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def accession_refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not policies.can_approve_accession(request.user):
        raise Http404
    accession = _accession(pk)
    form = AccessionRefuseForm(*posted(request))
    return _answer(
        request,
        accession,
        {"form": form, "title": _("Non accogliere la domanda"), "submit_label": _("Invia la risposta")},
        lambda: services.accession_refuse(accession=accession, by=request.user, **form.cleaned_data),
    )


def _submit(request: AuthenticatedRequest, facts: dict[str, Any]) -> Accession:
    return services.accession_submit(by=request.user, **_told(facts))


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as the services take it."""
    organisation = Organisation(
        name=facts["name"], category=facts["category"], tax_code=facts["tax_code"], places=facts["places"]
    )
    told = {name: facts[name] for name in ("asked_standing", "motivation")}
    return told | {"organisation": organisation}


def _warn_of_tax_code(request: AuthenticatedRequest, tax_code: str) -> None:
    if looks_mistyped(tax_code):
        messages.warning(
            request,
            _("Il codice fiscale non torna con la sua cifra di controllo: se è sbagliato, correggilo nella domanda."),
        )


def _accession(pk: int) -> Accession:
    return get_object_or_404(Accession.objects.select_related("partner", "contact"), pk=pk)


def _answer(
    request: AuthenticatedRequest, accession: Accession, context: dict[str, Any], service: Callable[[], Accession]
) -> HttpResponse:
    back = reverse("partners:accession_review", args=[accession.pk])
    context |= {"lead": accession.partner.name, "cancel_url": back, "back_label": accession.partner.name}
    return FormPage(template=FORM_PAGE, back=lambda: back, done=state_told).answer(request, context, service)
