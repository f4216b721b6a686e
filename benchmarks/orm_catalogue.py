"""The catalogue as a good Django project writes it, to measure ours against: never used by the portal.

Full text by the same index, ranks on the column, select_related and prefetch_related, a count(*), one query per facet,
LIMIT and OFFSET. Same template, same cards, so that only the way to the data differs.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from core.templatetags.polo import local
from partners.selectors import PROVINCES
from training.enums import Audience, EditionState, Mode
from training.models import Course, CourseSkill, Edition
from training.selectors import catalogue as ours
from training.selectors.address import read_catalogue_query
from training.selectors.answer import Answer, How
from training.selectors.card_edition import best_edition, card_key, editions_to_come
from training.selectors.card_rows import CARD_SKILLS
from training.selectors.catalogue_query import COSTS, DISTANCES, FACETS, LEVELS, OPEN_VALUE, PERIODS, CatalogueQuery
from training.selectors.facet_sql import SKILLS_SHOWN
from training.selectors.facets import FacetCounts
from training.selectors.matches import periods, with_values
from training.selectors.order import relevance
from training.selectors.places import towns
from training.selectors.search_text import Reading, headline, names, passage, read_words
from training.selectors.synonyms import synonyms

CODED = {
    "per": dict(Audience.choices), "provincia": PROVINCES, "modalita": dict(Mode.choices), "costo": COSTS,
    "livello": LEVELS, "quando": PERIODS,
}  # fmt: skip
FACET_COLUMNS = {
    "tipo": ("kind__code", "kind__name_it"),
    "filiera": ("filiere__slug", "filiere__name_it"),
    "per": ("audience", "audience"),
    "competenza": ("taught__skill__notation", "taught__skill__label_it"),
    "costo": ("price", "price"),
    "livello": ("level", "level"),
    "provincia": ("province", "province"),
    "comune": ("town", "site__municipality__name"),
    "modalita": ("mode", "mode"),
    "partner": ("partner__slug", "partner__name"),
}


def course_list(request: HttpRequest) -> HttpResponse:
    query, notices = read_catalogue_query(request.GET)
    result = catalogue(query, page=request.GET.get("page", "1"), day=timezone.localdate())
    context = {
        "result": result, "notices": notices, "sorts": query.sorts, "sort": query.own_sort, "distances": DISTANCES,
        "path": request.path,
        "title": "Corsi e percorsi", "lead": "Quello che insegnano i partner del Polo.",
    }  # fmt: skip
    context["catalogue"] = render_to_string("training/partials/_catalogue.html", context, request)
    return render(request, "training/course_list.html", context)


def catalogue(query: CatalogueQuery, *, page: str, day: datetime.date) -> ours.Catalogue:
    courses = Course.objects.published()
    reading = read_words(query.text, synonyms()) if query.text else None
    words = reading.words if reading else None
    if words is not None:
        courses = courses.filter(search=words)
    rows = Paginator(_with_rows(_in_order(courses, day, reading), words, day), ours.PAGE_SIZE).get_page(page)
    total = rows.paginator.count
    groups = [ours.Group(facet, _choices(courses, facet.param, day)) for facet in FACETS]
    seats = Edition.objects.with_taken().open_on(day).filter(seats__gt=F("taken"))
    is_open = courses.filter(pk__in=seats.values("course")).count()
    return ours.Catalogue(
        answer=Answer(query, FacetCounts({}, total, total, is_open), How.ALL, reading), query=query, page=rows,
        cards=[_card(course, day) for course in rows], groups=groups,
        open_choice=ours.Choice(OPEN_VALUE, EditionState.OPEN.label, is_open, is_chosen=False), chips=[],
        towns=tuple(towns().values()),
        total=total, is_capped=False, has_unknown=False,
    )  # fmt: skip


def _in_order(courses: QuerySet[Course], day: datetime.date, reading: Reading | None) -> QuerySet[Course]:
    if reading is None:
        coming = editions_to_come(day).filter(course=OuterRef("pk")).values("course")
        card = Subquery(coming.annotate(first=Min(card_key(day))).values("first"))
        return courses.alias(card=card).order_by(F("card").asc(nulls_last=True), "title", "pk")
    return courses.alias(rank=relevance(reading)).order_by("-rank", "title", "pk")


def _with_rows(courses: QuerySet[Course], words: SearchQuery | None, day: datetime.date) -> QuerySet[Course]:
    if words is not None:
        courses = courses.annotate(
            marked_title=headline("title", words), marked_summary=headline("summary", words),
            marked_terms=names(words), marked_text=passage("description", words),
        )  # fmt: skip
    coming = Edition.objects.with_taken().filter(ends_on__gte=day, cancelled_at=None).order_by("starts_on", "pk")
    skills = CourseSkill.objects.select_related("skill").order_by("-is_assessed", "-level", "skill__label_it", "pk")
    return courses.select_related("partner", "kind", "site__municipality").prefetch_related(
        Prefetch("editions", queryset=coming.select_related("site__municipality"), to_attr="coming"),
        Prefetch("taught", queryset=skills[:CARD_SKILLS], to_attr="first_skills"),
    )


def _card(course: Any, day: datetime.date) -> ours.Card:
    course.card_kind, course.card_level = local(course.kind, "name"), course.eqf or course.kind.eqf
    course.card_partner = course.partner.name
    course.card_town = course.site.municipality.name if course.site else ""
    course.card_skills = [local(taught.skill, "label") for taught in course.first_skills]
    for edition in course.coming:
        edition.town = edition.site.municipality.name if edition.site else ""
    return ours._card(course, best_edition(course.coming), day)


def _choices(courses: QuerySet[Course], param: str, day: datetime.date) -> list[ours.Choice]:
    names: Mapping[str, str] = CODED.get(param, {})
    if param == "quando":
        starts = Edition.objects.filter(cancelled_at=None, course=OuterRef("pk"))
        counts = {
            value: courses.filter(Exists(starts.filter(window))).count() for value, window in periods(day).items()
        }
        return [ours.Choice(value, str(names[value]), number, is_chosen=False) for value, number in counts.items()]
    value, label = FACET_COLUMNS[param]
    rows = with_values(courses).values_list(value, label).annotate(number=Count("pk")).order_by("-number")
    if param == "competenza":
        rows = rows[:SKILLS_SHOWN]
    return [ours.Choice(code, str(names.get(code, name)), number, is_chosen=False) for code, name, number in rows]
