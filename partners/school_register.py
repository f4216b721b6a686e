"""The ministry's register of schools (open data of the MIM, anagrafe delle scuole): a CSV a year, sites by code."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from core.imports.cells import folded, one_line
from core.imports.csv_file import decoded
from core.imports.errors import FileRefusedError

MAX_BYTES = 60 * 1024 * 1024  # unpacked; the register of state schools has 19 MB
GZIP = b"\x1f\x8b"
NOTHING = "non disponibile"
COLUMNS = {
    "ANNOSCOLASTICO", "CODICEISTITUTORIFERIMENTO", "CODICESCUOLA", "DENOMINAZIONESCUOLA", "INDIRIZZOSCUOLA",
    "CAPSCUOLA", "CODICECOMUNESCUOLA", "DESCRIZIONECOMUNE",
}  # fmt: skip
CODE = re.compile(r"^[A-Z]{4}[0-9A-Z]{6}$")
EVENING = 50  # numbers of sites from here on are evening courses
NUMBER = re.compile(r"\b[Nn]\.?\s*(?=\d)")
TOWN_AFTER = re.compile(r"\s+-\s+[^-]+$|\s*\([A-Z]{2}\)\s*$")
ROMAN = re.compile(r"^[ivx]{2,}$")  # the days of streets: IV Novembre, XXV Aprile
SHORT = {"v.": "via", "v.le": "viale", "p.zza": "piazza", "p.za": "piazza", "c.so": "corso", "l.go": "largo"}
SMALL_WORDS = {"di", "del", "della", "dei", "delle", "dell", "e", "a", "da", "per", "la", "il"}


@dataclass(frozen=True)
class SchoolRow:
    """One site as the register has it, its street written as people do."""

    year: str
    institute: str
    code: str
    name: str
    address: str
    postcode: str
    cadastral_code: str
    town: str

    @property
    def is_evening(self) -> bool:
        return self.code[7:9].isdigit() and int(self.code[7:9]) >= EVENING

    @property
    def is_institute(self) -> bool:
        """The institute as such: it has its own sites below."""
        return self.code == self.institute and self.code[2:4] == "IS"


def register_rows(source: IO[bytes]) -> Iterator[SchoolRow]:
    """All rows. Raises FileRefusedError where this is not the register; rows without a code are passed over."""
    reader = csv.DictReader(io.StringIO(decoded(_unpacked(source)), newline=""), restval="")
    try:
        if absent := COLUMNS - set(reader.fieldnames or []):
            raise FileRefusedError(
                _("Non sembra l'anagrafe delle scuole del ministero: mancano le colonne %(columns)s.")
                % {"columns": ", ".join(sorted(absent))}
            )
        for row in reader:
            if CODE.match(row["CODICESCUOLA"].strip().upper()):
                yield _row(row)
    except csv.Error as error:
        raise FileRefusedError(_("Il file CSV è rovinato: scaricalo di nuovo dal sito del ministero.")) from error


def same_street(one: str, other: str) -> bool:
    """Whether two streets differ in how they are written only."""
    return _street_key(one) == _street_key(other)


def _row(row: dict[str, str]) -> SchoolRow:
    said = {name: _said(row[name]) for name in COLUMNS}
    return SchoolRow(
        year=said["ANNOSCOLASTICO"],
        institute=said["CODICEISTITUTORIFERIMENTO"].upper(),
        code=said["CODICESCUOLA"].upper(),
        name=_written(said["DENOMINAZIONESCUOLA"].replace('"', "")),
        address=_written(NUMBER.sub("", TOWN_AFTER.sub("", said["INDIRIZZOSCUOLA"]))),
        postcode=said["CAPSCUOLA"].zfill(5) if said["CAPSCUOLA"].isdigit() else "",
        cadastral_code=said["CODICECOMUNESCUOLA"].upper(),
        town=said["DESCRIZIONECOMUNE"].title(),
    )


def _said(cell: str) -> str:
    words = one_line(cell)
    return "" if words.casefold() == NOTHING else words


def _written(words: str) -> str:
    """The register shouts; names of people and streets get their capitals back."""
    first, *rest = words.lower().split() or [""]
    joined = " ".join(map(_word, [SHORT.get(first, first), *rest]))
    return joined[:1].upper() + joined[1:]


def _word(word: str) -> str:
    if ROMAN.match(word):
        return word.upper()
    return word if word in SMALL_WORDS else word.title()


def _street_key(street: str) -> str:
    return folded(NUMBER.sub("", TOWN_AFTER.sub("", street))).replace(" ", "")


def _unpacked(source: IO[bytes]) -> bytes:
    """The file as it is downloaded, or packed with gzip; never more than the limit."""
    source.seek(0)
    is_packed = source.read(len(GZIP)) == GZIP
    source.seek(0)
    try:
        data = gzip.GzipFile(fileobj=source).read(MAX_BYTES + 1) if is_packed else source.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusedError(_("Il file compresso è rovinato: scaricalo di nuovo.")) from error
    if len(data) > MAX_BYTES:
        raise FileRefusedError(_("Il file è troppo grande per essere l'anagrafe delle scuole."))
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefusedError(_("Questo file non è un CSV: carica l'anagrafe così come il ministero la pubblica."))
    return data
