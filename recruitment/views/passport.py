"""The person's passport: the page, the files to take away, and the addresses that show it to others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthenticatedRequest
from accounts.models import User
from accounts.policies import why_waiting
from core.errors import BusinessRuleError
from recruitment.forms.passport import PassportLinkForm
from recruitment.models import PassportLink
from recruitment.selectors.passport import passport_of
from recruitment.selectors.passport_files import europass_json, passport_pdf
from recruitment.services import passport as passports
from recruitment.views.desk import refusal


@require_GET
def passport_detail(request: AuthenticatedRequest) -> HttpResponse:
    return _own_page(request, PassportLinkForm())


@require_GET
def passport_pdf_download(request: AuthenticatedRequest) -> HttpResponse:
    response = HttpResponse(passport_pdf(passport_of(request.user)), content_type="application/pdf")
    return _to_keep(response, _("passaporto-delle-competenze") + ".pdf")


@require_GET
def passport_europass_download(request: AuthenticatedRequest) -> HttpResponse:
    told = europass_json(passport_of(request.user))
    return _to_keep(JsonResponse(told, json_dumps_params={"indent": 2}), "europass.json")


@require_POST
def passport_link_create(request: AuthenticatedRequest) -> HttpResponse:
    form = PassportLinkForm(request.POST)
    if form.is_valid():
        try:
            passports.passport_link_create(link=form.instance, days=form.cleaned_data["days"], by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Il link è pronto: copialo e dallo a chi vuoi."))
            return redirect("recruitment:passport_detail")
    return _own_page(request, form)


@require_POST
def passport_link_revoke(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(PassportLink.objects.visible_to(request.user), pk=pk)
    try:
        passports.passport_link_revoke(link=link, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Link tolto: da adesso non apre più niente."))
    return redirect("recruitment:passport_detail")


@login_not_required
@never_cache
@require_GET
def passport_verify(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the address; one that has ended, was taken back or never was answers the same."""
    links = PassportLink.objects.live().opened_by(token).select_related("person")
    link = get_object_or_404(links)
    reader = request.user if isinstance(request.user, User) else None
    passports.passport_opened(link=link, by=reader)
    response = render(
        request, "recruitment/passport_verify.html", {"passport": passport_of(link.person), "link": link}
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _own_page(request: AuthenticatedRequest, form: PassportLinkForm) -> HttpResponse:
    links = list(PassportLink.objects.visible_to(request.user)[:20])
    context = {
        "passport": passport_of(request.user),
        "form": form,
        "links": [(link, request.build_absolute_uri(link.get_absolute_url())) for link in links],
        "why_waiting": why_waiting(request.user),
    }
    return render(request, "recruitment/passport_detail.html", context)


def _to_keep(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
