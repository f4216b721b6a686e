"""What the pages and the report of a file import show: its rows narrowed and counted, what is wrong in words."""

import csv
import html
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core.admin.export import safe
from core.imports.errors import Told
from core.imports.file_states import RowAction, RowOutcome

ORDER = (RowAction.ERROR, RowAction.NEW, RowAction.CHANGED, RowAction.WITHDRAWN, RowAction.SAME)
TONES = {
    RowAction.ERROR: "danger", RowAction.NEW: "success", RowAction.CHANGED: "primary", RowAction.WITHDRAWN: "warning",
}  # fmt: skip
OUTCOME_TONES = {RowOutcome.FAILED: "danger", RowOutcome.KEPT: "warning", RowOutcome.DONE: "success"}


@dataclass(frozen=True)
class ShownRow:
    """A row with its changes in words; `url` and `name` are of what it stands for here, where there is one."""

    row: Any
    changes: list[Any]
    problems: list[Told]
    url: str = ""
    name: str = ""

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


def action_counts(run: Any) -> list[Count]:
    return [
        Count(action, run.counts[action.value], TONES.get(action, "secondary"))
        for action in ORDER
        if run.counts.get(action.value)
    ]


def outcome_counts(run: Any) -> list[Count]:
    return [
        Count(outcome, run.counts[outcome.value], OUTCOME_TONES.get(outcome, "secondary"))
        for outcome in RowOutcome
        if run.counts.get(outcome.value)
    ]


def import_rows(run: Any, *, wanted: str = "") -> QuerySet[Any]:
    """Those of one action or outcome; without a wish all but those that change nothing, errors first by nature."""
    rows = run.rows.order_by("number", "pk")
    if wanted in RowAction.values:
        return rows.filter(action=wanted)
    if wanted in RowOutcome.values:
        return rows.filter(outcome=wanted).exclude(action__in=[RowAction.SAME, RowAction.ERROR])
    return rows.exclude(action=RowAction.SAME)


def report_csv(rows: Iterable[ShownRow]) -> bytes:
    """Row, title, what it does, what became of it, each change and each error; nothing that acts as a formula."""
    lines = [[_("riga"), _("titolo"), _("che cosa fa"), _("esito"), _("colonna"), _("prima"), _("dopo o errore")]]
    for shown in rows:
        row = shown.row
        head = [row.number or "", row.title, row.get_action_display(), row.get_outcome_display()]
        lines += [[*head, change.label, _text(change.before), _text(change.after)] for change in shown.changes]
        lines += [[*head, problem.column, "", problem.words] for problem in shown.problems]
        if row.note or not (shown.changes or shown.problems):
            lines.append([*head, "", "", row.note])
    return csv_bytes(lines)


def csv_bytes(lines: Iterable[Iterable[Any]]) -> bytes:
    """As Excel in Italy opens it with a double click."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    for line in lines:
        writer.writerow([safe(str(value)) for value in line])
    return target.getvalue().encode("utf-8-sig")


def _text(marked: str) -> str:
    return html.unescape(strip_tags(marked))
