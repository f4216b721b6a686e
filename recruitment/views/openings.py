"""The firm's openings: jobs to fill now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment.enums import Ending
from recruitment.forms.demand import OpeningCloseForm, OpeningForm
from recruitment.models import Opening, OpeningSkill, SkillNeed
from recruitment.selectors.candidates import COVERS_WELL
from recruitment.selectors.demand import desk_openings, need_with_skills, opening_with_skills
from recruitment.services import demand
from recruitment.services import openings as services
from recruitment.views.desk import DemandPage, demand_page, firm_or_404


@require_GET
def desk_opening_list(request: AuthenticatedRequest) -> HttpResponse:
    firm = firm_or_404(request)
    context = {"firm": firm, "openings": desk_openings(request.user), "covers_well": COVERS_WELL}
    return render(request, "recruitment/desk_opening_list.html", context)


@require_http_methods(["GET", "POST"])
def opening_create(request: AuthenticatedRequest) -> HttpResponse:
    """A new opening; `?fabbisogno=<pk>` starts it from a need of the firm."""
    firm = firm_or_404(request)
    need = _need_to_start_from(request)
    opening = Opening(need=need)
    form = OpeningForm(request.POST or None, instance=opening, partner=firm, initial=_terms_of(need))
    return demand_page(request, _page(request, form, list(need.asked.all()) if need else []))


@require_http_methods(["GET", "POST"])
def opening_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(opening_with_skills(Opening.objects.editable_by(request.user)), pk=pk)
    form = OpeningForm(request.POST or None, instance=opening, partner=opening.partner)
    form.show_questions(opening.questions.all())
    return demand_page(request, _page(request, form, list(opening.asked.all())))


@require_POST
def opening_publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    try:
        demand.opening_publish(opening=opening, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Offerta pubblicata: stiamo cercando le persone."))
    return redirect(opening)


@require_POST
def opening_pause(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    try:
        services.opening_pause(opening=opening, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Offerta in pausa: nessuno la legge finché non la confermi."))
    return redirect(opening)


@require_POST
def opening_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    try:
        services.opening_confirm(opening=opening, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Grazie: l'offerta è confermata e si legge sul portale."))
    return redirect(opening)


@require_POST
def opening_copy(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    copy = services.opening_copy(opening=opening, by=request.user)
    messages.success(request, _("Ecco una copia in bozza: controlla le date e pubblicala quando vuoi."))
    return redirect("recruitment:opening_update", pk=copy.pk)


@require_http_methods(["GET", "POST"])
def opening_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    form = OpeningCloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended_as, reason = Ending(form.cleaned_data["ended_as"]), form.cleaned_data["reason"]
        try:
            demand.opening_close(opening=opening, ended_as=ended_as, reason=reason, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _closed(ended_as))
            return redirect("recruitment:desk_opening_list")
    context = {
        "title": _("Chiudi l'offerta"),
        "lead": opening.title,
        "form": form,
        "submit_label": _("Chiudi l'offerta"),
        "cancel_url": opening.get_absolute_url(),
    }
    return render(request, "recruitment/opening_close.html", context)


@require_POST
def opening_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.editable_by(request.user), pk=pk)
    try:
        demand.opening_delete(opening=opening, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect(opening)
    messages.success(request, _("Bozza cancellata."))
    return redirect("recruitment:desk_opening_list")


def _need_to_start_from(request: AuthenticatedRequest) -> SkillNeed | None:
    pk = request.GET.get("fabbisogno", "")
    if not pk.isascii() or not pk.isdigit():
        return None
    return need_with_skills(SkillNeed.objects.editable_by(request.user)).filter(pk=pk).first()


def _closed(ended_as: Ending) -> str:
    if ended_as == Ending.HERE:
        return _("Offerta chiusa: resta visibile il nome di chi hai assunto, gli altri non si vedono più.")
    return _("Offerta chiusa. I nomi delle persone non si vedono più.")


def _terms_of(need: SkillNeed | None) -> dict[str, Any]:
    if need is None:
        return {}
    return {
        "title": need.title,
        "occupation": need.occupation_id,
        "site": need.site_id,
        "positions": min(need.head_count, 200),
        "description": need.description,
    }


def _page(request: AuthenticatedRequest, form: OpeningForm, asked: list) -> DemandPage:
    is_new = form.instance.pk is None
    return DemandPage(
        template="recruitment/opening_form.html",
        form=form,
        row_model=OpeningSkill,
        asked=asked,
        store=lambda rows: demand.opening_save(
            opening=form.instance, skills=rows, questions=form.questions(), by=request.user
        ),
        done=_("Offerta salvata."),
        context={
            "title": _("Nuova offerta di lavoro") if is_new else _("Modifica l'offerta di lavoro"),
            "cancel_url": reverse("recruitment:desk_opening_list") if is_new else form.instance.get_absolute_url(),
            "need": form.instance.need,
        },
    )
