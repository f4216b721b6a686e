"""JSON: a list of objects, or the longest such list inside an object. Inner objects become columns "a.b"."""

import json
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from core.imports.csv_file import decoded
from core.imports.errors import FileRefusedError
from core.imports.table import Clock, Table, table_from_records

MAX_DEPTH = 6
GRAPHS = {"@graph", "itemListElement"}
NAMES = ("name", "title", "label", "@value", "nome", "titolo")


def json_table(source: IO[bytes], *, clock: Clock) -> Table:
    try:
        content = json.loads(decoded(source.read()))
        found = max(_lists(content, 0), key=len, default=[])
        return table_from_records((dict(_flat(record, "", 0)) for record in found), clock=clock)
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(
            _("Il file JSON è rovinato: aprilo con il programma che l'ha scritto e salvalo di nuovo.")
        ) from error


def _lists(value: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    """Lists of objects; a single object is a list of one where nothing better is found."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        records = [one for one in value if isinstance(one, dict)]
        if records:
            yield records
    elif isinstance(value, dict):
        if "@type" in value and not GRAPHS & set(value):
            yield [value]  # a thing of schema.org is one record: its lists are parts of it
            return
        for inner in value.values():
            yield from _lists(inner, depth + 1)
        if depth == 0 and value:
            yield [value]


def _flat(record: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from _flat(value, f"{path}.", depth + 1)
        elif (part := _only_part(value)) is not None and depth < MAX_DEPTH:
            yield from _flat(part, f"{path}.", depth + 1)
        elif isinstance(value, list):
            yield path, "; ".join(filter(None, map(_named, value)))
        else:
            yield path, value if isinstance(value, str | int | float | bool | None) else str(value)


def _only_part(value: Any) -> dict[str, Any] | None:
    """The one nameless object of a list: a part like any other."""
    is_one = isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)
    return value[0] if is_one and not _named(value[0]) else None


def _named(value: Any) -> str:
    """One of a list in words: itself, or its name."""
    if isinstance(value, dict):
        return next((str(value[name]) for name in NAMES if isinstance(value.get(name), str)), "")
    return "" if value is None or isinstance(value, list) else str(value)
