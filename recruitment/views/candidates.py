"""Anonymous people for an opening, the explained match for both sides, the firm's question."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.enums import Permission
from partners.models import Partner
from recruitment import policies
from recruitment.enums import DemandState
from recruitment.forms.people import InterestForm
from recruitment.matching import engine, explain
from recruitment.models import Match, Opening
from recruitment.selectors import candidates, gaps, turns
from recruitment.selectors.pathway import pathway
from recruitment.services import clocks
from recruitment.services import interest as interests

PAGE_SIZE = 20


@require_GET
def candidate_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    firms = Partner.objects.permitting(request.user, Permission.SEE_CANDIDATES)
    opening = get_object_or_404(Opening.objects.filter(partner__in=firms).select_related("partner"), pk=pk)
    matches = candidates.matches_of_opening(opening)
    page = Paginator(matches, PAGE_SIZE).get_page(request.GET.get("page"))
    if page.number == 1:
        clocks.showings_record(opening=opening, matches=page.object_list)
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
        "band": turns.BAND,
        "turn_days": turns.DAYS,
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
        "is_intact": engine.is_intact(match),
        "pathway": pathway(gaps.lines_with_courses(explanation)),
        "interest": interest,
        "is_own": policies.is_own_match(request.user, match),
        "is_contest_waiting": False,
    }
    if context["is_own"]:
        context["contests"] = list(match.opening.contests.visible_to(request.user))
        context["is_contest_waiting"] = any(not contest.outcome for contest in context["contests"])
        context["firm_contact"] = candidates.firm_contact(request.user, interest)
        return render(request, "recruitment/match_detail.html", context)
    context["card"] = candidates.card_of(match, explanation, interest)
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
        "answer_days": settings.INTEREST_ANSWER_DAYS,
        "access_days": settings.INTEREST_ACCESS_DAYS,
        "firm_days": settings.INTEREST_FIRM_DAYS,
    }
    return render(request, "recruitment/interest_create.html", context)


def _matches(matches):
    return matches.select_related("opening__partner", "opening__site__municipality", "profile__municipality")
