"""The end assessment of a placement: written by its tutors, read by all its parties, answered by the person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment import policies
from recruitment.enums import Party
from recruitment.forms.assessment import AssessmentAnswerForm, AssessmentForm, AssessmentWordsForm
from recruitment.models import Placement, PlacementAssessment
from recruitment.services import assessment as services
from recruitment.services.placement import placements_opened


@require_http_methods(["GET", "POST"])
def assessment_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Tutors write or confirm it; the others read it once it is confirmed."""
    placement = _over(request, pk)
    side = policies.tutor_side(request.user, placement)
    if request.method != "POST":
        return _page(request, placement, side)
    if side is None:
        raise Http404
    form = _form(placement, request.POST)
    if not form.is_valid():
        return _page(request, placement, side, form=form)
    try:
        services.assessment_write(
            placement=placement, levels=form.levels(), version=form.cleaned_data["version"], side=side,
            by=request.user,
        )  # fmt: skip
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Valutazione salvata e confermata da te."))
    return redirect("recruitment:assessment_detail", placement.pk)


@require_POST
def assessment_comment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The person's words."""
    assessment = _assessment(request, pk)
    if assessment.placement.person_id != request.user.pk:
        raise Http404
    form = AssessmentWordsForm(request.POST, prefix="comment")
    if not form.is_valid():
        return _page(request, assessment.placement, None, words=form)
    try:
        services.assessment_comment(
            assessment=assessment, text=form.cleaned_data["text"], is_contested=form.cleaned_data["is_contested"],
            by=request.user,
        )  # fmt: skip
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _page(request, assessment.placement, None, words=form)
    messages.success(request, _("Inviato a chi ti ha fatto da tutor."))
    return redirect("recruitment:assessment_detail", pk)


@require_POST
def assessment_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A tutor answers the person."""
    assessment = _assessment(request, pk)
    side = policies.tutor_side(request.user, assessment.placement)
    if side is None:
        raise Http404
    form = AssessmentAnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return _page(request, assessment.placement, side, answer=form)
    try:
        services.assessment_answer(assessment=assessment, text=form.cleaned_data["text"], by=request.user)
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _page(request, assessment.placement, side, answer=form)
    messages.success(request, _("Risposta inviata alla persona."))
    return redirect("recruitment:assessment_detail", pk)


def _over(request: AuthenticatedRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.user).select_related("person", "host", "sender", "assessment")
    placement = get_object_or_404(rows, pk=pk)
    if not services.was_in_force(placement):
        raise Http404
    return placement


def _assessment(request: AuthenticatedRequest, pk: int) -> PlacementAssessment:
    assessment = getattr(_over(request, pk), "assessment", None)
    if assessment is None:
        raise Http404
    return assessment


def _form(placement: Placement, data: Any = None) -> AssessmentForm:
    """With the levels as they are, or where nobody has written any with none."""
    assessment = getattr(placement, "assessment", None)
    seen = dict(assessment.lines.values_list("skill_id", "level")) if assessment else {}
    plan = placement.plan.select_related("skill")
    return AssessmentForm(data, plan=plan, seen=seen, initial={"version": assessment.version if assessment else 0})


def _page(
    request: AuthenticatedRequest, placement: Placement, side: Party | None, **given: forms.Form
) -> HttpResponse:
    """The page for either side, with whatever form was sent and could not be done: its words stay."""
    placements_opened(placements=[placement], by=request.user)
    assessment = getattr(placement, "assessment", None)
    is_readable = assessment is not None and (assessment.is_final or side is not None)
    context: dict[str, Any] = {
        "placement": placement,
        "assessment": assessment if is_readable else None,
        "lines": assessment.lines.select_related("skill") if assessment and is_readable else [],
    }
    if side is not None:
        context["form"] = given.get("form") or _form(placement)
        if "answer" in given or (assessment and assessment.comment and not assessment.answer):
            context["answer_form"] = given.get("answer") or AssessmentAnswerForm(prefix="answer")
    if "words" in given or (placement.person_id == request.user.pk and assessment and assessment.is_final):
        context["words_form"] = given.get("words") or AssessmentWordsForm(prefix="comment")
    return render(request, "recruitment/assessment_detail.html", context)
