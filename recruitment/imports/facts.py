"""An opening as plain facts: what a feed may say of it, what stands there now."""

import datetime
from typing import Any

from recruitment.enums import Contract
from recruitment.models import Opening

PLAIN = ("title", "description", "positions", "contract", "ccnl", "pay_from", "pay_to", "min_eqf")
KEYS = ("occupation", "site")
DATES = ("starts_on", "closes_on")
FACTS = ("title", "occupation", "site", "description", "contract", "ccnl", "pay_from", "pay_to", "positions", "skills",
         "min_eqf", "licences", *DATES)  # fmt: skip
Facts = dict[str, Any]


def opening_facts(opening: Opening) -> Facts:
    """Skills by their keys: levels are for people to say."""
    facts: Facts = {name: getattr(opening, name) for name in PLAIN}
    facts |= {name: getattr(opening, f"{name}_id") for name in KEYS}
    facts |= {name: _iso(getattr(opening, name)) for name in DATES}
    facts["contract"] = Contract(opening.contract).value
    facts["licences"] = sorted(str(kind) for kind in opening.licences)
    facts["skills"] = sorted(row.skill_id for row in opening.asked.all())
    return facts


def fill(opening: Opening, facts: Facts) -> None:
    """Everything but the skills, which have levels of their own."""
    for name in (*PLAIN, "licences"):
        setattr(opening, name, facts[name])
    for name in KEYS:
        setattr(opening, f"{name}_id", facts[name])
    for name in DATES:
        setattr(opening, name, datetime.date.fromisoformat(facts[name]) if facts[name] else None)


def differing(before: Facts, after: Facts) -> list[str]:
    return [name for name in FACTS if before.get(name) != after.get(name)]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
