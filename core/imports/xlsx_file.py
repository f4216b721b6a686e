"""Excel: the first sheet with something in it, read row by row.

Dates follow the workbook's own calendar (1900 or 1904); numbers keep the zeros that their format shows; merged cells
say the same in each of their places; of formulas the result that Excel kept is read, and one without is an error of
its cell.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from core.imports.cells import Broken
from core.imports.errors import FileRefusedError, Trouble
from core.imports.table import MAX_COLUMNS, MAX_EMPTY, MAX_ROWS, Cells, Clock, Known, Table, table_from_rows
from core.imports.zips import check_workbook

# Pictures, extensions and other things that no table needs: not worth a line in the log.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")

MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
MAX_MERGED = 50_000
CHUNK = 1024 * 1024
OVERLAP = 200
LAST_ROW = MAX_ROWS + MAX_EMPTY * 4

Merged = dict[tuple[int, int], tuple[int, int]]  # (row, column) -> the cell that says it


def xlsx_table(source: IO[bytes], *, known: Known, clock: Clock) -> Table:
    check_workbook(source)
    try:
        sheet, merged, has_formulas = _open(source, clock)
        formulas = _formulas(source, sheet.title) if has_formulas else None
        first = _values(sheet, formulas, merged, clock)
        groups = dict(_spanning(sheet, merged)) if merged else {}
        return table_from_rows(_guarded(first), known=known, clock=clock, groups=groups)
    except FileRefusedError:
        raise
    except Exception as error:  # openpyxl fails in its own many ways on a file that is not what it says
        raise _broken() from error


def _broken() -> FileRefusedError:
    return FileRefusedError(_("Il file Excel è rovinato o non è come Excel li scrive: salvalo di nuovo, o come CSV."))


def _open(source: IO[bytes], clock: Clock) -> tuple[Any, Merged, bool]:
    """The first visible sheet with a row in it, where its cells are merged, whether it computes."""
    workbook = load_workbook(source, read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # what a file declares about itself is not believed
        if sheet.sheet_state == "visible" and any(_first_rows(sheet)):
            merged, has_formulas = _looked_through(source, sheet._worksheet_path, clock)
            return sheet, merged, has_formulas
    raise FileRefusedError(_("Il foglio Excel è vuoto."))


def _first_rows(sheet: Any) -> Iterator[bool]:
    for row in sheet.iter_rows(max_row=MAX_EMPTY, max_col=MAX_COLUMNS, values_only=True):
        yield any(value is not None for value in row)


def _looked_through(source: IO[bytes], path: str, clock: Clock) -> tuple[Merged, bool]:
    """What the reader of rows does not tell, found in the text of the sheet."""
    merged: Merged = {}
    has_formulas, tail = False, b""
    with zipfile.ZipFile(source) as archive, archive.open(path.lstrip("/")) as sheet:
        while chunk := sheet.read(CHUNK):
            clock.check()
            piece = tail + chunk
            has_formulas = has_formulas or FORMULA.search(piece) is not None
            for found in MERGE.finditer(piece):
                _merge(merged, found[1].decode())
            tail = piece[-OVERLAP:]
    return merged, has_formulas


def _merge(merged: Merged, reference: str) -> None:
    left, top, right, bottom = range_boundaries(reference)
    right, bottom = min(right, MAX_COLUMNS), min(bottom, LAST_ROW)
    if len(merged) + (right - left + 1) * (bottom - top + 1) > MAX_MERGED:
        return
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            merged[row, column] = (top, left)


def _formulas(source: IO[bytes], title: str) -> Iterator[tuple[Any, ...]]:
    """The same sheet with formulas instead of their results, row by row."""
    sheet = load_workbook(source, read_only=True, keep_links=False)[title]
    sheet.reset_dimensions()
    return sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)


def _values(sheet: Any, formulas: Iterator[Any] | None, merged: Merged, clock: Clock) -> Iterator[tuple[int, Cells]]:
    said: dict[tuple[int, int], Any] = {}
    origins = set(merged.values())
    for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS), start=1):
        clock.check()
        computed = next(formulas, ()) if formulas is not None else ()
        values = [_value(cell) for cell in row]
        for at, cell in enumerate(computed):
            if cell.data_type == "f" and at < len(values) and values[at] is None:
                values[at] = Broken(Trouble.FORMULA, "=")
        if merged:
            _fill(values, number, merged, said, origins)
        yield number, values


def _fill(values: Cells, row: int, merged: Merged, said: dict[tuple[int, int], Any], origins: set[Any]) -> None:
    """Cells merged downwards say what the first one says; merged to the right, only the first one speaks."""
    for at in range(len(values)):
        place = (row, at + 1)
        if place in origins:
            said[place] = values[at]
        elif (origin := merged.get(place)) and origin[0] < row and origin[1] == at + 1:
            values[at] = said.get(origin)


def _spanning(sheet: Any, merged: Merged) -> Iterator[tuple[int, Cells]]:
    """Rows of headers with cells merged to the right, each of their places filled; a title across all is none."""
    rows = {row for row, _column in merged}
    for number, row in enumerate(sheet.iter_rows(max_row=20, max_col=MAX_COLUMNS), start=1):
        if number not in rows:
            continue
        values = [_value(cell) for cell in row]
        wide = [at for at in range(len(values)) if merged.get((number, at + 1), (0, 0))[0] == number]
        if len({merged[number, at + 1] for at in wide}) == 1 and len(wide) == len(values):
            continue
        spread = [values[merged[number, at + 1][1] - 1] if at in wide else None for at in range(len(values))]
        yield number, spread


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return Broken(Trouble.CELL_ERROR, str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        shown = cell.number_format or ""
        return f"{value:0{len(shown)}d}" if shown and set(shown) == {"0"} and len(shown) > 1 else value
    return value


def _guarded(rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """Rows come after the file was opened: what fails then is the same broken file."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except FileRefusedError:
            raise
        except Exception as error:  # as above: no two broken files fail alike
            raise _broken() from error
        yield row
