"""What the pages of an import show: its rows in words, field by field, and what is wrong with them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.imports.errors import Trouble
from training.enums import Enrolment, Mode
from training.imports.editions import DATES
from training.imports.enums import RowAction, RowOutcome, RowTrouble
from training.imports.fields import FIELDS
from training.models import CourseImport, CourseImportRow, Edition
from training.selectors.course_changes import Change, Words, label_of, marked

OF_EDITION = "edition."
ORDER = (RowAction.ERROR, RowAction.NEW, RowAction.CHANGED, RowAction.WITHDRAWN, RowAction.SAME)
TONES = {
    RowAction.ERROR: "danger", RowAction.NEW: "success", RowAction.CHANGED: "primary", RowAction.WITHDRAWN: "warning",
}  # fmt: skip
OUTCOME_TONES = {RowOutcome.FAILED: "danger", RowOutcome.KEPT: "warning", RowOutcome.DONE: "success"}


@dataclass(frozen=True)
class Told:
    """Something wrong: in which column, and what would be right."""

    column: str
    words: str


@dataclass(frozen=True)
class ShownRow:
    row: CourseImportRow
    changes: list[Change]
    problems: list[Told]

    @property
    def tone(self) -> str:
        return TONES.get(RowAction(self.row.action), "secondary")

    @property
    def outcome_tone(self) -> str:
        return OUTCOME_TONES.get(RowOutcome(self.row.outcome), "secondary")


@dataclass(frozen=True)
class Count:
    """How many rows do the same; `choice` is the value by which the page is narrowed."""

    choice: RowAction | RowOutcome
    number: int
    tone: str


def action_counts(run: CourseImport) -> list[Count]:
    return [
        Count(action, run.counts[action.value], TONES.get(action, "secondary"))
        for action in ORDER
        if run.counts.get(action.value)
    ]


def outcome_counts(run: CourseImport) -> list[Count]:
    return [
        Count(outcome, run.counts[outcome.value], OUTCOME_TONES.get(outcome, "secondary"))
        for outcome in RowOutcome
        if run.counts.get(outcome.value)
    ]


def import_rows(run: CourseImport, *, wanted: str = "") -> QuerySet[CourseImportRow]:
    """Those of one action or outcome; without a wish all but those that change nothing, errors first by nature."""
    rows = run.rows.select_related("course").order_by("number", "pk")
    if wanted in RowAction.values:
        return rows.filter(action=wanted)
    if wanted in RowOutcome.values:
        return rows.filter(outcome=wanted).exclude(action__in=[RowAction.SAME, RowAction.ERROR])
    return rows.exclude(action=RowAction.SAME)


def shown_rows(rows: Iterable[CourseImportRow]) -> list[ShownRow]:
    """Values of all rows are put into words together: as many queries for fifty rows as for one."""
    rows = list(rows)
    contents = [
        {name.removeprefix(OF_EDITION): value}
        for row in rows
        for name, *values in row.changes
        for value in values
        if value is not None
    ]
    words = Words(contents)
    return [ShownRow(row, _changes(row, words), [told(problem) for problem in row.problems]) for row in rows]


def told(problem: dict[str, Any]) -> Told:
    """The sentence of a problem, in the reader's language."""
    code = problem["code"]
    trouble = RowTrouble(code) if code in RowTrouble.values else Trouble(code)
    named = {"value": "", "known": "", "limit": ""} | problem["params"]
    return Told(problem["column"], str(trouble.label) % named)


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
