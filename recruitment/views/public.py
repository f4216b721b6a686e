"""Pages that anybody may read: openings of today and who stands behind the matching."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from core.json_ld import json_ld
from partners.models import Partner
from recruitment import policies
from recruitment.enums import DemandState, StudyLevel
from recruitment.matching import rules
from recruitment.models import CandidateProfile, Match, Opening, SkillNeed
from recruitment.selectors import turns
from recruitment.selectors.demand import opening_with_skills, search_needs, search_openings
from recruitment.selectors.job_posting import job_posting
from recruitment.selectors.publication import publication_gaps, questions_of, wording_readings

PAGE_SIZE = 20
FRAGMENT_ROWS = 6


@login_not_required
@require_safe
def opening_list(request: HttpRequest) -> HttpResponse:
    search = search_openings(request.GET.dict())
    page = Paginator(search.openings, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "recruitment/opening_list.html", {"search": search, "page": page})


@login_not_required
@require_safe
def partner_demand(request: HttpRequest, slug: str) -> HttpResponse:
    """Part of a firm's page: whom it looks for now and later, as far as the reader may know."""
    firm = get_object_or_404(Partner.objects.with_page(), slug=slug)
    openings = Opening.objects.public().filter(partner=firm)
    needs = SkillNeed.objects.announced_to(request.user).filter(partner=firm, is_masked=False)
    context = {"openings": openings[:FRAGMENT_ROWS], "needs": needs[:FRAGMENT_ROWS]}
    return render(request, "recruitment/partials/_partner_demand.html", context)


@login_not_required
@require_safe
def opening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_with_skills(Opening.objects.visible_to(request.user)).filter(pk=pk).first()
    if opening is None:
        return _gone(request, pk)
    can_edit, can_see = _staff_rights(request.user, opening)
    is_draft = opening.state == DemandState.DRAFT
    asked = questions_of(opening)
    has_skills = bool(opening.asked.all())
    context = {
        "opening": opening,
        "can_edit": can_edit,
        "can_see_candidates": can_see,
        "is_staff_of_firm": can_edit or can_see,
        "is_draft": is_draft,
        "questions": asked,
        "gaps": publication_gaps(opening, has_skills=has_skills, questions=asked) if is_draft and can_edit else [],
        "readings": wording_readings(opening, asked) if can_edit else [],
        "is_published": opening.state == DemandState.PUBLISHED,
        "posting": _posting(opening),
        "min_study": dict(StudyLevel.choices).get(opening.min_eqf or 0),
        **_own_side(request.user, is_staff=can_edit or can_see, opening=opening),
    }
    return render(request, "recruitment/opening_detail.html", context)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever kept the link, and search engines, are told that it is over; a draft has never been anywhere."""
    get_object_or_404(Opening.objects.exclude(published_at=None), pk=pk)
    openings = Opening.objects.public().select_related("partner")[:FRAGMENT_ROWS]
    return render(request, "recruitment/opening_gone.html", {"openings": openings}, status=HTTPStatus.GONE)


def _staff_rights(user: User | AnonymousUser, opening: Opening) -> tuple[bool, bool]:
    """May edit the opening, may see its candidates: who works for the firm is not told how to apply."""
    if not user.is_authenticated:
        return False, False
    return policies.can_edit_opening(user, opening), policies.can_see_candidates(user, opening)


def _own_side(user: User | AnonymousUser, *, is_staff: bool, opening: Opening) -> dict[str, Any]:
    """Where a reader who looks for a job stands: their match with this opening, and whether firms find them."""
    if is_staff or not user.is_authenticated:
        return {"own_match": None, "is_looking": False}
    return {
        "own_match": Match.objects.of_person(user).filter(opening=opening).first(),
        "is_looking": CandidateProfile.objects.matchable().filter(person=user).exists(),
    }


def _posting(opening: Opening) -> str:
    """For search engines, while there is a job: closed ones and invented ones are not told to them."""
    if not opening.is_open or opening.is_demo:
        return ""
    return json_ld(job_posting(opening, site_url=settings.SITE_URL))


@login_not_required
@require_safe
def public_need_list(request: HttpRequest) -> HttpResponse:
    """Who firms will look for: what everybody may read, and for people of a partner what partners may read."""
    search = search_needs(request.user, request.GET.dict())
    page = Paginator(search.needs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"search": search, "page": page, "is_partner": bool(getattr(request.user, "acting_partner_id", None))}
    return render(request, "recruitment/public_need_list.html", context)


@login_not_required
@require_safe
def intermediation(request: HttpRequest) -> HttpResponse:
    """Who brings people and firms together, as article 6 of D.Lgs. 276/2003 wants it published."""
    context = {
        "subject": settings.INTERMEDIARY_SUBJECT,
        "authorisation": settings.INTERMEDIARY_AUTHORISATION,
        "legal_representative": settings.INTERMEDIARY_LEGAL_REPRESENTATIVE,
        "is_declared": policies.is_intermediation_declared(),
        "policy_version": rules.current().version,
        "band": turns.BAND,
        "turn_days": turns.DAYS,
    }
    return render(request, "recruitment/intermediation.html", context)
