"""A list as an Excel workbook: texts are texts, never formulas; the rows go to a file on disk one after the other."""

import datetime
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000  # whole only with its last row, within the seconds of one request: a longer list is for CSV
SHEET_TITLE, WIDTH = 31, 24
FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Full-width twins too, which some programs read alike; a space before them does not help.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BREAKS = ("\t", "\r", "\n")


def workbook(*, title: str, labels: list[str], lines: Iterable[list[Any]]) -> IO[bytes]:
    """The file, at its beginning. Whoever takes it closes it, and with that it is gone from the disk."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(FORBIDDEN_IN_TITLE)[:SHEET_TITLE])
    sheet.freeze_panes = "A2"
    for column in range(1, len(labels) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    sheet.append([_heading(sheet, label) for label in labels])
    for cells in _cells(sheet, lines):
        sheet.append(cells)
    file = TemporaryFile()  # noqa: SIM115  (handed out open)
    book.save(file)
    file.seek(0)
    return file


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate it instead of showing it."""
    return text.startswith(BREAKS) or text.lstrip().startswith(FORMULA_STARTS)


def _cells(sheet: Any, lines: Iterable[list[Any]]) -> Iterator[list[Any]]:
    for line in lines:
        yield [_cell(sheet, value) for value in line]


def _heading(sheet: Any, label: str) -> Any:
    cell = _text(sheet, label)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers and dates stay what they are, so that a spreadsheet counts and sorts them."""
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)  # a workbook knows no time zones: the portal's
    if isinstance(value, str):
        clean = ILLEGAL_CHARACTERS_RE.sub("", value)
        return _text(sheet, clean) if looks_like_formula(clean) else clean
    return value


def _text(sheet: Any, text: str) -> Any:
    """What looks like a formula is marked as text, also for whoever edits the cell later."""
    cell = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = text, "s"  # setting `value` would guess the kind
    cell.quotePrefix = looks_like_formula(text)
    return cell
