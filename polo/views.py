from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.json_ld import json_ld
from polo import selectors
from polo.typed_text import typed_text

NOT_FOUND = 404


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "consortium": selectors.consortium(),
        "figures": selectors.home_figures(),
        "editions": selectors.next_editions(),
        "filiere": selectors.filiere_with_courses(),
        "structured_data": json_ld(_website()),
    }
    return render(request, "polo/home.html", context)


def _website() -> dict:
    """What search engines may show below the address: the name and the search of the catalogue."""
    catalogue = settings.SITE_URL + reverse("training:course_list")
    return {
        "@type": "WebSite",
        "name": _("Polo tecnico-professionale della Spezia"),
        "url": settings.SITE_URL + reverse("home"),
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{catalogue}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"consortium": selectors.consortium(), "mandate": selectors.referent_mandate()}
    return render(request, "polo/about.html", context)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/privacy.html")


@login_not_required
@require_safe
def legal_notes(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/legal_notes.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/accessibility.html")


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/cookies.html")


@login_not_required
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/site_map.html")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "polo/robots.txt", content_type="text/plain; charset=utf-8")


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What everybody gets for what is not there for them: the page depends on the request, never on what exists."""
    return render(request, "404.html", {"typed": typed_text(request)}, status=NOT_FOUND)
