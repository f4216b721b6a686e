"""Loads the kinds of offer and the real courses of the partners (`training/data/*.toml`) and keeps them up to date.

The files are the truth until somebody touches a row: from the first event of the audit, or of the admin's history,
a course belongs to its school (a kind to the secretariat) and the seed leaves it alone. Rows are found by slug or
code, so primary keys stay; courses that left the file stay too, because editions and applications point to them. A
seeded course is published, by nobody.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from core.models import AuditEvent
from partners.models import Filiera, Partner, Site
from skills.enums import SKILL_KINDS, ConceptKind
from skills.models import Concept
from training.enums import Audience
from training.models import Course, CourseSkill, OfferKind, SynonymGroup, Term
from training.services import courses_index, synonyms_changed

DATA = Path(__file__).resolve().parent / "data"
COURSE_FIELDS = [
    "partner", "site", "kind", "title", "summary", "audience", "entry_requirements", "certification", "eqf", "isced_f",
    "hours", "source", "checked_on",
]  # fmt: skip

Row = dict[str, Any]
Keys = dict[str, int]


@transaction.atomic
def courses_seed(folder: Path = DATA) -> dict[str, int]:
    """Load or refresh kinds and courses; returns how many rows of each were written.

    Filiere, partners and vocabulary must be there: a row that names an unknown one stops the load.
    """
    terms_seed(folder)
    kinds = _seed_kinds(_read(folder, "offer_kinds"))
    rows = _free(_rows(_read(folder, "courses")))
    courses = _seed_courses(rows)
    skills = _seed_skills(rows, courses)
    _link(Course.filiere.through, "filiera_id", _pairs(rows, courses, "filiere", _filiera_keys()))
    _link(Course.occupations.through, "concept_id", _pairs(rows, courses, "occupations", _occupation_keys()))
    _seed_synonyms(_read(folder, "synonyms")["groups"])
    courses_index(courses=Course.objects.all())  # also those of schools: a release may write their words otherwise
    return {"kinds": kinds, "courses": len(courses), "skills": skills}


def _read(folder: Path, name: str) -> Row:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _touched(model: type[models.Model]) -> set[int]:
    """Keys of the rows that somebody created or changed, in the portal or in the admin."""
    events = AuditEvent.objects.changes().filter(target_type=model._meta.label_lower, actor__isnull=False).order_by()
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    keys = entries.order_by().values_list("object_id", flat=True)
    return set(events.values_list("target_id", flat=True)) | {int(key) for key in keys if key}


def _seed_kinds(data: Row) -> int:
    touched = _touched(OfferKind)
    present = {(kind.code, kind.valid_from): kind for kind in OfferKind.objects.all()}
    written = 0
    for row in data["kind"]:
        facts = {"checked_on": data["checked_on"]} | {name: value for name, value in row.items() if name != "mark"}
        facts["source"] = f"{row['source']} · {row['mark']}"
        kind = present.get((row["code"], row.get("valid_from")), OfferKind())
        if kind.pk in touched:
            continue
        for name, value in facts.items():
            setattr(kind, name, value)
        kind.save()
        written += 1
    return written


def _seed_synonyms(groups: list[list[str]]) -> None:
    """Only where there are none yet: from then on they are the secretariat's."""
    if not SynonymGroup.objects.exists():
        SynonymGroup.objects.bulk_create(SynonymGroup(words="\n".join(names)) for names in groups)
        synonyms_changed()


def terms_seed(folder: Path = DATA) -> int:
    """The official lists; rows that the secretariat touched are left alone."""
    data = _read(folder, "terms")
    touched = set(Term.objects.filter(pk__in=_touched(Term)).values_list("collection", "code"))
    rows = [row for row in data["term"] if (row["collection"], row["code"]) not in touched]
    terms = [
        Term(
            **{name: value for name, value in row.items() if name not in {"mark", "source"}},
            source=f"{row['source']} · {row['mark']}",
            checked_on=data["checked_on"],
        )
        for row in rows
    ]
    facts = ["name_it", "name_en", "kinds", "regulation", "valid_from", "valid_to", "source", "checked_on"]
    Term.objects.bulk_create(terms, update_conflicts=True, unique_fields=["collection", "code"], update_fields=facts)
    return len(terms)


