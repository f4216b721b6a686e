"""The firm's needs: people it will look for in the next years."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment.enums import DemandState
from recruitment.forms.demand import NeedForm
from recruitment.models import SkillNeed, SkillNeedSkill
from recruitment.selectors.demand import desk_needs, need_with_skills
from recruitment.selectors.publication import wording_readings
from recruitment.services import demand
from recruitment.views.desk import DemandPage, demand_page, firm_or_404


@require_GET
def need_list(request: AuthenticatedRequest) -> HttpResponse:
    firm = firm_or_404(request)
    return render(request, "recruitment/need_list.html", {"firm": firm, "needs": desk_needs(request.user)})


@require_GET
def need_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(need_with_skills(SkillNeed.objects.editable_by(request.user)), pk=pk)
    context = {
        "need": need,
        "is_draft": need.state == DemandState.DRAFT,
        "is_published": need.state == DemandState.PUBLISHED,
        "readings": wording_readings(need),
    }
    return render(request, "recruitment/need_detail.html", context)


@require_http_methods(["GET", "POST"])
def need_create(request: AuthenticatedRequest) -> HttpResponse:
    firm = firm_or_404(request)
    form = NeedForm(request.POST or None, partner=firm)
    return demand_page(request, _page(request, form, []))


@require_http_methods(["GET", "POST"])
def need_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    needs = need_with_skills(SkillNeed.objects.editable_by(request.user))
    need = get_object_or_404(needs, pk=pk)
    form = NeedForm(request.POST or None, instance=need, partner=need.partner)
    return demand_page(request, _page(request, form, list(need.asked.all())))


@require_POST
def need_publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(SkillNeed.objects.editable_by(request.user), pk=pk)
    try:
        demand.need_publish(need=need, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Fabbisogno pubblicato: le scuole del Polo possono tenerne conto."))
    return redirect(need)


@require_POST
def need_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(SkillNeed.objects.editable_by(request.user), pk=pk)
    try:
        demand.need_close(need=need, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Fabbisogno chiuso: non si legge più e non conta nelle somme del Polo."))
    return redirect(need)


@require_POST
def need_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(SkillNeed.objects.editable_by(request.user), pk=pk)
    try:
        demand.need_delete(need=need, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect(need)
    messages.success(request, _("Bozza cancellata."))
    return redirect("recruitment:need_list")


def _page(request: AuthenticatedRequest, form: NeedForm, asked: list) -> DemandPage:
    is_new = form.instance.pk is None
    return DemandPage(
        template="recruitment/need_form.html",
        form=form,
        row_model=SkillNeedSkill,
        asked=asked,
        store=lambda rows: demand.need_save(need=form.instance, skills=rows, by=request.user),
        done=_("Fabbisogno salvato."),
        context={
            "title": _("Nuovo fabbisogno") if is_new else _("Modifica il fabbisogno"),
            "cancel_url": reverse("recruitment:need_list") if is_new else form.instance.get_absolute_url(),
        },
    )
