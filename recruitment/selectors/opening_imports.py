"""What the pages of a feed show: its rows in words, field by field, and what is wrong with them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import mark_safe

from core.imports.errors import told
from core.imports.file_states import RowAction
from core.imports.shown import ShownRow
from core.templatetags.polo import local
from partners.models import Site
from recruitment.enums import Contract, LicenceKind
from recruitment.imports.enums import FeedTrouble, Remark
from recruitment.imports.facts import DATES
from recruitment.imports.fields import FIELDS
from recruitment.models import OpeningImportRow
from skills.models import Concept
from training.selectors.course_changes import Change, marked

KEYS = ("occupation", "skills")


def shown_rows(rows: Iterable[OpeningImportRow]) -> list[ShownRow]:
    """Values of all rows are put into words together: as many queries for fifty rows as for one."""
    rows = list(rows)
    prefetch_related_objects(rows, "opening")
    words = _Words(rows)
    known = {FeedTrouble.CONTRACT.value: ", ".join(str(choice.label) for choice in Contract)}
    return [_shown(row, words, known) for row in rows]


class _Words:
    """Values in words; the rows that they name are read together."""

    def __init__(self, rows: Iterable[OpeningImportRow]) -> None:
        said = [(name, value) for row in rows for name, *values in row.changes for value in values if value]
        concepts = {pk for name, value in said if name in KEYS for pk in _keys(value)}
        sites = {value for name, value in said if name == "site"}
        self._concepts = {row.pk: local(row, "label") for row in Concept.objects.filter(pk__in=concepts)}
        found = Site.objects.filter(pk__in=sites).select_related("municipality")
        self._sites = {row.pk: f"{row} · {row.municipality}" for row in found}

    def of(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name in DATES:
            return formats.date_format(datetime.date.fromisoformat(value), "SHORT_DATE_FORMAT")
        words = self._listed(name, value)
        return str(value) if words is None else "\n".join(words)

    def _listed(self, name: str, value: Any) -> list[str] | None:
        """What a value of a list stands for; None where the value speaks for itself."""
        if name in KEYS:
            return sorted(self._concepts.get(pk, "") for pk in _keys(value))
        if name == "site":
            return [self._sites.get(value, "")]
        if name == "contract":
            return [str(Contract(value).label)]
        if name == "licences":
            return [str(LicenceKind(kind).label) for kind in value]
        return [f"EQF {value}"] if name == "min_eqf" else None


def _keys(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value]


def _shown(row: OpeningImportRow, words: _Words, known: dict[str, str]) -> ShownRow:
    problems = [told(problem, [FeedTrouble, Remark], known) for problem in row.problems]
    changes = [_change(row, words, *change) for change in row.changes]
    if row.opening is None:
        return ShownRow(row, changes, problems)
    return ShownRow(row, changes, problems, url=row.opening.get_absolute_url(), name=row.opening.title)


def _change(row: OpeningImportRow, words: _Words, name: str, before: Any, after: Any) -> Change:
    label = str(FIELDS[name].label)
    sides = (words.of(name, before), words.of(name, after))
    is_new = row.action == RowAction.NEW or before is None
    shown = ("", mark_safe(escape(sides[1]))) if is_new else marked(*sides)  # noqa: S308  (escaped here)
    return Change(name, label[:1].upper() + label[1:], *shown)  # type: ignore[arg-type]
