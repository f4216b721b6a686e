"""The words of a search as PostgreSQL's full text asks for them, and the words of a text that answered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from html import escape
from itertools import islice
from operator import and_, or_

from django.contrib.postgres.search import CombinedSearchQuery, SearchHeadline, SearchQuery
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, Func, TextField, Value, When
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from psycopg.sql import quote

from training.selectors.italian import other_gender, roots
from training.selectors.synonyms import Dictionary, longest_name

CONFIG = "polo_it"
WORDS_MAX = 16
# Said by people who search ("corso di saldatura") and not by titles: a line of every course's `search_terms`.
EVERY_COURSE = "corso, percorso di formazione"
GENERIC = frozenset(roots(EVERY_COURSE))
# Brackets that no title holds; they are turned into <mark> after the text has been escaped.
OPEN, CLOSE = "⟦", "⟧"
MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
# What stands between the names of one thing, and between its Italian and its English ones.
NAMES, LANGUAGES = "\t", "\t\t"
BETWEEN_WORDS = re.compile(r"[\s'’,;]+")
# Who writes them knows what a search engine does with them: "…", -word, or.
OPERATORS = re.compile(r"\"|(?:^|\s)-\w|\sor\s", re.IGNORECASE)
UNFINISHED = re.compile(r"\w{4,}$")  # shorter ones begin too many other words


class Source(StrEnum):
    """The sign with which a line of `search_terms` begins: what the thing is. The search does not read it."""

    SKILL = "◆"
    OCCUPATION = "●"
    PARTNER = "■"
    KIND = "▲"
    PLACE = "▼"
    FILIERA = "◇"
    CONDITION = "○"


SOURCE_LABELS: dict[str, str | Promise] = {
    Source.SKILL: _("competenza"),
    Source.OCCUPATION: _("professione"),
    Source.PARTNER: _("chi lo tiene"),
    Source.KIND: _("tipo di percorso"),
    Source.PLACE: _("luogo"),
    Source.FILIERA: _("filiera"),
    Source.CONDITION: _("condizioni"),
}


@dataclass(frozen=True)
class Reading:
    """How a text was understood: the question for the database, word by word too, and the synonyms in it.

    `typed` has the words as they stand, one of them enough: courses that hold those come before the others. None where
    that would ask the same.
    """

    words: SearchQuery
    parts: tuple[SearchQuery, ...] = ()
    typed: SearchQuery | None = None
    also: tuple[str, ...] = ()

    @property
    def any_word(self) -> "Reading | None":
        """The same with one word enough; None where that asks nothing else."""
        return Reading(reduce(or_, self.parts), typed=self.typed) if len(self.parts) > 1 else None


@dataclass(frozen=True)
class Reason:
    """A name by which a course was found, other than its own, and what the name is of."""

    label: str | Promise
    name: SafeString


def read_words(text: str, dictionary: Dictionary) -> Reading:
    """Each word or one that means the same, he or she, in any form; the last one may be unfinished."""
    words = [word for word in BETWEEN_WORDS.split(text) if word]
    if OPERATORS.search(text) or not words:
        return Reading(SearchQuery(text, config=CONFIG, search_type="websearch"))
    asked, telling, typed, also, place = [], [], [], [], 0
    while place < len(words):
        size, others = longest_name(words[place:], dictionary)
        group = words[place : place + size]
        place += size
        plain = _plain(group, is_last=place == len(words))
        part = reduce(or_, [plain, *(SearchQuery(name, config=CONFIG, search_type="phrase") for name in others)])
        asked.append(part)
        typed.append(plain)
        also += others
        if not GENERIC.issuperset(roots(" ".join(group))):
            telling.append(part)
    as_typed = reduce(or_, typed) if also or len(typed) > 1 else None
    return Reading(reduce(and_, asked), tuple(telling), as_typed, tuple(dict.fromkeys(also)))


def _plain(group: Sequence[str], *, is_last: bool) -> SearchQuery:
    found = [SearchQuery(" ".join(group), config=CONFIG)]
    if len(group) == 1:
        found += [SearchQuery(word, config=CONFIG) for word in other_gender(group[0])]
        if is_last and (unfinished := UNFINISHED.search(group[0])):
            found.append(SearchQuery(f"{unfinished[0]}:*", config=CONFIG, search_type="raw"))
    return reduce(or_, found)


def as_sql(words: SearchQuery) -> str:
    """The question as text of a statement, its values written into it: as Django would, in a tenth of its time."""
    if isinstance(words, CombinedSearchQuery):
        return f"({as_sql(words.lhs)} {words.connector} {as_sql(words.rhs)})"
    *_config, text = words.get_source_expressions()
    connection.ensure_connection()
    return f"{words.function}('{CONFIG}'::regconfig, {quote(text.value, connection.connection)})"


def headline(field: str, query: SearchQuery) -> SearchHeadline:
    """The whole text of a column with the words that answered in brackets."""
    return SearchHeadline(field, query, config=CONFIG, start_sel=OPEN, stop_sel=CLOSE, highlight_all=True)


def names(query: SearchQuery) -> Case:
    """`search_terms` with the words that answered; nothing where title or summary answer by themselves."""
    return _unless_said("ab", query, headline("search_terms", query))


def passage(field: str, query: SearchQuery) -> Case:
    """The few words of a long text around those that answered; nothing where what stands before it does by itself."""
    found = SearchHeadline(
        field, query, config=CONFIG, start_sel=OPEN, stop_sel=CLOSE, max_fragments=1, max_words=18, min_words=8
    )
    return _unless_said("abc", query, found)


def _unless_said(weights: str, query: SearchQuery, found: SearchHeadline) -> Case:
    """One reason is enough, and to look for one takes time. `weights` are those of `search` that come before it."""
    labels = ",".join(weights)
    is_enough = Func("search", query, template="ts_filter(%(expressions)s)", arg_joiner=f", '{{{labels}}}') @@ (")
    said = When(ExpressionWrapper(is_enough, BooleanField()), then=Value(""))
    return Case(said, default=found, output_field=TextField())


def as_html(text: str) -> SafeString:
    """Escapes first, then turns the brackets into <mark>."""
    if OPEN not in text and CLOSE not in text:
        return mark_safe(escape(text))  # noqa: S308  (escaped here)
    marked = MARKED.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(_bare(marked))  # noqa: S308  (escaped in the line above)


def _bare(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def has_mark(text: str) -> bool:
    return OPEN in text and bool(MARKED.search(text))


def search_line(source: Source, names_it: Iterable[str], names_en: Iterable[str] = ()) -> str:
    """A line of `search_terms`: all names of one thing, in both languages, the usual name of each first."""
    names = LANGUAGES.join(
        NAMES.join(" ".join(name.split()) for name in names if name) for names in (names_it, names_en)
    )
    return f"{source} {names}"


def found_names(text: str, language: str, limit: int) -> list[Reason]:
    """What of `search_terms` answered, in the language of the page: the name that did, else the usual name."""
    if OPEN not in text:
        return []
    lines = [line for line in text.split("\n") if has_mark(line) and _bare(line) != EVERY_COURSE]
    names = dict.fromkeys(_found_name(line, language) for line in lines)
    return [Reason(SOURCE_LABELS.get(source, ""), as_html(name)) for source, name in islice(names, limit)]


def _found_name(line: str, language: str) -> tuple[str, str]:
    """What the thing is, and its name."""
    source, _separator, names = line.partition(" ")
    if source not in SOURCE_LABELS:
        source, names = "", line
    italian, _separator, english = names.partition(LANGUAGES)
    both = ((english if language == "en" else italian) or italian or english).split(NAMES)
    return source, next((name for name in both if has_mark(name)), both[0])
