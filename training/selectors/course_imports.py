"""What the pages of an import show: its rows in words, field by field, and what is wrong with them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.imports.errors import told
from core.imports.file_states import RowAction
from core.imports.shown import ShownRow
from training.enums import Enrolment, Mode
from training.imports.editions import DATES
from training.imports.enums import RowTrouble
from training.imports.fields import FIELDS
from training.imports.lookup import known_words
from training.models import CourseImportRow, Edition
from training.selectors.course_changes import Change, Words, label_of, marked

OF_EDITION = "edition."


def shown_rows(rows: Iterable[CourseImportRow]) -> list[ShownRow]:
    """Values of all rows are put into words together: as many queries for fifty rows as for one."""
    rows = list(rows)
    prefetch_related_objects(rows, "course")
    contents = [
        {name.removeprefix(OF_EDITION): value}
        for row in rows
        for name, *values in row.changes
        for value in values
        if value is not None
    ]
    words = Words(contents)
    known = known_words() if any(row.problems for row in rows) else {}
    return [_shown(row, words, known) for row in rows]


def _shown(row: CourseImportRow, words: Words, known: dict[str, str]) -> ShownRow:
    problems = [told(problem, [RowTrouble], known) for problem in row.problems]
    if row.course is None:
        return ShownRow(row, _changes(row, words), problems)
    url = reverse("training:course_update", args=[row.course.pk])
    return ShownRow(row, _changes(row, words), problems, url=url, name=row.course.title)


def _changes(row: CourseImportRow, words: Words) -> list[Change]:
    found = []
    for name, before, after in row.changes:
        sides = (_value(name, before, words), _value(name, after, words))
        is_new = row.action == RowAction.NEW or before is None
        shown = ("", mark_safe(escape(sides[1]))) if is_new else marked(*sides)  # noqa: S308  (escaped here)
        found.append(Change(name, _label(name), *shown))  # type: ignore[arg-type]
    return found


def _label(name: str) -> str:
    if name == "code":
        return str(FIELDS["code"].label).capitalize()
    if not name.startswith(OF_EDITION):
        return label_of(name)
    words = str(Edition._meta.get_field(name.removeprefix(OF_EDITION)).verbose_name)  # type: ignore[union-attr]
    return _("Edizione: %(what)s") % {"what": words}


def _value(name: str, value: Any, words: Words) -> str:
    if value is None:
        return ""
    plain = name.removeprefix(OF_EDITION)
    if name == "code":
        return str(value)
    if plain in DATES:
        return formats.date_format(datetime.date.fromisoformat(value), "SHORT_DATE_FORMAT") if value else ""
    if name.startswith(OF_EDITION) and plain != "site":
        choices = {"mode": Mode, "enrolment": Enrolment}.get(plain)
        return str(choices(value).label) if choices else str(value)
    return words.of(plain, value)
