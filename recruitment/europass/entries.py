"""One line of a draft: the fields of a row of the profile, and what somebody has to look at before it is added."""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from recruitment.enums import DRIVING, EuropassNote, ExperienceKind, Language, LanguageLevel, LicenceKind
from recruitment.europass.languages import two_letters
from recruitment.europass.words import clipped, line, plain

WORDS_KEPT = 60
FIRST_YEAR = 1900
LIMITS = {"role": 120, "employer": 120, "description": 600, "title": 160, "school": 120, "name": 120}
EQF = {*"12345678"}
ISCED_F = 4  # digits
PARTS = {
    "Listening": "listening",
    "Reading": "reading",
    "SpokenInteraction": "interaction",
    "SpokenProduction": "production",
    "Writing": "writing",
}
# European categories that the profile has no name of its own for.
OTHER_DRIVING = {"B1", "C1", "C1E", "D1", "D1E", "DE"}


@dataclass(frozen=True)
class Day:
    """A date of the file: year, month and day as they stand there, any of them missing."""

    year: Any = None
    month: Any = None
    day: Any = None

    def first(self) -> str:
        return self._date(1, lambda _year, _month: 1)

    def last(self) -> str:
        return self._date(12, lambda year, month: calendar.monthrange(year, month)[1])

    def year_alone(self) -> int | None:
        number = _number(self.year)
        return number if number and FIRST_YEAR <= number <= datetime.MAXYEAR else None

    @property
    def words(self) -> str:
        return "-".join(line(part) for part in (self.year, self.month, self.day) if part)

    def _date(self, month: int, day: Any) -> str:
        """Empty where it is no date: 31 February, month 13, year 20."""
        year = self.year_alone()
        if year is None:
            return ""
        try:
            month = _number(self.month) or month
            return datetime.date(year, month, _number(self.day) or day(year, month)).isoformat()
        except (ValueError, calendar.IllegalMonthError):
            return ""


@dataclass(frozen=True)
class Entry:
    """`section` is the word of the address of its form; `notes` are codes of EuropassNote with what the file says."""

    section: str
    initial: dict[str, Any]
    notes: list[dict[str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def work(facts: Mapping[str, Any], *, start: Day, end: Day | None) -> Entry:
    """`facts`: role, employer, description and, where the file says it, kind."""
    notes: list[dict[str, str]] = []
    initial = {name: _fitting(facts.get(name), name, notes) for name in ("role", "employer", "description")}
    if not initial["role"]:
        notes.append(_note(EuropassNote.ROLE))
    started, ended = start.first(), end.last() if end else ""
    if not started:
        notes.append(_note(EuropassNote.START, start.words))
    if end and end.words and not ended:
        notes.append(_note(EuropassNote.END, end.words))
    kind = facts.get("kind")
    initial["kind"] = kind if kind in ExperienceKind.values else ExperienceKind.JOB.value
    return Entry("esperienze", initial | {"started_on": started, "ended_on": ended}, notes)


def study(facts: Mapping[str, Any], *, end: Day | None) -> Entry:
    """`facts`: title, school, eqf and isced_f as the file writes them."""
    notes: list[dict[str, str]] = []
    initial: dict[str, Any] = {name: _fitting(facts.get(name), name, notes) for name in ("title", "school")}
    if not initial["title"]:
        notes.append(_note(EuropassNote.TITLE))
    level, code = _last_word(facts.get("eqf")), _last_word(facts.get("isced_f"))
    if level and level not in EQF:
        notes.append(_note(EuropassNote.EQF, level))
    initial |= {
        "eqf": int(level) if level in EQF else None,
        "isced_f": code if code.isascii() and code.isdigit() and len(code) == ISCED_F else "",
        "year": end.year_alone() if end else None,
    }
    return Entry("studi", initial, notes)


def language(code: Any, *, label: Any = "", levels: Mapping[str, Any] | None = None) -> Entry:
    """`levels` by field, or none for a mother tongue. What is no level or no language we list is told, not guessed."""
    notes: list[dict[str, str]] = []
    known = two_letters(line(code))
    if known not in Language.values:
        notes.append(_note(EuropassNote.LANGUAGE, line(label) or line(code)))
        known = ""
    initial: dict[str, Any] = {"language": known, "is_mother_tongue": levels is None}
    for name, told in (levels or {}).items():
        level = line(told).upper()
        if level in LanguageLevel.values:
            initial[name] = level
        elif level:
            notes.append(_note(EuropassNote.LEVEL, line(told)))
    if levels is not None and not any(name in initial for name in ("overall", *PARTS.values())):
        notes.append(_note(EuropassNote.NO_LEVEL))
    return Entry("lingue", initial, _once(notes))


def licence(code: Any, *, facts: Mapping[str, Any] | None = None) -> Entry:
    """A category of driving licence; `facts` (name, issued_on, expires_on) are told by our own files only."""
    told, facts = line(code).upper(), facts or {}
    days = {name: _iso(facts.get(name)) for name in ("issued_on", "expires_on")}
    if told in LicenceKind.values:
        return Entry("patenti", {"kind": told, "name": line(facts.get("name"))[: LIMITS["name"]]} | days)
    if told in OTHER_DRIVING:
        return Entry("patenti", {"kind": LicenceKind.OTHER.value, "name": _("patente %s") % told} | days)
    return Entry("patenti", {"kind": "", "name": ""} | days, [_note(EuropassNote.LICENCE, line(code))])


def is_driving(kind: str) -> bool:
    return kind in DRIVING or kind in OTHER_DRIVING


def without_repeats(entries: Iterable[Entry]) -> list[Entry]:
    """A line that stands twice in the file, letter by letter, is one."""
    return list({repr(entry): entry for entry in entries}.values())


def _fitting(value: Any, name: str, notes: list[dict[str, str]]) -> str:
    """What fits in the field; whoever wrote more is told."""
    words = plain(value) if name == "description" else line(value)
    short = clipped(words, LIMITS[name])
    if short != words:
        notes.append(_note(EuropassNote.LONG))
    return short


def _note(code: EuropassNote, value: str = "") -> dict[str, str]:
    return {"code": code.value, "value": value[:WORDS_KEPT]}


def _once(notes: list[dict[str, str]]) -> list[dict[str, str]]:
    return [note for place, note in enumerate(notes) if note not in notes[:place]]


def _last_word(value: Any) -> str:
    """ "4", "EQF 4" and "http://data.europa.eu/snb/eqf/4" say the same."""
    pieces = line(value).replace("/", " ").replace("_", " ").split()
    return pieces[-1][:WORDS_KEPT] if pieces else ""


def _iso(value: Any) -> str:
    words = line(value)
    try:
        return datetime.date.fromisoformat(words).isoformat()
    except ValueError:
        return ""


def _number(told: Any) -> int | None:
    """3, "3" and, as the old XML writes months and days, "--03" and "---01"."""
    digits = str(told).strip("- ") if isinstance(told, str | int) and not isinstance(told, bool) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("2026") else None
