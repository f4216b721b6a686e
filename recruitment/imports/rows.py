"""Cells of a feed become facts of an opening, with what is wrong and what had to be left out, column by column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.imports.errors import CellError, Problem, Trouble
from core.imports.table import Row
from core.imports.words import pieces
from recruitment.imports.enums import FeedTrouble, Remark
from recruitment.imports.fields import FIELDS
from recruitment.imports.lookup import FeedLookup, pay_range
from recruitment.models import Opening, OpeningImportRow

Facts = dict[str, Any]
NAMED = frozenset({"site", "contract", "skills", "min_eqf", "licences"})
PAY = ("pay_from", "pay_to", "pay_unit")
POSITIONS = range(1, 201)
LIMITS = {
    "code": OpeningImportRow._meta.get_field("code").max_length,
    "title": Opening._meta.get_field("title").max_length,
    "ccnl": Opening._meta.get_field("ccnl").max_length,
}
MAX_DESCRIPTION = int(Opening._meta.get_field("description").max_length or 0)
ELLIPSIS = "…"


@dataclass
class ReadRow:
    """What one row of the feed says. An empty cell says nothing: its fact is not there."""

    number: int
    said: Facts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    code: str = ""
    title: str = ""


class FeedReader:
    """Rows of one file, by the columns that were said to be something."""

    def __init__(self, headers: list[str], mapping: Mapping[str, str], lookup: FeedLookup) -> None:
        fields = {header: name for header, name in mapping.items() if name in FIELDS}
        self._columns = [(at, header, fields[header]) for at, header in enumerate(headers) if header in fields]
        self.headers = {name: header for _at, header, name in self._columns}
        self._lookup = lookup

    def header(self, name: str) -> str:
        return self.headers.get(name, str(FIELDS[name].label))

    def first_words(self, row: Row) -> ReadRow:
        """Each cell read by itself, before anything is looked up."""
        found = ReadRow(row.number)
        for at, header, name in self._columns:
            try:
                value = FIELDS[name].read(row.cells[at])
            except CellError as error:
                found.problems.append(Problem(header, error.code, error.params))
            else:
                if value not in ("", None):
                    found.said[name] = value
        found.code, found.title = found.said.pop("code", ""), found.said.get("title", "")
        return found

    @staticmethod
    def names(row: ReadRow) -> Iterator[str]:
        """What may be a concept's name."""
        yield from filter(None, (row.said.get("occupation"), row.title))
        yield from pieces(row.said.get("skills", ""))

    def read(self, row: ReadRow) -> ReadRow:
        """The words as what they stand for, in place."""
        said, row.said = row.said, {}
        for name, value in {"code": row.code, **said}.items():
            if name not in PAY:
                self._kept(row, name, value)
        if said.get("pay_from") or said.get("pay_to"):
            self._pay(row, said)
        row.said.pop("code", None)
        return row

    def _kept(self, row: ReadRow, name: str, value: Any) -> None:
        try:
            meant = self._meant(name, value, partial(self._say, row, name))
        except CellError as error:
            row.problems.append(Problem(self.header(name), error.code, error.params))
        else:
            if meant not in (None, "", []):
                row.said[name] = meant

    def _meant(self, name: str, value: Any, say: Any) -> Any:
        if name in NAMED:
            return getattr(self._lookup, name)(value, say)
        if name == "occupation":
            return self._lookup.occupation(value)
        if name == "description" and len(value) > MAX_DESCRIPTION:
            say(Remark.CUT, limit=MAX_DESCRIPTION)
            return value[: MAX_DESCRIPTION - 1].rsplit(" ", 1)[0] + ELLIPSIS
        if name == "positions" and value not in POSITIONS:
            raise CellError(FeedTrouble.POSITIONS)
        if name in LIMITS and len(value) > (LIMITS[name] or 0):
            raise CellError(Trouble.TOO_LONG, value=len(value), limit=LIMITS[name])
        return value.isoformat() if name in {"starts_on", "closes_on"} else value

    def _pay(self, row: ReadRow, said: Mapping[str, str]) -> None:
        name = "pay_from" if said.get("pay_from") else "pay_to"
        try:
            least, most = pay_range(
                said.get("pay_from", ""), said.get("pay_to", ""), said.get("pay_unit", ""),
                say=partial(self._say, row, name),
            )  # fmt: skip
        except CellError as error:
            row.problems.append(Problem(self.header(name), error.code, error.params))
        else:
            row.said |= {one: value for one, value in (("pay_from", least), ("pay_to", most)) if value is not None}

    def _say(self, row: ReadRow, name: str, code: str, **params: Any) -> None:
        row.problems.append(Problem(self.header(name), str(code), {key: str(value) for key, value in params.items()}))
