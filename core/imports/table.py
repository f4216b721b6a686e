"""What every file becomes: headers and numbered rows. The header is found below titles and above the first data."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from core.imports import cells
from core.imports.columns import BELOW
from core.imports.errors import CellError, FileRefusedError

MAX_ROWS = 20_000
MAX_COLUMNS = 120
MAX_EMPTY = 500  # that many empty rows in a row: what follows is a format, not data
HEADER_WITHIN = 15
MAX_HEADER = 120

Cells = list[Any]
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Row:
    """One record: its number as its reader counts (the row of the sheet, the n-th of a list) and its cells."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    headers: list[str]
    rows: Iterator[Row]


class Clock:
    """Gives up with a message instead of keeping somebody waiting."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._ends:
            raise FileRefusedError(_("Il file richiede troppo tempo per essere letto: dividilo in file più piccoli."))


def table_from_rows(
    raw: Iterable[tuple[int, Cells]], *, known: Known, clock: Clock, groups: Mapping[int, Cells] | None = None
) -> Table:
    """The table in numbered lists of cells. `known` says whether a header is one that we look for.

    `groups` are rows of headers that span several columns: a header repeated below them is told apart by theirs.
    """
    filled = _filled(raw, clock)
    first = list(islice(filled, HEADER_WITHIN))
    at = _header_at(first, known)
    number, titles = first[at]
    headers = _headers(titles, (groups or {}).get(number - 1))
    rest = chain(first[at + 1 :], filled)
    return Table(headers, _rows(rest, len(headers)))


def table_from_records(records: Iterable[Mapping[str, Any]], *, clock: Clock) -> Table:
    """The table of records with names, such as those of JSON and XML; the names in their first order."""
    rows: list[Mapping[str, Any]] = []
    headers: dict[str, None] = {}
    for record in records:
        clock.check()
        rows.append(record)
        headers |= dict.fromkeys(record)
        _not_too_many(len(rows))
    names = [name for name in headers if name][:MAX_COLUMNS]
    if not rows or not names:
        raise FileRefusedError(_("Nel file non ci sono righe da importare."))
    numbered = (Row(number, [row.get(name) for name in names]) for number, row in enumerate(rows, start=1))
    return Table([name[:MAX_HEADER] for name in names], numbered)


def _filled(raw: Iterable[tuple[int, Cells]], clock: Clock) -> Iterator[tuple[int, Cells]]:
    """Rows that hold something, until nothing comes any more."""
    empty = found = 0
    for number, values in raw:
        clock.check()
        if any(value not in (None, "") and value != " " for value in values):
            empty, found = 0, found + 1
            _not_too_many(found)
            yield number, values[:MAX_COLUMNS]
        elif (empty := empty + 1) > MAX_EMPTY:
            return


def _not_too_many(rows: int) -> None:
    if rows > MAX_ROWS:
        raise FileRefusedError(
            _("Il file ha più di %(limit)d righe: dividilo in file più piccoli.") % {"limit": MAX_ROWS}
        )


def _header_at(first: list[tuple[int, Cells]], known: Known) -> int:
    """The row with most names that we know; without any, the first with at least two cells of text."""
    scores = [sum(known(_shown(value)) for value in values) for _number, values in first]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    for at, (_number, values) in enumerate(first):
        if sum(isinstance(value, str) and any(map(str.isalpha, value)) for value in values) > 1:
            return at
    raise FileRefusedError(
        _("Nel file non si trova una tabella: serve una riga con i nomi delle colonne e, sotto, una per voce.")
    )


def _headers(titles: Cells, group: Cells | None) -> list[str]:
    """The last empty columns fall off; two alike are told apart by the header above them, or by a number."""
    names = [_shown(value)[:MAX_HEADER] for value in titles]
    while names and not names[-1]:
        names.pop()
    above = [_shown(value) for value in group or []] + [""] * len(names)
    spelled = [
        f"{above[at]}{BELOW}{name}" if above[at] and name != above[at] else name for at, name in enumerate(names)
    ]
    seen: dict[str, int] = {}
    unique = []
    for at, name in enumerate(spelled):
        wanted = (name or f"({at + 1})")[:MAX_HEADER]
        seen[wanted] = seen.get(wanted, 0) + 1
        unique.append(wanted if seen[wanted] == 1 else f"{wanted} ({seen[wanted]})")
    return unique


def _rows(rest: Iterable[tuple[int, Cells]], width: int) -> Iterator[Row]:
    for number, values in rest:
        yield Row(number, (values + [None] * width)[:width])


def _shown(value: Any) -> str:
    try:
        return cells.one_line(value)
    except CellError:
        return ""
