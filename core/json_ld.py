"""schema.org facts for search engines, as a script element that text cannot break out of."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(data: dict[str, Any]) -> SafeString:
    """`data` without its empty values. A data block is not code: the content security policy lets it be."""
    text = json.dumps({"@context": "https://schema.org"} | without_empty(data), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped)


def without_empty(value: Any) -> Any:
    """What is unknown is left out, never published as an empty text."""
    if isinstance(value, dict):
        pairs = ((key, without_empty(inner)) for key, inner in value.items())
        return {key: inner for key, inner in pairs if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [without_empty(inner) for inner in value]
    return value
