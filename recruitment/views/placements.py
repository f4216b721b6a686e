"""Placements and apprenticeships: written out of a selection or an application, signed, followed to their end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look, record_looks
from recruitment.enums import BreakReason, Party, PlacementState, SigningWay
from recruitment.forms.placement import BreakForm, PartForm, PlacementForm, SignatureForm, plan_formset
from recruitment.models import Placement, PlacementSignature
from recruitment.selectors import placement as found
from recruitment.services import interest as interests
from recruitment.services import placement as services
from recruitment.views.desk import refusal
from skills.enums import Importance

SEEN = "training.application_seen"


@require_GET
def placement_list(request: AuthenticatedRequest) -> HttpResponse:
    """One's own, and those followed for a partner: a name in a list is a look at it."""
    followed = list(found.placements_of(Placement.objects.followed_by(request.user)))
    services.placements_opened(placements=followed, by=request.user)
    chosen = found.latest_without(found.interests_to_begin(request.user))
    interests.profiles_opened(interests=chosen, by=request.user)
    students = found.latest_without(found.students_to_begin(request.user))
    record_looks(by=request.user, verb=SEEN, seen=[(application.person_id, application) for application in students])
    context = {
        "own": found.placements_of(Placement.objects.of_person(request.user)),
        "followed": followed,
        "chosen": chosen,
        "students": students,
    }
    return render(request, "recruitment/placement_list.html", context)


