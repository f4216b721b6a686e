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
# What stands between the names of one thing, and between its Italian and its English ones.
NAMES, LANGUAGES = "\t", "\t\t"
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


def search_line(names_it: list[str], names_en: list[str]) -> str:
    """A line of `search_terms`: all names of one thing, in both languages, the usual name of each first."""
    return LANGUAGES.join(
        NAMES.join(" ".join(name.split()) for name in names if name) for names in (names_it, names_en)
    )


def found_names(text: str, language: str, limit: int) -> list[SafeString]:
    """What of `search_terms` answered, in the language of the page: the name that did, else the usual name."""
    lines = (line for line in text.split("\n") if MARKED.search(line))
    names = (_name(line, language) for line in lines if line.translate(NO_BRACKETS) != EVERY_COURSE)
    return [as_html(name) for name in list(dict.fromkeys(names))[:limit]]


def _name(line: str, language: str) -> str:
    italian, _separator, english = line.partition(LANGUAGES)
    names = ((english if language == "en" else italian) or italian or english).split(NAMES)
    return next((name for name in names if MARKED.search(name)), names[0])
