"""Full text search of courses in Italian: the query, and the words of a text that answered it."""

import re

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CONFIG = "polo_it"
# Said by people who search ("corso di saldatura") and not by titles: a line of every course's `search_terms`.
EVERY_COURSE = "corso, percorso di formazione"
# Brackets that no title holds; they are turned into <mark> after the text has been escaped.
OPEN, CLOSE = "⟦", "⟧"
MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
NO_BRACKETS = str.maketrans("", "", OPEN + CLOSE)
LAST_WORD = re.compile(r"^(?P<head>.*?)(?<![\w\"-])(?P<last>\w{2,})$", re.DOTALL)


def search_query(text: str) -> SearchQuery:
    """Words as in a search engine ("…", -, or); the last one may be unfinished."""
    query = SearchQuery(text, config=CONFIG, search_type="websearch")
    found = LAST_WORD.match(text)
    if not found or text.count('"') % 2:
        return query
    unfinished = SearchQuery(f"{found['last']}:*", config=CONFIG, search_type="raw")
    if found["head"].strip():
        unfinished = SearchQuery(found["head"], config=CONFIG, search_type="websearch") & unfinished
    return query | unfinished


def headline(field: str, query: SearchQuery) -> SearchHeadline:
    """The whole text of a column with the words that answered in brackets."""
    return SearchHeadline(field, query, config=CONFIG, start_sel=OPEN, stop_sel=CLOSE, highlight_all=True)


def as_html(text: str) -> SafeString:
    """Escapes first, then turns the brackets into <mark>."""
    marked = MARKED.sub(r"<mark>\1</mark>", str(escape(text)))
    return mark_safe(marked.replace(OPEN, "").replace(CLOSE, ""))  # noqa: S308  (escaped in the line above)


def marked_lines(text: str, limit: int) -> list[SafeString]:
    """The lines of a text in which a word answered."""
    lines = (line for line in text.split("\n") if MARKED.search(line))
    return [as_html(line) for line in lines if line.translate(NO_BRACKETS) != EVERY_COURSE][:limit]
