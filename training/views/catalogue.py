import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core.htmx import is_htmx
from core.json_ld import json_ld
from partners.models import Partner
from partners.territory_map import outlines
from training import page_cache, policies
from training.models import Course, Edition
from training.selectors import course_page
from training.selectors.address import read_catalogue_query, unknown_filter
from training.selectors.calendar import edition_calendar as calendar_file
from training.selectors.catalogue import Catalogue, catalogue
from training.selectors.catalogue_query import DISTANCES, MAP_VIEW, VIEW_PARAM
from training.selectors.course_facts import course_facts
from training.selectors.course_map import course_map
from training.selectors.saved import is_kept
from training.selectors.structured_data import course_data
from training.services import empty_searches

FRAGMENT_ROWS = 6
# Built once: never read themselves, always narrowed first.
PUBLISHED = Course.objects.published()
FOR_TEACHERS = PUBLISHED.for_teachers()


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def course_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Corsi e percorsi"),
        "lead": _("Quello che insegnano scuole, ITS, università e organismi del Polo, in un posto solo."),
    }
    return _catalogue_page(request, PUBLISHED, "training/course_list.html", context)


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def teacher_course_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Formazione per docenti e personale"),
        "lead": _("Corsi per chi insegna, fa da tutor, orienta o lavora nella formazione presso un partner del Polo."),
    }
    return _catalogue_page(request, FOR_TEACHERS, "training/teacher_course_list.html", context)


@login_not_required
@require_safe
def partner_courses(request: HttpRequest, slug: str) -> HttpResponse:
    """Part of a partner's page: its first published courses (the catalogue with `?partner=` has them all)."""
    partner = get_object_or_404(Partner.objects.with_page(), slug=slug)
    courses = Course.objects.published().filter(partner=partner).select_related("kind").order_by("title", "pk")
    return render(request, "training/partials/_partner_courses.html", {"courses": courses[:FRAGMENT_ROWS]})


@login_not_required
@require_safe
def course_detail(request: HttpRequest, slug: str) -> HttpResponse:
    courses = course_page.course_for_page(Course.objects.visible_to(request.user))
    course = get_object_or_404(courses, slug=slug)
    rows = course_page.edition_rows(course, request.user, timezone.localdate())
    context = {
        "course": course,
        "bookmark": is_kept(course, request.user),
        "facts": course_facts(course),
        "rows": rows,
        # Drafts and invented courses are not told to search engines.
        "json_ld": json_ld(course_data(course, rows)) if course.is_listed and not course.is_demo else "",
        "can_edit": request.user.is_authenticated and policies.can_edit_course(request.user, course),
        "can_apply": not request.user.is_authenticated or policies.can_apply(request.user, course),
    }
    return render(request, "training/course_detail.html", context)


@login_not_required
@require_safe
def edition_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """A file for the reader's own calendar; of an edition called off too, so that theirs says so."""
    editions = Edition.objects.filter(course__in=Course.objects.visible_to(request.user))
    edition = get_object_or_404(
        editions.select_related("course__partner", "course__site__municipality", "site__municipality"), pk=pk
    )
    response = HttpResponse(calendar_file(edition), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.course.slug}-{edition.pk}.ics"'
    return response


def _catalogue_page(
    request: HttpRequest, courses: QuerySet[Course], template: str, words: dict[str, str]
) -> HttpResponse:
    if is_htmx(request):
        return _update(request, courses)
    key = page_cache.key_of(request)
    if kept := page_cache.kept_page(key):
        return kept
    part_key = "" if key else page_cache.part_key(request)
    part = page_cache.kept_part(part_key)
    if part is None:
        context = _context(request, courses)
        # Not with `request` as third argument: what only the frame needs would be worked out twice.
        part = render_to_string("training/partials/_catalogue.html", {**context, "request": request})
        if _is_demand(request, context["result"]):  # counted each time, so never kept
            key = part_key = ""
        page_cache.keep_part(part_key, part)
    on_map = request.GET.get(VIEW_PARAM) == MAP_VIEW
    return page_cache.keep_page(key, render(request, template, {"catalogue": part, "on_map": on_map, **words}))


def _update(request: HttpRequest, courses: QuerySet[Course]) -> HttpResponse:
    """What changes in the page when a filter or the words do."""
    context = _context(request, courses)
    _is_demand(request, context["result"])
    response = render(request, "training/partials/_catalogue_update.html", context)
    response.headers["HX-Push-Url"] = request.path + context["result"].query.address()
    return response


def _context(request: HttpRequest, courses: QuerySet[Course]) -> dict[str, Any]:
    """Nothing in it is of the reader: what is drawn with it is kept and shown to others."""
    query, notices = read_catalogue_query(request.GET)
    day: datetime.date = timezone.localdate()
    result: Catalogue = catalogue(courses, query, page=request.GET.get("page", "1"), day=day)
    if result.has_unknown and unknown_filter() not in notices:
        notices.append(unknown_filter())
    return {
        "result": result,
        "notices": notices,
        "distances": DISTANCES,
        "sorts": result.query.sorts,
        "sort": result.query.own_sort,
        "path": request.path,
        **_map(result, request.path),
    }


def _map(result: Catalogue, path: str) -> dict[str, Any]:
    if not result.query.on_map:
        return {}
    drawn = course_map(result.query, result.answer.counts, path)
    provinces, municipalities = outlines()
    return {"course_map": drawn, "maps": drawn.maps, "provinces": provinces, "municipalities": municipalities}


def _is_demand(request: HttpRequest, result: Catalogue) -> bool:
    """Whether no course answers the words: then they are counted as asked for."""
    if result.answer.is_empty:
        empty_searches.empty_search_note(text=result.query.text, asker=_asker(request))
    return result.answer.is_empty


def _asker(request: HttpRequest) -> str:
    """The address from which somebody asks; empty where the server in front does not say it."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""
