"""Text that comes with its formatting: feeds carry the HTML of the page from which they were made."""

import re
from html.parser import HTMLParser
from typing import Any

from core.imports import cells

FORMATTED = re.compile(r"</?(?:p|br|ul|ol|li|div|span|strong|b|em|i|u|h[1-6]|table|tr|td|a)\b[^<>]*>", re.IGNORECASE)
BLOCKS = frozenset({"p", "br", "ul", "ol", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"})
UNSAID = frozenset({"script", "style"})
BULLET = "- "


class _Words(HTMLParser):
    """The words alone: blocks on their own lines, points of a list with a dash, programs left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in UNSAID
        if tag in BLOCKS:
            self.parts.append("\n" + (BULLET if tag == "li" else ""))

    def handle_endtag(self, tag: str) -> None:
        self._unsaid -= tag in UNSAID and self._unsaid > 0
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.parts.append(data)


def plain_text(value: Any) -> str:
    """Words of a cell; what is written as HTML loses its tags, what only looks a little like it stays as it is."""
    words = cells.text(value)
    if not FORMATTED.search(words):
        return words
    reader = _Words()
    reader.feed(words)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return cells.text("\n".join(line for line in lines if line and line != BULLET.strip()))
