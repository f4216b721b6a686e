"""The register of the matching, for who oversees it."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from recruitment import policies
from recruitment.selectors import placement, register, totals

PAGE_SIZE = 30


@require_GET
def matching_register(request: AuthenticatedRequest) -> HttpResponse:
    if not policies.can_read_register(request.user):
        raise Http404
    context = {
        "versions": register.versions(),
        "proposals": register.proposals(),
        "can_edit_rules": policies.can_edit_rules(request.user),
        "decisions": register.decisions(),
        "page": Paginator(register.runs(), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "recruitment/matching_register.html", context)


@require_GET
def selection_totals(request: AuthenticatedRequest) -> HttpResponse:
    """How selections go in the Polo: totals that point at nobody, and firms that let people wait."""
    if not policies.can_read_register(request.user):
        raise Http404
    context = {
        "totals": totals.totals(),
        "placements": placement.totals(),
        "silent": totals.silent_firms(),
        "firm_days": settings.INTEREST_FIRM_DAYS,
    }
    return render(request, "recruitment/selection_totals.html", context)
