"""What a page of cards reads: two statements whose SQL is made once, rows with the columns that a card shows."""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from core import prepared
from core.prepared import Given, GivenWords, is_any
from training.models import Course, CourseSkill, Edition
from training.selectors.card_edition import card_key, editions_to_come, taken
from training.selectors.search_text import headline, names, passage

CARD_SKILLS = 4
COURSE_COLUMNS = ("pk", "title", "slug", "summary", "is_demo", "hours", "mode", "audience")
EDITION_COLUMNS = (
    "course", "starts_on", "ends_on", "seats", "min_enrolment", "applications_open_on", "applications_close_on",
    "cancelled_at", "enrolment",
)  # fmt: skip
KEYS, DAY = Given("keys", ArrayField(BigIntegerField())), Given("day", DateField())


def card_courses(keys: Sequence[int], words: str) -> list[Any]:
    """In the order of the keys; with words (as PostgreSQL writes them) also the texts in which they are marked."""
    language = "en" if get_language() == "en" else "it"
    if words:
        found = prepared.named_rows(MARKED[language], keys=list(keys), words=words)
    else:
        found = prepared.named_rows(PLAIN[language], keys=list(keys))
    by_key = {course.pk: course for course in found}
    return [by_key[key] for key in keys if key in by_key]


def card_editions(keys: Sequence[int], day: datetime.date) -> dict[int, Edition]:
    """The one that a course's card shows, by course."""
    return {edition.course_id: edition for edition in prepared.rows(_editions, keys=list(keys), day=day)}


def _courses(language: str) -> QuerySet[Course]:
    label = Coalesce(NullIf(F(f"skill__label_{language}"), Value("")), F("skill__label_it"))
    skills = CourseSkill.objects.filter(course=OuterRef("pk")).order_by(
        "-is_assessed", "-level", "skill__label_it", "pk"
    )
    return (
        Course.objects.filter(is_any("pk", KEYS))
        .order_by()
        .values_list(*COURSE_COLUMNS)
        .annotate(
            card_kind=Coalesce(NullIf(F(f"kind__name_{language}"), Value("")), F("kind__name_it")),
            card_level=Coalesce("eqf", "kind__eqf"),
            card_partner=F("partner__name"),
            card_town=F("site__municipality__name"),
            card_skills=ArraySubquery(skills.values(label=label)[:CARD_SKILLS]),
        )
    )


def _marked_courses(language: str) -> QuerySet[Course]:
    words = GivenWords("words")
    return _courses(language).annotate(
        marked_title=headline("title", words),
        marked_summary=headline("summary", words),
        marked_terms=names(words),
        marked_text=passage("description", words),
    )


def _editions() -> QuerySet[Edition]:
    return (
        editions_to_come(DAY)
        .filter(is_any("course", KEYS))
        .with_queue()
        .alias(key=card_key(DAY))
        .order_by("course_id", "key", "pk")
        .distinct("course_id")
        .only(*EDITION_COLUMNS)
        .annotate(taken=taken(), town=F("site__municipality__name"))
    )


PLAIN = {language: partial(_courses, language) for language in ("it", "en")}
MARKED = {language: partial(_marked_courses, language) for language in ("it", "en")}
