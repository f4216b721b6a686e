"""Cells become facts: what a row says about its course and its edition, or what is wrong, column by column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.imports.cells import folded
from core.imports.errors import CellError, Problem, Trouble
from core.imports.table import Row
from training.imports.fields import EDITION, FIELDS, LISTS
from training.imports.lookup import Lookup
from training.models import Course, Edition

Facts = dict[str, Any]
EMPTY: Facts = {"eqf": None, "site": None, "figure": None, "attestation": None, "funding": None}
NAMED = (  # cells with words of a list
    "kind", "audience", "mode", "site", "eqf", "isced_f", "language", "figure", "attestation", "funding", "cup_code",
    *LISTS,
)  # fmt: skip
KEYS = ("kind", "site", "figure", "attestation", "funding")
KEPT_WHEN_EMPTY = ("title", "kind", "audience", "mode", "site", "language")  # an empty cell changes nothing
MAX_SMALL = 32_767


@dataclass
class ReadRow:
    """What one row of the file says. Facts of columns that are not in the file are not there."""

    number: int
    code: str = ""
    title: str = ""
    course: Facts = field(default_factory=dict)
    edition: Facts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_edition(self) -> bool:
        return any(self.edition.get(name) for name in ("starts_on", "ends_on"))


class Reader:
    """Rows of one file, by the columns that were said to be something."""

    def __init__(self, headers: list[str], mapping: Mapping[str, str], lookup: Lookup) -> None:
        fields = {header: name for header, name in mapping.items() if name in FIELDS}
        self._columns = [(at, header, fields[header]) for at, header in enumerate(headers) if header in fields]
        self.headers = {name: header for _at, header, name in self._columns}
        self._lookup = lookup
        self._models = {name: (Edition if name in EDITION else Course) for name in FIELDS if name != "code"}

    def first_words(self, row: Row) -> tuple[Row, dict[str, Any], list[Problem]]:
        """Each cell read by itself, before anything is looked up."""
        values: dict[str, Any] = {}
        problems = []
        for at, header, name in self._columns:
            try:
                values[name] = FIELDS[name].read(row.cells[at])
            except CellError as error:
                problems.append(Problem(header, error.code, error.params))
        return row, values, problems

    def concept_cells(self, values: Mapping[str, Any]) -> Iterator[str]:
        for name in ("occupations", "taught"):
            if values.get(name):
                yield values[name]

    def read(self, row: Row, values: Mapping[str, Any], problems: list[Problem]) -> ReadRow:
        found = ReadRow(row.number, code=values.get("code") or "", title=values.get("title") or "", problems=problems)
        for name, value in values.items():
            facts = found.edition if name in EDITION else found.course
            try:
                if name != "code" and not (name in KEPT_WHEN_EMPTY and not value):
                    facts[name] = self._valid(name, self._meant(name, value))
            except CellError as error:
                found.problems.append(Problem(self.headers[name], error.code, error.params))
        return found

    def _meant(self, name: str, value: Any) -> Any:
        """Words of a list as what they stand for; the empty value of the column where there is nothing."""
        if value in ("", None):
            return [] if name in LISTS else EMPTY.get(name, value)
        return getattr(self._lookup, name)(value) if name in NAMED else value

    def _valid(self, name: str, value: Any) -> Any:
        """What the column cannot hold is said here, in the words of imports."""
        if isinstance(value, str) and name in self._models:
            limit = getattr(self._models[name]._meta.get_field(name), "max_length", None)
            if limit and len(value) > limit:
                raise CellError(Trouble.TOO_LONG, value=len(value), limit=limit)
        if isinstance(value, int) and name not in KEYS and value > self._most(name):
            raise CellError(Trouble.TOO_BIG, value=value)
        return value

    @staticmethod
    def _most(name: str) -> int:
        return 10_000_000 if name == "cost_cents" else MAX_SMALL


def key_of(row: ReadRow) -> tuple[str, str]:
    """Rows with the same key are one course."""
    return ("code", row.code) if row.code else ("title", folded(row.title))