def _rows(data: Row) -> list[Row]:
    """Courses with what their study path says and the file's common source."""
    common = {"source": data["source"], "checked_on": data["checked_on"]}
    paths = {row["slug"]: row for row in data["path"]}
    rows = [{**common, **paths.get(course.get("path", ""), {}), **course} for course in data["course"]]
    for row in rows:
        if row.get("skills"):
            row["source"] = f"{row['source']}; {data['skills_source']}"
    return rows


def _free(rows: list[Row]) -> list[Row]:
    """Without the courses that are now in the hands of their school."""
    taken = set(Course.objects.filter(pk__in=_touched(Course)).values_list("slug", flat=True))
    return [row for row in rows if row["slug"] not in taken]


def _seed_courses(rows: list[Row]) -> Keys:
    partners = Partner.objects.in_bulk(field_name="slug")
    kinds = {kind.code: kind for kind in OfferKind.objects.in_force()}
    sites = _sites()
    now = timezone.now()
    Course.objects.bulk_create(
        [_course(row, partners[row["partner"]], kinds[row["kind"]], sites, now) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[*COURSE_FIELDS, "hidden_at", "updated_at"],
    )
    return dict(Course.objects.filter(slug__in=[row["slug"] for row in rows]).values_list("slug", "pk"))


def _sites() -> dict[tuple[int, str], Site]:
    """By partner and school code; under the empty code, the partner's main site."""
    sites = Site.objects.order_by("pk")
    coded = {(site.partner_id, site.school_code): site for site in sites if site.school_code}
    return coded | {(site.partner_id, ""): site for site in sites if site.is_main}


def _course(row: Row, partner: Partner, kind: OfferKind, sites: dict[tuple[int, str], Site], now: Any) -> Course:
    return Course(
        slug=row["slug"],
        partner=partner,
        site=sites.get((partner.pk, row.get("site", ""))),
        kind=kind,
        title=row["title"],
        summary=row["summary"],
        audience=row.get("audience", Audience.STUDENTS),
        entry_requirements=row.get("entry_requirements", kind.entry),
        certification=row.get("certification", kind.exit_title),
        eqf=row.get("eqf", kind.eqf),
        isced_f=row.get("isced_f", ""),
        hours=row.get("hours"),
        source=row["source"],
        checked_on=row["checked_on"],
        published_at=now,
    )


def _seed_skills(rows: list[Row], courses: Keys) -> int:
    skills = dict(Concept.objects.filter(kind__in=SKILL_KINDS).values_list("notation", "pk"))
    taught = [
        CourseSkill(
            course_id=courses[row["slug"]], skill_id=skills[skill["notation"]],
            level=skill["level"], is_assessed=skill["assessed"],
        )
        for row in rows
        for skill in row.get("skills", [])
    ]  # fmt: skip
    wanted = {(skill.course_id, skill.skill_id) for skill in taught}
    present = CourseSkill.objects.filter(course__in=courses.values()).values_list("pk", "course", "skill")
    CourseSkill.objects.filter(pk__in=[pk for pk, *pair in present if tuple(pair) not in wanted]).delete()
    CourseSkill.objects.bulk_create(
        taught,
        update_conflicts=True,
        unique_fields=["course", "skill"],
        update_fields=["level", "is_assessed"],
    )
    return len(taught)


def _filiera_keys() -> Keys:
    return dict(Filiera.objects.values_list("slug", "pk"))


def _occupation_keys() -> Keys:
    return dict(Concept.objects.filter(kind=ConceptKind.OCCUPATION).values_list("notation", "pk"))


def _pairs(rows: list[Row], courses: Keys, name: str, keys: Keys) -> dict[int, set[int]]:
    return {courses[row["slug"]]: {keys[word] for word in row.get(name, [])} for row in rows}


def _link(through: Any, column: str, wanted: dict[int, set[int]]) -> None:
    """Make the links of the given courses exactly these."""
    present = set(through.objects.filter(course__in=wanted).values_list("course_id", column))
    pairs = {(course, other) for course, others in wanted.items() for other in others}
    for course, other in sorted(present - pairs):
        through.objects.filter(course=course, **{column: other}).delete()
    through.objects.bulk_create(
        through(course_id=course, **{column: other}) for course, other in sorted(pairs - present)
    )