@require_http_methods(["GET", "POST"])
def placement_from_interest(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The firm that has offered a job, or hired, writes what they agreed on."""
    interest = get_object_or_404(found.interests_to_begin(request.user), pk=pk)
    interests.profiles_opened(interests=[interest], by=request.user)
    asked = interest.opening.asked.filter(importance=Importance.ESSENTIAL).order_by("pk")
    placement = Placement(
        person=interest.profile.person, host=interest.opening.partner, prepared_by_host=True, interest=interest
    )
    return _form(request, placement, list(asked.values_list("skill", "level")))


@require_http_methods(["GET", "POST"])
def placement_from_application(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The school sends one of its students to a firm; the plan begins with what the course teaches."""
    application = get_object_or_404(found.applications_to_begin(request.user), pk=pk)
    record_look(by=request.user, person=application.person, target=application, verb=SEEN)
    course = application.edition.course
    placement = Placement(
        person=application.person, sender=course.partner, prepared_by_host=False, application=application
    )
    return _form(request, placement, list(course.taught.order_by("pk").values_list("skill", "level")))


@require_http_methods(["GET", "POST"])
def placement_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A draft only: what somebody may have signed is not changed under their eyes."""
    rows = Placement.objects.prepared_by(request.user).filter(state=PlacementState.DRAFT)
    placement = get_object_or_404(rows.select_related("person", "host", "sender"), pk=pk)
    return _form(request, placement, list(placement.plan.values_list("skill", "level")))


@require_GET
def placement_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@require_POST
def placement_send(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    placement = get_object_or_404(Placement.objects.prepared_by(request.user), pk=pk)
    try:
        services.placement_send(placement=placement, by=request.user)
    except (BusinessRuleError, ValidationError) as error:
        messages.error(request, " ".join(refusal(error)))
    else:
        messages.success(request, _("Inviato: la persona lo legge e firma per prima."))
    return redirect(placement)


@require_POST
def placement_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    placement = get_object_or_404(Placement.objects.prepared_by(request.user), pk=pk)
    try:
        services.placement_delete(placement=placement, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect(placement)
    messages.success(request, _("Bozza cancellata."))
    return redirect("recruitment:placement_list")


@require_POST
def placement_part(request: AuthenticatedRequest, pk: int, side: str) -> HttpResponse:
    """One partner's tutor and ticks."""
    placement = _visible(request, pk)
    page = found.page_of(request.user, placement)
    if side not in page.sides:
        raise Http404
    form = PartForm(request.POST, instance=placement, side=Party(side))
    if not form.is_valid():
        return _page(request, _visible(request, pk), part=form)
    try:
        services.placement_part_save(placement=placement, side=Party(side), facts=form.cleaned_data, by=request.user)
    except (BusinessRuleError, ValidationError) as error:
        messages.error(request, " ".join(refusal(error)))
    else:
        messages.success(request, _("Salvato."))
    return redirect(placement)


@require_POST
def placement_sign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    placement = _visible(request, pk)
    page = found.page_of(request.user, placement)
    form = SignatureForm(request.POST, request.FILES, parties=page.to_sign, user=request.user)
    if not form.is_valid():
        return _page(request, placement, sign=form)
    given = form.cleaned_data
    signed = services.Signed(
        party=Party(given["party"]), name=given["name"], day=given["day"], way=SigningWay(given["way"]),
        file=given["file"],
    )  # fmt: skip
    try:
        services.placement_sign(placement=placement, signed=signed, by=request.user)
    except (BusinessRuleError, ValidationError) as error:
        form.add_error(None, refusal(error))
        return _page(request, _visible(request, pk), sign=form)
    messages.success(request, _("Firma registrata."))
    return redirect(placement)


@require_POST
def placement_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    placement = get_object_or_404(Placement.objects.staffed_by(request.user), pk=pk)
    try:
        services.placement_end(placement=placement, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Concluso: le altre parti sono avvisate."))
    return redirect(placement)


@require_POST
def placement_break(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The person or one of the partners stops it, signed or not."""
    placement = _visible(request, pk)
    page = found.page_of(request.user, placement)
    form = BreakForm(request.POST, reasons=page.break_reasons if page.can_break else [])
    if not form.is_valid():
        return _page(request, placement, stop=form)
    try:
        services.placement_break(placement=placement, reason=BreakReason(form.cleaned_data["reason"]), by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Interrotto: le altre parti sono avvisate."))
    return redirect(placement)


@require_GET
def signature_open(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The copy of what was signed, for the parties; a look of the others leaves a trace."""
    rows = PlacementSignature.objects.visible_to(request.user).exclude(media_type="")
    signature = get_object_or_404(rows.select_related("placement__person"), pk=pk)
    record_look(by=request.user, person=signature.placement.person, target=signature, verb=services.SEEN)
    headers = {
        "Content-Disposition": content_disposition_header(True, signature.file_name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(bytes(signature.content), content_type=signature.media_type, headers=headers)


def _visible(request: AuthenticatedRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("person", "host", "sender", "company_tutor", "school_tutor"), pk=pk)


def _page(request: AuthenticatedRequest, placement: Placement, **given: forms.BaseForm) -> HttpResponse:
    """The page, with whatever form was sent and could not be done: its words stay."""
    services.placements_opened(placements=[placement], by=request.user)
    page = found.page_of(request.user, placement)
    context: dict[str, Any] = {"page": page, "placement": placement, "plan": placement.plan.select_related("skill")}
    if not placement.is_over:
        context["parts"] = [(side, _part(given.get("part"), placement, side)) for side in page.sides]
    if page.to_sign:
        context["sign_form"] = given.get("sign") or SignatureForm(parties=page.to_sign, user=request.user)
    if page.can_break:
        context["break_form"] = given.get("stop") or BreakForm(reasons=page.break_reasons)
    return render(request, "recruitment/placement_detail.html", context)


def _part(given: forms.BaseForm | None, placement: Placement, side: Party) -> forms.BaseForm:
    form = PartForm(instance=placement, side=side)
    return given if given is not None and given.prefix == form.prefix else form


def _form(request: AuthenticatedRequest, placement: Placement, plan: list[tuple[int, int]]) -> HttpResponse:
    """Write the draft: a new one out of a selection or an application, or one that is there."""
    services.placements_opened(placements=[placement] if placement.pk else [], by=request.user)
    form = PlacementForm(request.POST or None, instance=placement)
    formset = plan_formset(data=request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        try:
            services.placement_save(placement=form.instance, plan=formset.lines(), by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Bozza salvata: rileggila e inviala alla persona."))
            return redirect(form.instance)
    context = {
        "title": _("Modifica la bozza") if placement.pk else _("Prepara un tirocinio o apprendistato"),
        "lead": placement.person.get_full_name(),
        "form": form,
        "formset": formset,
        "submit_label": _("Salva la bozza"),
        "cancel_url": placement.get_absolute_url() if placement.pk else reverse("recruitment:placement_list"),
    }
    return render(request, "recruitment/placement_form.html", context)
