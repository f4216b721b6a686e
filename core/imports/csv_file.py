"""CSV as it comes: any separator, UTF-8 with or without its mark, UTF-16 or the Western alphabet of Windows."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from core.imports.errors import FileRefusedError
from core.imports.table import Cells, Clock, Known, Table, table_from_rows

MAX_FIELD = 100_000
SEPARATORS = (";", "\t", ",", "|")
SAMPLE_LINES = 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def csv_table(source: IO[bytes], *, known: Known, clock: Clock) -> Table:
    words = decoded(source.read())
    declared = words[:7].casefold().startswith("sep=") and words.partition("\n")[0].strip()[len("sep=") :]
    separator = declared[:1] if declared else _separator(words)
    return table_from_rows(_lines(words, separator, skip=1 if declared else 0), known=known, clock=clock)


def decoded(data: bytes) -> str:
    """Text by its mark, as UTF-8, else as Windows writes it in Italy."""
    encodings = [name for mark, name in MARKS if data.startswith(mark)] or ["utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefusedError(_("Il testo del file è rovinato: salvalo di nuovo come CSV (UTF-8)."))


def _separator(words: str) -> str:
    """The one that cuts most of the first lines into the same number of pieces, more than one."""
    lines = [line for line in words[:200_000].splitlines()[:SAMPLE_LINES] if line.strip()]

    def agreement(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            return 0, 0
        widest = max(widths, default=0)
        return (widths.count(widest) if widest > 1 else 0), widest

    return max(SEPARATORS, key=agreement)


def _lines(words: str, separator: str, *, skip: int) -> Iterator[tuple[int, Cells]]:
    """Numbered by the line on which a record begins, as an editor counts. The limit of a field is the process's."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=separator)
    begins = 1
    try:
        for row in reader:
            if begins > skip:
                yield begins, list(row)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileRefusedError(
            _("La riga %(number)d non si legge: un testo è troppo lungo o mancano delle virgolette.")
            % {"number": begins}
        ) from error
