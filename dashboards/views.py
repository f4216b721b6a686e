import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from dashboards import selectors
from dashboards.charts import coverage_chart
from dashboards.forms import CoverageFilter, LookFilter
from dashboards.who_looked import access_changes_of, lines_of, looks_at
from partners.models import Filiera
from partners.policies import can_see_dashboard
from planning import selectors as planning
from skills.models import Concept
from training.selectors.empty_searches import LEAST_ASKERS, unanswered

CHART_ROWS = 12
ROWS_PER_PAGE = 40
LOOKS_PER_PAGE = 30
WEEKS_OF_SEARCHES = 12


@require_GET
def desk(request: AuthenticatedRequest) -> HttpResponse:
    shown = selectors.desk_of(
        user=request.user, partner=request.acting_partner, may_see_dashboard=can_see_dashboard(request.user)
    )
    return render(request, "dashboards/desk.html", {"cards": shown.cards, "personal": shown.personal})


@require_GET
def look_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who saw my data, and what others changed of what I may do."""
    asked = LookFilter(request.GET)
    events = access_changes_of(request.user) if asked.wants_access else looks_at(request.user)
    if asked.since:
        events = events.filter(at__gte=asked.since)
    page = Paginator(events, LOOKS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": asked, "page": page, "lines": lines_of(page.object_list), "is_access": asked.wants_access}
    return render(request, "dashboards/look_list.html", context)


@require_GET
def coverage(request: AuthenticatedRequest) -> HttpResponse:
    _require_dashboard(request)
    asked = CoverageFilter(request.GET)
    rows = planning.coverage_by_skill(months=asked.months, filiera=asked.chosen_filiera)
    context = {
        "filter": asked,
        "months": asked.months,
        "filiera": asked.chosen_filiera,
        "totals": selectors.coverage_totals(months=asked.months, rows=rows),
        "chart": coverage_chart([row for row in rows if row.gap][:CHART_ROWS]),
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filiere": planning.coverage_by_filiera(months=asked.months),
    }
    return render(request, "dashboards/coverage.html", context)


@require_GET
def coverage_skill(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    _require_dashboard(request)
    skill = get_object_or_404(Concept.objects.skills(), pk=pk)
    months = CoverageFilter(request.GET).months
    context = {
        "skill": skill,
        "months": months,
        "needs": planning.needs_asking(skill=skill, months=months, user=request.user),
        "reserved": planning.people_reserved_asking(skill=skill, months=months, user=request.user),
        "openings": planning.openings_asking(skill=skill, months=months),
        "editions": planning.editions_teaching(skill=skill, months=months),
    }
    return render(request, "dashboards/coverage_skill.html", context)


@require_GET
def coverage_filiera(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    _require_dashboard(request)
    filiera = get_object_or_404(Filiera, slug=slug)
    months = CoverageFilter(request.GET).months
    context = {
        "filiera": filiera,
        "months": months,
        "needs": planning.needs_of(filiera=filiera, months=months, user=request.user),
        "reserved": planning.people_reserved_of(filiera=filiera, months=months, user=request.user),
        "openings": planning.openings_of(filiera=filiera, months=months),
        "editions": planning.editions_of(filiera=filiera, months=months),
    }
    return render(request, "dashboards/coverage_filiera.html", context)


@require_GET
def unanswered_search_list(request: AuthenticatedRequest) -> HttpResponse:
    """What people look for in the catalogue and nobody teaches."""
    _require_dashboard(request)
    since = timezone.localdate() - datetime.timedelta(weeks=WEEKS_OF_SEARCHES)
    page = Paginator(unanswered(since=since), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "weeks": WEEKS_OF_SEARCHES, "least": LEAST_ASKERS}
    return render(request, "dashboards/unanswered_search_list.html", context)


def _require_dashboard(request: AuthenticatedRequest) -> None:
    if not can_see_dashboard(request.user):
        raise Http404
