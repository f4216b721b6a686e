"""Which kind of file this is, by what is in it: names and declared types are not believed."""

from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _

from core.imports.csv_file import MARKS, csv_table
from core.imports.errors import FileRefusedError
from core.imports.json_file import json_table
from core.imports.table import Clock, Known, Table
from core.imports.xlsx_file import xlsx_table
from core.imports.xml_file import Records, xml_table

MAX_BYTES = 10 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOK = 4096


def file_table(
    source: IO[bytes], *, known: Known, formats: Mapping[str, Records] | None = None, seconds: float = 8
) -> Table:
    """The table in a file. Raises FileRefusedError with what to bring instead; rows that follow may raise it too.

    `formats` are the XML formats that the caller knows; `seconds` is how long the reading may take in all.
    """
    clock = Clock(seconds)
    source.seek(0)
    head = source.read(LOOK)
    source.seek(0)
    if not head.strip():
        raise FileRefusedError(_("Il file è vuoto."))
    if head.startswith(b"PK"):
        return xlsx_table(source, known=known, clock=clock)
    if head.startswith(OLD_OFFICE):
        raise FileRefusedError(
            _("È un file Excel vecchio (.xls) o protetto da una password: salvalo come .xlsx, senza password.")
        )
    _refuse_binary(head)
    start = _start(head)
    if start == b"<":
        return xml_table(source, formats=formats or {}, clock=clock)
    if start in (b"{", b"["):
        return json_table(source, clock=clock)
    return csv_table(source, known=known, clock=clock)


def _refuse_binary(head: bytes) -> None:
    is_wide = any(head.startswith(mark) for mark, name in MARKS if name == "utf-16")
    magic = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"MZ")
    if head.startswith(magic) or (b"\x00" in head and not is_wide):
        raise FileRefusedError(_("Questo file non è una tabella: servono CSV, Excel (.xlsx), JSON o XML."))


def _start(head: bytes) -> bytes:
    """The first character that is no space, whatever the mark and the width of the letters."""
    for mark, _name in MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip()[:1]
