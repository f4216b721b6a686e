"""The page "La tua privacy": what the portal knows about whoever is signed in, and what they may do with it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from accounts.models import Consent, DataExport, Erasure
from accounts.selectors import sections_about
from accounts.services import consents, erasure, exports
from core.errors import BusinessRuleError

SHOWN_EXPORTS = 5


@require_GET
def privacy_overview(request: AuthenticatedRequest) -> HttpResponse:
    context = {
        "sections": sections_about(request.user),
        "exports": DataExport.objects.visible_to(request.user)[:SHOWN_EXPORTS],
        "consents": Consent.objects.visible_to(request.user).active(),
        "erasure": Erasure.objects.visible_to(request.user).open().first(),
    }
    return render(request, "accounts/privacy_overview.html", context)


@require_POST
def export_create(request: AuthenticatedRequest) -> HttpResponse:
    try:
        exports.export_request(by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Stiamo preparando la copia dei tuoi dati: ti scriviamo appena è pronta."))
    return redirect("accounts:privacy_overview")


@require_GET
@reauthentication_required
def export_download(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(DataExport.objects.visible_to(request.user).downloadable(), pk=pk)
    archive = exports.export_downloaded(export=export, by=request.user)
    name = f"dati-polo-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(archive, content_type="application/zip", headers=headers)


@require_GET
def consent_list(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "accounts/consent_list.html", {"consents": Consent.objects.visible_to(request.user)})


@require_POST
def consent_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.visible_to(request.user), pk=pk)
    try:
        consents.consent_withdraw(consent=consent, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Consenso tolto: da adesso non vale più."))
    return redirect("accounts:consent_list")


@require_http_methods(["GET", "POST"])
@reauthentication_required
def account_erase(request: AuthenticatedRequest) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            erasure.erasure_request(by=request.user)
        except BusinessRuleError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Richiesta registrata: fino al giorno indicato puoi annullarla."))
            return redirect("accounts:privacy_overview")
    context = {
        "erasure": Erasure.objects.visible_to(request.user).open().first(),
        "grace_days": Erasure.GRACE.days,
        "refusal": refusal,
    }
    return render(request, "accounts/account_erase.html", context)


@require_POST
def erasure_cancel(request: AuthenticatedRequest) -> HttpResponse:
    try:
        erasure.erasure_cancel(by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Cancellazione annullata: il tuo account resta."))
    return redirect("accounts:privacy_overview")
