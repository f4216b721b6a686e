"""Words of a file: without markup, invisible characters and what is beyond the limit."""

import html
import re
from typing import Any

from core.imports.cells import text

MAX_TEXT = 6000
UNSPOKEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6]|tr)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def line(value: Any) -> str:
    """One line of words. Only text and numbers are words: a list or an object in their place says nothing."""
    return " ".join(_text(value).split())


def plain(value: Any) -> str:
    """What Europass writes as HTML, as words: each block on a line of its own."""
    written = TAG.sub("", BLOCK.sub("\n", _spoken(_text(value))))
    lines = (" ".join(one.split()) for one in text(html.unescape(written)).split("\n"))
    return "\n".join(one for one in lines if one)


def clipped(words: str, limit: int) -> str:
    """As many whole words as fit; a browser sends each end of a line back as two characters."""
    if len(words) + words.count("\n") <= limit:
        return words
    short = words[: limit - 1 - words[:limit].count("\n")]
    return f"{short[: short.rfind(' ')] if ' ' in short else short}…"


def _spoken(words: str) -> str:
    """Without scripts and styles; looked through once, however many there are."""
    kept, at = [], 0
    for opening in UNSPOKEN.finditer(words):
        if opening.start() >= at:
            closing = re.compile(f"</{opening[1]}", re.IGNORECASE).search(words, opening.end())
            if closing is None:
                break
            kept.append(words[at : opening.start()])
            at = closing.start()
    return "".join([*kept, words[at:]])


def _text(value: Any) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return text(str(value)[:MAX_TEXT])
