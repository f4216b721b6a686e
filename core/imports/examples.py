"""A small table that shows how a file may look, in each format."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from core.admin.workbook import workbook
from core.imports.shown import csv_bytes

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "xml": "application/xml",
}
Lines = Sequence[list[Any]]


def example(kind: str, *, headers: list[str], rows: Lines, title: str, xml: Callable[[], str]) -> bytes:
    """The same rows in the format asked for; `title` names the sheet and the list."""
    if kind == "csv":
        return csv_bytes([headers, *rows])
    if kind == "xlsx":
        with workbook(title=title, labels=headers, lines=rows) as file:
            return file.read()
    if kind == "json":
        records = [dict(zip(headers, row, strict=True)) for row in rows]
        return json.dumps({title.casefold(): records}, ensure_ascii=False, indent=1).encode()
    return xml().encode()
