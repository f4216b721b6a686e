"""Courses beside each other: the same facts in the same rows, those that differ marked."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.templatetags.polo import local
from training.models import Course, CourseSkill, Edition
from training.selectors.card_edition import best_edition

MOST = 4
SLUG_MAX = 220


@dataclass(frozen=True)
class Column:
    course: Course
    without: str  # the address of the page without it


@dataclass(frozen=True)
class Row:
    label: str | Promise
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class SideBySide:
    columns: list[Column]
    rows: list[Row]


def side_by_side(slugs: list[str], day: datetime.date) -> SideBySide:
    """The published ones among the first four, in the order in which they were asked for."""
    wanted = [slug for slug in slugs[:MOST] if len(slug) <= SLUG_MAX]
    found = {course.slug: course for course in _courses(day).filter(slug__in=wanted)}
    courses = [found[slug] for slug in wanted if slug in found]
    columns = [
        Column(course, "?" + urlencode([("corso", other.slug) for other in courses if other != course]))
        for course in courses
    ]
    return SideBySide(columns, _rows(courses) if courses else [])


def _courses(day: datetime.date):
    coming = Edition.objects.with_taken().filter(ends_on__gte=day, cancelled_at=None).order_by("starts_on", "pk")
    skills = CourseSkill.objects.select_related("skill").order_by("skill__label_it", "pk")
    return (
        Course.objects.published()
        .select_related("partner", "kind", "site__municipality")
        .prefetch_related(
            Prefetch("editions", coming.select_related("site__municipality"), to_attr="coming"),
            Prefetch("taught", skills, to_attr="skills"),
        )
        .order_by("pk")
    )


def _rows(courses: list[Course]) -> list[Row]:
    columns = [_facts(course) for course in courses]
    return [Row(label, [facts[label] for facts in columns]) for label in columns[0]]


def _facts(course: Course) -> dict[str | Promise, str]:
    """Empty is "not stated": the page says so."""
    edition = best_edition(course.coming)  # type: ignore[attr-defined]  # prefetched in _courses
    site = course.site or (edition.site if edition else None)
    return {
        _("Chi lo tiene"): course.partner.name,
        _("Tipo di percorso"): str(course.kind),
        _("A chi si rivolge"): str(course.get_audience_display()),
        _("Dove"): site.municipality.name if site else "",
        _("Modalità"): str(course.get_mode_display()),
        _("Ore totali"): str(course.hours or ""),
        _("di cui stage"): str(course.hours_stage or ""),
        _("Costo"): _price(course.cost_cents),
        _("Livello EQF"): str(course.eqf or course.kind.eqf or ""),
        _("Che cosa serve per iscriversi"): course.entry_requirements or course.kind.entry,
        _("Che cosa si ottiene"): course.certification or course.kind.exit_title,
        _("Prossima edizione"): f"{edition.starts_on:%d/%m/%Y}" if edition else "",
        _("Iscrizioni"): str(edition.state.label) if edition else "",
        _("Competenze che insegna"): ", ".join(local(row.skill, "label") for row in course.skills),  # type: ignore[attr-defined]
    }


def _price(cents: int | None) -> str:
    if cents is None:
        return ""
    return f"{cents / 100:.2f} €".replace(".", ",") if cents else str(_("gratis"))
