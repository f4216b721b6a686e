"""Anonymous people for an opening, the explained match for both sides, the question and the answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from accounts.policies import why_waiting
from core.errors import BusinessRuleError
from partners.enums import Permission
from partners.models import Partner
from recruitment import policies
from recruitment.enums import Answer, DemandState
from recruitment.forms.people import AnswerForm, InterestForm
from recruitment.matching import explain
from recruitment.models import Interest, Match, Opening
from recruitment.selectors import candidates, gaps
from recruitment.services import interest as interests

PAGE_SIZE = 20


@require_GET
def candidate_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    firms = Partner.objects.permitting(request.user, Permission.SEE_CANDIDATES)
    opening = get_object_or_404(Opening.objects.filter(partner__in=firms).select_related("partner"), pk=pk)
    matches = candidates.matches_of_opening(opening)
    page = Paginator(matches, PAGE_SIZE).get_page(request.GET.get("page"))
    named = candidates.contacts_without_match(request.user, opening)
    if named:
        interests.profiles_opened(interests=[interest for interest, _contact in named], by=request.user)
    context = {
        "opening": opening,
        "contacts": [contact for _interest, contact in named],
        "is_published": opening.state == DemandState.PUBLISHED,
        "is_declared": policies.is_intermediation_declared(),
        "page": page,
        "groups": candidates.by_coverage(candidates.cards(page.object_list)),
        "well_count": matches.covering(candidates.COVERS_WELL).count(),
        "covers_well": candidates.COVERS_WELL,
    }
    return render(request, "recruitment/candidate_list.html", context)


@require_GET
def match_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One page for both sides: the same explanation, and names only when the policy says so."""
    match = get_object_or_404(_matches(Match.objects.visible_to(request.user)), pk=pk)
    interest = candidates.live_interest(match)
    explanation = explain.from_inputs(match)
    context: dict[str, Any] = {
        "match": match,
        "explanation": explanation,
        "lines": gaps.lines_with_courses(explanation),
        "interest": interest,
        "is_own": policies.is_own_match(request.user, match),
    }
    if context["is_own"]:
        context["firm_contact"] = candidates.firm_contact(request.user, interest)
        return render(request, "recruitment/match_detail.html", context)
    context["card"] = candidates.cards([match])[0]
    context["contact"] = candidates.person_contact(request.user, interest)
    if interest and context["contact"]:
        interests.profiles_opened(interests=[interest], by=request.user)
    return render(request, "recruitment/match_detail.html", context)


@require_http_methods(["GET", "POST"])
def interest_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(_matches(Match.objects.of_firm(request.user)), pk=pk)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            interests.interest_create(match=match, message=form.cleaned_data["message"], by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Richiesta inviata. Ti avvisiamo appena la persona risponde."))
            return redirect("recruitment:match_detail", match.pk)
    context = {
        "match": match,
        "title": _("Chiedi di conoscere questa persona"),
        "lead": match.opening.title,
        "form": form,
        "submit_label": _("Invia la richiesta"),
        "cancel_url": reverse("recruitment:match_detail", args=[match.pk]),
    }
    return render(request, "recruitment/interest_create.html", context)


@require_GET
def interest_list(request: AuthenticatedRequest) -> HttpResponse:
    rows = list(candidates.interests_of_person(request.user))
    contacts = candidates.firm_contacts(request.user, rows)
    context = {
        "why_waiting": why_waiting(request.user),
        "pending": [row for row in rows if row.is_pending],
        "others": [(row, contacts.get(row.pk)) for row in rows if not row.is_pending],
    }
    return render(request, "recruitment/interest_list.html", context)


@require_POST
def interest_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = get_object_or_404(Interest.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli sì oppure no."))
        return redirect("recruitment:interest_list")
    answer = Answer(form.cleaned_data["answer"])
    try:
        interests.interest_answer(interest=interest, answer=answer, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _answered(answer))
    return redirect("recruitment:interest_list")


def _answered(answer: Answer) -> str:
    if answer == Answer.YES:
        return _("Hai detto sì: da adesso tu e l'impresa vedete nome e indirizzo e-mail, finché l'offerta è aperta.")
    return _("Hai detto no, grazie della risposta. L'impresa non saprà chi sei.")


def _matches(matches):
    return matches.select_related("opening__partner", "opening__site__municipality", "profile__municipality")
