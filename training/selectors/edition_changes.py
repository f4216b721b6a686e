"""What new values would change in an edition, in words."""

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from training.models import Edition
from training.selectors.course_changes import Change

# A change of these is a change of plans for whoever applied.
PLANS = ("starts_on", "ends_on", "site", "mode", "timetable")


def edition_changes(edition: Edition, facts: dict[str, Any]) -> list[Change]:
    """A line for each value that is not there yet, in the order of `facts`."""
    return [
        Change(name, _label(name), escape(_words(name, getattr(edition, name))), escape(_words(name, value)))
        for name, value in facts.items()
        if getattr(edition, name) != value
    ]


def plan_changes(old: Edition, new: Edition) -> list[str]:
    """What is no more as whoever applied has read it: a line for each fact, in the language now active."""
    return [
        _line(_label(name), before=_words(name, getattr(old, name)), after=_words(name, getattr(new, name)))
        for name in PLANS
        if getattr(old, name) != getattr(new, name)
    ]


def _line(label: str, *, before: str, after: str) -> str:
    told = {"label": label, "before": before, "after": after}
    if not before:
        return _("%(label)s: %(after)s") % told
    if not after:
        return _("%(label)s: da definire (prima: %(before)s)") % told
    return _("%(label)s: %(after)s (prima: %(before)s)") % told


def _label(name: str) -> str:
    words = str(Edition._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _words(name: str, value: Any) -> str:
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    choices: dict[Any, Any] = dict(getattr(Edition._meta.get_field(name), "flatchoices", None) or [])
    return "" if value is None else str(choices.get(value, value))
