"""Which lines of a Europass say what a profile already says."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from recruitment.models.background import Background
from recruitment.selectors.story import Story

Key = tuple[str, ...]
# What makes two rows of a section the same: language and licence are once for each person by a constraint.
SAME: dict[str, tuple[str, ...]] = {
    "esperienze": ("role", "employer", "started_on"),
    "studi": ("title", "school"),
    "lingue": ("language",),
    "patenti": ("kind", "name"),
}


def keys_of(story: Story) -> set[Key]:
    rows: dict[str, Iterable[Background]] = {
        "esperienze": story.experiences,
        "studi": story.titles,
        "lingue": story.languages,
        "patenti": [held.licence for held in story.licences],
    }
    return {
        key_of(section, {name: getattr(row, name) for name in SAME[section]})
        for section, own in rows.items()
        for row in own
    }


def key_of(section: str, facts: Mapping[str, Any]) -> Key:
    return section, *(_word(facts.get(name)) for name in SAME[section])


def _word(value: Any) -> str:
    """Days by their month: who writes a CV by heart knows no more. Capitals and spaces make no difference."""
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m}"
    words = " ".join(str(value or "").split()).casefold()
    return words[: len("2026-01")] if _is_day(words) else words


def _is_day(words: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(words))
    except ValueError:
        return False
