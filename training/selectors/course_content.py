"""What a course says, as plain data: drafts, versions and templates keep it, forms and rows are made of it.

Plain data are numbers and texts under the names of the columns; `filiere` and `occupations` are lists of keys,
`taught` a list of [skill, level, is_assessed]. A row that a key no longer finds is left out.
"""

import copy
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from partners.models import Filiera, Site
from skills.models import Concept
from training.models import Course, CourseSkill, OfferKind, Term

Content = dict[str, Any]
FACTS = (
    "title", "kind", "figure", "audience", "summary", "description", "site", "mode", "language", "hours",
    "hours_stage", "hours_lab", "hours_elearning", "hours_practitioners", "cost_cents", "funding", "cup_code",
    "entry_requirements", "certification", "attestation", "credits", "eqf", "isced_f", "accessibility", "contact",
)  # fmt: skip
TERMS = ("figure", "attestation", "funding")
FIELDS = (*FACTS, "filiere", "occupations", "taught")


@dataclass(frozen=True)
class Taught:
    """A skill that the course teaches."""

    skill: Concept
    level: int
    is_assessed: bool


@dataclass(frozen=True)
class CourseContent:
    """All that a school writes about a course: `facts` are its plain columns."""

    facts: dict[str, Any]
    filiere: list[Filiera]
    occupations: list[Concept]
    taught: list[Taught]


def plain(content: CourseContent) -> Content:
    return {name: _plain(value) for name, value in content.facts.items()} | {
        "filiere": sorted(row.pk for row in content.filiere),
        "occupations": sorted(row.pk for row in content.occupations),
        "taught": sorted([row.skill.pk, int(row.level), row.is_assessed] for row in content.taught),
    }


def content_of(course: Course) -> Content:
    """What the row and its links say now."""
    return {name: _plain(getattr(course, _column(name))) for name in FACTS} | {
        "filiere": sorted(row.pk for row in course.filiere.all()),
        "occupations": sorted(row.pk for row in course.occupations.all()),
        "taught": sorted([row.skill_id, row.level, row.is_assessed] for row in course.taught.all()),
    }


def with_draft(course: Course) -> Course:
    """A copy of the course, not to be saved, that says what its draft says."""
    return drawn(course, course.pending)


def drawn(course: Course, content: Content) -> Course:
    """A copy of the course, not to be saved, that says `content` where that says something else."""
    copied = copy.copy(course)
    copied._prefetched_objects_cache = dict(getattr(course, "_prefetched_objects_cache", {}))  # type: ignore[attr-defined]
    for name in FACTS:
        if name in content and name not in {"kind", "site", *TERMS}:
            setattr(copied, name, content[name])
    if "kind" in content:
        copied.kind = OfferKind.objects.filter(pk=content["kind"]).first() or course.kind
    if "site" in content:
        sites = Site.objects.filter(pk=content["site"], partner=course.partner_id)
        copied.site = sites.select_related("municipality").first()
    terms = Term.objects.in_bulk([content[name] for name in TERMS if content.get(name)])
    for name in TERMS:
        if name in content:
            setattr(copied, name, terms.get(content[name]))
    _draw_links(copied, content)
    return copied


def _draw_links(course: Course, content: Content) -> None:
    for name, rows in (("filiere", Filiera.objects), ("occupations", Concept.objects)):
        if name in content:
            found = rows.filter(pk__in=content[name]).order_by("pk")
            _remember(course, name, found, list(found))
    if "taught" in content:
        skills = Concept.objects.in_bulk([skill for skill, _level, _assessed in content["taught"]])
        taught = [
            CourseSkill(course=course, skill=skills[skill], level=level, is_assessed=is_assessed)
            for skill, level, is_assessed in content["taught"]
            if skill in skills
        ]
        _remember(course, "taught", CourseSkill.objects.all(), sorted(taught, key=lambda row: row.skill.label_it))


def _remember(course: Course, name: str, queryset: models.QuerySet, rows: list[Any]) -> None:
    """As prefetching does: `course.<name>.all()` gives these rows and asks nothing."""
    queryset._result_cache = rows
    queryset._prefetch_done = True  # type: ignore[attr-defined]
    course._prefetched_objects_cache[name] = queryset  # type: ignore[attr-defined]


def content_read(course: Course, content: Content) -> CourseContent:
    """`content` as rows, on top of what the course says."""
    said = drawn(course, content)
    return CourseContent(
        facts={name: getattr(said, name) for name in FACTS},
        filiere=list(said.filiere.all()),
        occupations=list(said.occupations.all()),
        taught=[Taught(row.skill, row.level, row.is_assessed) for row in said.taught.all()],
    )


def fingerprints(content: Content) -> dict[str, str]:
    """A short mark for each field: two that say the same have the same one."""
    return {name: _mark(content[name]) for name in FIELDS if name in content}


def marks_of(content: Content) -> str:
    """The marks as a form carries them."""
    return json.dumps(fingerprints(content), separators=(",", ":"))


def stale(content: Content, names: Iterable[str], seen: str) -> bool:
    """Whether any of these fields says something else than the marks that came back from the form (`marks_of`)."""
    try:
        marks = json.loads(seen)
    except ValueError:
        marks = {}
    now, shown = fingerprints(content), marks if isinstance(marks, dict) else {}
    return any(shown.get(name) != now[name] for name in names)


def differing(one: Content, other: Content) -> list[str]:
    """The fields that the two say differently, in the order of the form."""
    return [name for name in FIELDS if name in one and name in other and one[name] != other[name]]


def only(content: Content, names: Iterable[str]) -> Content:
    return {name: content[name] for name in names}


def _mark(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def _column(name: str) -> str:
    return f"{name}_id" if name in {"kind", "site", *TERMS} else name


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return str(value) if isinstance(value, str) else value
