"""A match that somebody contests: written by the person, answered by the Polo, read by both."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment import policies
from recruitment.enums import ContestOutcome
from recruitment.forms.rules import ContestAnswerForm, ContestForm
from recruitment.matching import explain
from recruitment.models import Match, MatchContest
from recruitment.services import contests as services

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
def contest_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(Match.objects.of_person(request.user).select_related("opening"), pk=pk)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contest = services.contest_create(match=match, text=form.cleaned_data["text"], by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Contestazione inviata: una persona del Polo ricontrolla e ti risponde."))
            return redirect("recruitment:contest_detail", contest.pk)
    context = {
        "match": match,
        "title": _("Contesta questo abbinamento"),
        "lead": match.opening.title,
        "form": form,
        "submit_label": _("Invia la contestazione"),
        "cancel_url": reverse("recruitment:match_detail", args=[match.pk]),
    }
    return render(request, "recruitment/contest_form.html", context)


@require_GET
def contest_list(request: AuthenticatedRequest) -> HttpResponse:
    """For who answers: those that wait, the oldest first, then the answered ones."""
    if not policies.can_answer_contests(request.user):
        raise Http404
    rows = MatchContest.objects.select_related("opening").order_by("outcome", "created_at", "pk")
    context = {
        "waiting": rows.waiting(),
        "page": Paginator(rows.exclude(outcome="").order_by("-answered_at", "-pk"), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "recruitment/contest_list.html", context)


@require_http_methods(["GET", "POST"])
def contest_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The explanation as it was on that day, what the person says, the answer; only the Polo may give it."""
    answers = policies.can_answer_contests(request.user)
    rows = MatchContest.objects.all() if answers else MatchContest.objects.visible_to(request.user)
    contest = get_object_or_404(rows.select_related("opening__partner", "profile"), pk=pk)
    can_answer = answers and not contest.outcome and contest.profile.person_id != request.user.pk
    if request.method == "POST" and not can_answer:
        raise Http404
    form = ContestAnswerForm(request.POST or None) if can_answer else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.contest_answer(
                contest=contest,
                outcome=ContestOutcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                by=request.user,
            )
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Risposta inviata."))
            return redirect("recruitment:contest_detail", contest.pk)
    context = {"contest": contest, "explanation": explain.from_inputs(contest), "form": form, "is_staff_side": answers}
    return render(request, "recruitment/contest_detail.html", context)
