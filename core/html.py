"""HTML out of many small values, several times as fast as Django's `format_html`: what is not marked safe is escaped.

For what a page repeats by the hundred; elsewhere a template, or `format_html`.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString


def draw(text: str, *values: object) -> SafeString:
    return SafeString(text.format(*[value if value.__class__ is SafeString else _inert(value) for value in values]))


def draw_each(text: str, rows: Iterable[Sequence[object]], between: str = "") -> SafeString:
    return SafeString(between.join([text.format(*[_inert(value) for value in row]) for row in rows]))


def _inert(value: object) -> str:
    if value.__class__ is str:
        return escape(value)
    if isinstance(value, SafeString):
        return value
    return str(value) if isinstance(value, int) else escape(str(value))
