"""What new values would change in an edition, in words."""

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape

from training.models import Edition
from training.selectors.course_changes import Change


def edition_changes(edition: Edition, facts: dict[str, Any]) -> list[Change]:
    """A line for each value that is not there yet, in the order of `facts`."""
    return [
        Change(name, _label(name), escape(_words(name, getattr(edition, name))), escape(_words(name, value)))
        for name, value in facts.items()
        if getattr(edition, name) != value
    ]


def _label(name: str) -> str:
    words = str(Edition._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _words(name: str, value: Any) -> str:
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    choices: dict[Any, Any] = dict(getattr(Edition._meta.get_field(name), "flatchoices", None) or [])
    return "" if value is None else str(choices.get(value, value))
