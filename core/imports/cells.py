"""The value of one cell as Italians type it in Excel: commas, months by name, sì/no, spaces that are none."""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from core.imports.errors import CellError, Trouble

YEARS = range(1950, 2101)  # outside of it a date is a number that was formatted by mistake
MONTHS = (
    ("gennaio", "january"), ("febbraio", "february"), ("marzo", "march"), ("aprile", "april"), ("maggio", "may"),
    ("giugno", "june"), ("luglio", "july"), ("agosto", "august"), ("settembre", "september"), ("ottobre", "october"),
    ("novembre", "november"), ("dicembre", "december"),
)  # fmt: skip
MONTH_LETTERS = 3
MOST_DIGITS = 15
NUMERIC_DATE = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?$")
ISO_DATE = re.compile(r"^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[t ].*)?$")
COMPACT_DATE = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
WORDY_DATE = re.compile(r"^(?:[a-zì]{3,9}\.?,? )?(\d{1,2})[°º]?[ .\-/](?:di )?([a-z]{3,10})\.?[ .\-/](\d{4}|\d{2})$")
WHOLE = re.compile(r"^(\d{1,3}(?:[.' ]\d{3})+|\d+)(?:[.,]0+)?\s*(?:h|ore|hours|posti|iscritti|%)?\.?$")
NOT_PLAIN = re.compile(r"[^a-z0-9]+")
FREE = {"gratis", "gratuito", "gratuita", "free", "nessuno", "nessun costo", "finanziato"}
YES = {"si", "s", "yes", "y", "x", "vero", "true", "1"}
NO = {"no", "n", "falso", "false", "0", ""}
CURRENCY = re.compile(r"€|\beuro\b|\beur\b", re.IGNORECASE)


@dataclass(frozen=True)
class Broken:
    """A cell that holds no value: a formula never computed, or an error of the spreadsheet."""

    code: str
    shown: str


def text(value: Any) -> str:
    """Words in one form: composed accents, plain spaces, no invisible characters. Line breaks stay."""
    if isinstance(value, Broken):
        raise CellError(value.code, value=value.shown)
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value)
    return _number_or_date(value)


def one_line(value: Any) -> str:
    return " ".join(text(value).split())


def whole(value: Any) -> int | None:
    """A number without decimals: 600, "1.200", "600 ore"; None for an empty cell."""
    words = one_line(value)
    if not words:
        return None
    found = WHOLE.match(words.casefold())
    if not found:
        raise CellError(Trouble.WHOLE, value=words)
    return _int(found[1])


def cents(value: Any) -> int | None:
    """An amount of euros in cents: "1.200,50", 1200.5, "€ 120", "gratuito". The last separator is the decimal one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        words = f"{value:.2f}" if abs(value) < 1e15 else str(value)  # noqa: PLR2004  (floats are exact up to here)
    else:
        words = CURRENCY.sub("", one_line(value)).strip(" .").removesuffix(",-").casefold()
    if not words:
        return None if not one_line(value) else _money_error(value)
    if words in FREE:
        return 0
    found = re.match(r"^(\d[\d.,' ]*?)(?:([.,])(\d{1,2}))?$", words)
    if not found or not _grouped(found[1]):
        return _money_error(value)
    return _int(found[1]) * 100 + int((found[3] or "").ljust(2, "0"))


def day(value: Any) -> datetime.date | None:
    """A date, however it is written; day before month."""
    if isinstance(value, datetime.datetime):
        return _possible(value.date())
    if isinstance(value, datetime.date):
        return _possible(value)
    words = one_line(value).casefold()
    if not words:
        return None
    parts = _date_parts(words)
    if parts is None:
        raise CellError(Trouble.DATE, value=words)
    try:
        return _possible(datetime.date(*parts))
    except ValueError as error:
        if isinstance(error, CellError):
            raise
        raise CellError(Trouble.DATE, value=words) from error


def yes(value: Any) -> bool:
    """Sì or no; an empty cell is a no."""
    words = folded(one_line(value))
    if words not in YES | NO:
        raise CellError(Trouble.YES_NO, value=one_line(value))
    return words in YES


def folded(words: str) -> str:
    """Without capitals, accents and signs: how names and headers are compared."""
    if words.isascii():
        return " ".join(NOT_PLAIN.sub(" ", words.lower()).split())
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(character if character.isalnum() else " " for character in plain if not _is_mark(character))
    return " ".join(letters.split())


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _clean(words: str) -> str:
    if words.isascii() and words.isprintable():
        return words.strip()
    composed = unicodedata.normalize("NFC", words).replace("\r\n", "\n").replace("\r", "\n")
    kept = []
    for character in composed:
        category = unicodedata.category(character)
        if character in "\n\t" or category == "Zs":
            kept.append("\n" if character == "\n" else " ")
        elif category not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            kept.append(character)
    return "".join(kept).strip()


def _number_or_date(value: Any) -> str:
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  (exact up to here)
        return str(int(value))
    return _clean(str(value))


def _int(words: str) -> int:
    """Python itself refuses to read a number of thousands of digits."""
    digits = re.sub(r"\D", "", words)
    if len(digits) > MOST_DIGITS:
        raise CellError(Trouble.TOO_BIG, value=words)
    return int(digits)


def _grouped(words: str) -> bool:
    """Thousands stand in threes: "1.200" and "12 000" do, "1.20.3" does not."""
    groups = re.split(r"[.,' ]", words)
    return all(len(group) == len("000") for group in groups[1:])


def _money_error(value: Any) -> int:
    raise CellError(Trouble.MONEY, value=one_line(value))


def _date_parts(words: str) -> tuple[int, int, int] | None:
    if found := ISO_DATE.match(words) or COMPACT_DATE.match(words):
        return int(found[1]), int(found[2]), int(found[3])
    if found := NUMERIC_DATE.match(words):
        return _year(found[3]), int(found[2]), int(found[1])
    found = WORDY_DATE.match(words)
    month = _month(found[2]) if found else None
    return (_year(found[3]), month, int(found[1])) if found and month else None


def _month(word: str) -> int | None:
    """By its name or first letters, in Italian or English."""
    for number, names in enumerate(MONTHS, start=1):
        if len(word) >= MONTH_LETTERS and any(name.startswith(word) for name in names):
            return number
    return None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == len("26") else 0)


def _possible(found: datetime.date) -> datetime.date:
    if found.year not in YEARS:
        raise CellError(Trouble.DATE_RANGE, value=f"{found.day}/{found.month}/{found.year}")
    return found
