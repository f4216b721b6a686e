"""An edition as plain facts: what a row wants of it, and what the rules of editions say to that."""

import datetime
from collections.abc import Callable
from typing import Any

from core.imports.errors import Problem, Trouble
from training.enums import Enrolment
from training.imports.enums import RowTrouble
from training.imports.rows import MAX_SMALL, Facts
from training.models import Edition

EDITION_FACTS = (
    "starts_on", "ends_on", "site", "mode", "timetable", "seats", "min_enrolment", "enrolment", "enrolment_note",
    "applications_open_on", "applications_close_on",
)  # fmt: skip
DATES = ("starts_on", "ends_on", "applications_open_on", "applications_close_on")
WHERE = ("seats", "applications_close_on", "enrolment_note")  # columns that say where one signs up
EMPTY = {"timetable": "", "enrolment_note": "", "seats": None, "min_enrolment": None} | dict.fromkeys(DATES)


def edition_facts(edition: Edition) -> Facts:
    """As JSON keeps them."""
    return {name: _plain(edition.site_id if name == "site" else getattr(edition, name)) for name in EDITION_FACTS}


def edition_columns(facts: Facts) -> dict[str, Any]:
    """As the model has them."""
    dates = {name: datetime.date.fromisoformat(facts[name]) for name in DATES if facts[name]}
    rest = {name: value for name, value in facts.items() if name != "site"}
    return {**rest, **dates, "site_id": facts["site"]}


def wanted_edition(before: Facts, row: Facts, course: Facts) -> Facts:
    """The edition as the row wants it. Whoever says how to sign up elsewhere is not on the portal."""
    base = before or {**EMPTY, "site": course.get("site"), "mode": course.get("mode")}
    wanted = base | {name: _plain(value) for name, value in row.items()}
    if not before or any(name in row for name in WHERE):
        wanted["enrolment"] = (Enrolment.EXTERNAL if wanted["enrolment_note"] else Enrolment.PORTAL).value
    return wanted


def edition_problems(facts: Facts, header: Callable[[str], str]) -> list[Problem]:
    """What the database and the form of an edition ask for, beside the column that can mend it."""
    missing = [Problem(header(name), Trouble.MISSING) for name in ("starts_on", "ends_on") if not facts[name]]
    if missing:
        return missing
    opens, closes, ends_on = facts["applications_open_on"], facts["applications_close_on"], facts["ends_on"]
    on_portal = facts["enrolment"] == Enrolment.PORTAL
    wrong = {  # dates are compared as text: year, month, day
        ("ends_on", RowTrouble.DATES): ends_on < facts["starts_on"],
        ("applications_close_on", RowTrouble.WINDOW): bool(opens and closes and closes < opens),
        ("applications_close_on", RowTrouble.WINDOW_END): bool(closes and closes > ends_on),
        ("min_enrolment", RowTrouble.SEATS): (facts["min_enrolment"] or 0) > _seats(facts),
        ("seats", RowTrouble.PORTAL): on_portal and (facts["seats"] is None or not closes),
    }
    return [Problem(header(name), code) for (name, code), is_so in wrong.items() if is_so]


def _seats(facts: Facts) -> int:
    return MAX_SMALL if facts["seats"] is None else facts["seats"]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
