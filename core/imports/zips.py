"""Spreadsheets are zips: looked at before anything is unpacked, so that a bomb stays packed."""

import zipfile
from typing import IO

from django.utils.translation import gettext as _

from core.imports.errors import FileRefusedError

MAX_MEMBERS = 500
MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO, RATIO_FROM = 250, 1024 * 1024  # text packs well; a member below the size may pack as it likes
WORKBOOK = "xl/workbook.xml"
NO_TABLE = ("word/document.xml", "content.xml", "ppt/presentation.xml", "xl/workbook.bin")


def check_workbook(source: IO[bytes]) -> None:
    """Refuse what is no .xlsx, or would unpack to more than a table of courses ever has."""
    try:
        with zipfile.ZipFile(source) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise FileRefusedError(_("Il file Excel è rovinato: aprilo, salvalo di nuovo e riprova.")) from error
    finally:
        source.seek(0)
    names = {info.filename for info in infos}
    if WORKBOOK not in names:
        raise FileRefusedError(_wrong_kind(names))
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefusedError(_("Il file è protetto da una password: salvalo senza e riprova."))
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED or any(map(_is_bomb, infos)):
        raise FileRefusedError(_("Il file Excel è troppo grande una volta aperto: tieni solo il foglio che serve."))


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def _wrong_kind(names: set[str]) -> str:
    if names & set(NO_TABLE):
        return _("Questo non è un foglio Excel (.xlsx): aprilo e salvalo come .xlsx o come CSV.")
    return _("Questo zip non è un foglio Excel: carica direttamente il file, senza comprimerlo.")
