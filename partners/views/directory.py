from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedRequest
from core.htmx import is_htmx
from core.json_ld import json_ld
from partners.enums import PROVIDERS, Category, Standing
from partners.middleware import SESSION_KEY
from partners.models import Accession, Partner
from partners.selectors import DirectoryFilters, Entry, partner_directory
from partners.structured_data import partner_data
from partners.territory_map import outlines, territory_maps


@login_not_required
@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    directory = partner_directory(DirectoryFilters.from_query(request.GET))
    provinces, municipalities = outlines()
    context = {
        "directory": directory,
        "maps": territory_maps(directory.entries, directory.filters),
        "provinces": provinces,
        "municipalities": municipalities,
        "categories": Category.choices,
    }
    template = "partners/partials/_directory.html" if is_htmx(request) else "partners/partner_list.html"
    return render(request, template, context)


@login_not_required
@require_safe
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    partner = Partner.objects.with_page().with_facts().filter(slug=slug).first()
    if partner is None:
        # A double that has been merged: old addresses lead to the one that was kept.
        return redirect(get_object_or_404(Partner.objects.with_page(), doubles__slug=slug), permanent=True)
    sites = tuple(partner.sites.all())
    is_demo = partner.standing == Standing.DEMO
    provinces, municipalities = outlines()
    context = {
        "partner": partner,
        "sites": sites,
        "places": "" if sites else Accession.objects.places_of(partner),
        "maps": territory_maps([Entry(partner, sites)], DirectoryFilters())[:1] if sites else [],
        "provinces": provinces,
        "municipalities": municipalities,
        "teaches": partner.category in PROVIDERS,
        "hires": partner.category == Category.FIRM,
        "is_demo": is_demo,
        # An invented partner is not told to search engines.
        "json_ld": "" if is_demo else json_ld(partner_data(partner)),
    }
    return render(request, "partners/partner_detail.html", context)


@require_POST
def acting_partner_switch(request: AuthenticatedRequest) -> HttpResponse:
    """Choose for which of one's own partners to act; the others do not exist for this person."""
    chosen = next((partner for partner in request.partners if str(partner.pk) == request.POST.get("partner")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    return redirect("dashboards:desk")
