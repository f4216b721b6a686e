"""Files of a classification: CSV and XLSX tables as ISTAT and AGID publish them, JSON of the package `ateco`.

Columns are known by their headings. What is no such file is refused with what to bring instead.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import BusinessRuleError
from skills.classifications.codes import Code, Correspondence, parent_code
from skills.enums import MappingRelation

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
CODE = re.compile(r"[A-Z]|\d{2,4}|\d\d\.\d{1,2}(\.\d{1,2})?")
LEAF = re.compile(r"\d\d\.\d\d\.\d\d")
IS_CODE, IS_LABEL = re.compile("codice|code"), re.compile("titolo|descriz|title|label")
IS_ENGLISH = re.compile("ingl|engl|_en|-en")
EARLIER, LATER = re.compile("2007|2022"), re.compile("2025")
IS_SHARE = re.compile("copertura|coverage")
WHOLE = "TOTALE"
# How the earlier code stands to the later one, by whether all of (later, earlier) is in the other.
RELATIONS = {
    (True, True): MappingRelation.EXACT,
    (False, True): MappingRelation.BROAD,
    (True, False): MappingRelation.NARROW,
    (False, False): MappingRelation.CLOSE,
}
Table = Iterator[list[str]]


def read_codes(path: Path) -> list[Code]:
    """The codes of the file, in its order; each once."""
    data = _data(path)
    rows = data["nodes"] if isinstance(data, dict) and "nodes" in data else _records(data, "codes")
    found: dict[str, Code] = {}
    section = ""
    for row in rows:
        code = str(row.get("code") or "").strip()
        label, english = (" ".join(str(row.get(name) or "").split()) for name in ("title", "english"))
        if not CODE.fullmatch(code) or not label:
            continue
        section = section if code[0].isdigit() else code
        found.setdefault(code, Code(code, row.get("parent") or parent_code(code, section), label, english))
    if not found:
        raise BusinessRuleError(
            _("Nel file non troviamo i codici: servono una colonna «codice» e una «titolo» o «descrizione».")
        )
    return list(found.values())


def read_correspondences(path: Path) -> list[Correspondence]:
    """Pairs of codes of the last level; those above follow from them."""
    data = _data(path)
    is_package = isinstance(data, dict) and "mappings" in data
    rows = [_mapping(row) for row in data["mappings"]] if is_package else list(_records(data, "pairs"))
    pairs = {
        (row["earlier"], row["later"]): Correspondence(
            row["earlier"], row["later"], RELATIONS[_is_whole(row, "share_later"), _is_whole(row, "share")].value
        )
        for row in rows
        if LEAF.fullmatch(row["earlier"]) and LEAF.fullmatch(row["later"])
    }
    if not pairs:
        raise BusinessRuleError(
            _("Nel file non troviamo le corrispondenze: servono una colonna di codici 2007 e una di codici 2025.")
        )
    return list(pairs.values())


def _mapping(row: dict[str, str]) -> dict[str, str]:
    return {
        "earlier": row["code_2022"],
        "later": row["code_2025"],
        "share": row["coverage_2022"],
        "share_later": row["coverage_2025"],
    }


def _is_whole(row: dict[str, str], name: str) -> bool:
    return row.get(name, "").strip().upper() == WHOLE


def _data(path: Path) -> Any:
    """The object of a JSON file, or the rows of a table."""
    if path.stat().st_size > MAX_BYTES:
        raise BusinessRuleError(_("Il file è troppo grande: una classificazione sta in 20 MB."))
    name = path.name.lower()
    try:
        if name.endswith((".json", ".json.gz")):
            return json.loads(_text(path))
        return _sheet(path) if name.endswith(".xlsx") else _table(_text(path))
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, InvalidFileException, csv.Error) as error:
        raise BusinessRuleError(_("Il file non si legge: servono un CSV, un XLSX o un JSON.")) from error


def _text(path: Path) -> str:
    with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BusinessRuleError(_("Il file è troppo grande: una classificazione sta in 20 MB."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _table(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return [row for row, _n in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(MAX_ROWS), strict=False)]


def _sheet(path: Path) -> list[list[str]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    finally:
        book.close()


def _records(rows: Any, kind: str) -> Iterator[dict[str, str]]:
    """The rows below the heading, which may stand under a title, by the names that the headings mean."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    columns: dict[str, int] = {}
    for row in rows:
        if columns:
            yield {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        else:
            columns = _columns(row, kind)


def _columns(heading: list[str], kind: str) -> dict[str, int]:
    """{} while this row is no heading."""
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = _code_column(cell.lower()) if kind == "codes" else _pair_column(cell.lower())
        if name:
            found.setdefault(name, place)
    needed = {"code", "title"} if kind == "codes" else {"earlier", "later"}
    return found if needed <= found.keys() else {}


def _code_column(cell: str) -> str:
    if IS_LABEL.search(cell):
        return "english" if IS_ENGLISH.search(cell) else "title"
    return "code" if IS_CODE.search(cell) else ""


def _pair_column(cell: str) -> str:
    side = "later" if LATER.search(cell) else "earlier" if EARLIER.search(cell) else ""
    if side and IS_SHARE.search(cell):
        return "share_later" if side == "later" else "share"
    return side if side and IS_CODE.search(cell) and not IS_LABEL.search(cell) else ""
