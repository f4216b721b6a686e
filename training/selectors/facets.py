"""Counts of every facet under the other filters, totals and order: one statement over at most so many answers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Case, ExpressionWrapper, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.utils.translation import get_language

from core.prepared import Given, GivenWords, Written, is_any, once
from partners.models import Filiera, Municipality, Partner
from skills.models import Concept
from training.enums import Mode
from training.models import Course, CourseSkill, OfferKind
from training.selectors.card_edition import LAST_OPEN, card_moment, editions_to_come
from training.selectors.catalogue_query import (
    FACETS,
    OPEN_PARAM,
    OPEN_VALUE,
    PERIODS,
    PLACE_PARAM,
    CatalogueQuery,
)
from training.selectors.found import Among, find
from training.selectors.matches import (
    COLUMNS,
    MATCH_CAP,
    WORDS_CAP,
    conditions,
    periods,
    some_answers,
    with_values,
)
from training.selectors.order import order_by
from training.selectors.search_text import Reading

TOTAL, FOUND, REMOTE, PLACELESS = "total", "found", "remote", "placeless"
WORDS = Reading(GivenWords("words"), typed=GivenWords("typed"))
KEYS = Given("keys", ArrayField(BigIntegerField()))
SKILLS_SHOWN = 12
IS_OPEN = f"card <= '{LAST_OPEN}'"
# Values that are rows of a table: (table, code, name). Asked ones get a line even when no course has them.
VOCABULARIES = {
    "tipo": (OfferKind, "code", "name_{language}"),
    "filiera": (Filiera, "slug", "name_{language}"),
    "competenza": (Concept, "notation", "label_{language}"),
    "comune": (Municipality, "istat_code", "name"),
    "partner": (Partner, "slug", "name"),
}
# Facets of which a course may have several values: (table between, its key to the value).
LINKS: dict[str, tuple[type[Model], str]] = {
    "filiera": (Course.filiere.through, "filiera_id"),
    "competenza": (CourseSkill, "skill_id"),
}


class Count(NamedTuple):
    value: str
    label: str
    number: int


@dataclass(frozen=True)
class FacetCounts:
    """Values with their counts per facet (also those asked for that count nothing), the totals and the answers."""

    facets: dict[str, dict[str, Count]]
    total: int  # answers to words and filters
    found: int  # answers to the words alone
    open: int  # answers with an open edition, under the other filters
    keys: Sequence[str] = ()  # the answers to words and filters, in the order asked for
    remote: int = 0  # of those that have a town, under the other filters: taught at a distance
    placeless: int = 0  # answers without a town, under the other filters
    words: str = ""  # what was looked for, as PostgreSQL writes it

    @property
    def is_capped(self) -> bool:
        return self.found >= (WORDS_CAP if self.words else MATCH_CAP)


def facet_counts(
    courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date, reading: Reading | None
) -> FacetCounts:
    """`courses` are told apart by their conditions only: no slice, no annotation."""
    among = Among(courses)
    found = find(among, reading) if reading else {}
    facets: dict[str, dict[str, Count]] = {facet.param: {} for facet in FACETS}
    single = {TOTAL: 0, FOUND: 0, OPEN_PARAM: 0, REMOTE: 0, PLACELESS: 0}
    keys: list[str] = []
    for param, value, label, number in _rows(among, query, day, found):
        if param in single:
            single[param] = number
            keys = value.split(",") if param == TOTAL else keys
        elif value not in facets[param] or number:
            facets[param][value] = Count(value, label, number)
    return FacetCounts(
        facets,
        total=single[TOTAL],
        found=single[FOUND],
        open=single[OPEN_PARAM],
        keys=keys,
        remote=single[REMOTE],
        placeless=single[PLACELESS],
        words=found.get("words", ""),
    )


def _rows(among: Among, query: CatalogueQuery, day: datetime.date, found: dict[str, str]) -> list[tuple]:
    language = "en" if get_language() == "en" else "it"
    asked = replace(query, text="words" if found else "", on_map=False)
    return _statement(among, asked, day, language).rows(found)


@once
def _statement(among: Among, query: CatalogueQuery, day: datetime.date, language: str) -> Written:
    """Only names of this module and statements that Django built are put into the text; values travel apart."""
    reading = WORDS if query.text else None
    own, order = order_by(query, reading)
    asked = conditions(query, day)
    answers = among.courses.filter(is_any("pk", KEYS)) if reading else some_answers(among.courses, None)
    matches, params = _with_values(answers, asked, own).query.sql_with_params()
    starting, dates = _starts(day)
    others = Others(tuple(asked))
    arms = [_shared_arm([param for param in COLUMNS if param not in asked], others)]
    arms += [_arm(param, others) for param in COLUMNS if param in asked]
    arms = [_named_arms(" UNION ALL ".join(filter(None, arms)), language)]
    arms += [_linked_arm(param, others, language) for param in LINKS]
    arms.append(_single_arm(others, order))
    named, values = _asked(query, others, language)
    names = ", ".join(["id", "title", "own", *COLUMNS, *(f"f_{param}" for param in asked)])
    begins = ", ".join(f"bool_or(period = '{period}') AS begins_{period}" for period in PERIODS)
    sql = (
        f"WITH m ({names}) AS MATERIALIZED ({matches}), "  # noqa: S608
        f"e (course_id, period, key) AS ({starting}), "
        f"k AS (SELECT course_id, min(key) AS card, {begins} FROM e GROUP BY 1) "
    )
    return Written.of(sql + " UNION ALL ".join(arms + named), (*params, *dates, *values))


def _with_values(courses: QuerySet[Course], asked: dict[str, Q], own: Combinable) -> QuerySet:
    """What is counted and what orders, per course, and which of the filters asked for it passes."""
    flags = {
        f"f_{param}": ExpressionWrapper(condition, output_field=BooleanField()) for param, condition in asked.items()
    }
    courses = with_values(courses).annotate(own=own, **flags)
    return courses.values_list("pk", "title", "own", *COLUMNS.values(), *flags)


def _starts(day: datetime.date) -> tuple[str, tuple]:
    """The answers' editions to come: the window in which they begin, the key of a card that shows them."""
    windows = periods(day)
    period = Case(*(When(windows[value], then=Value(value)) for value in PERIODS))
    coming = (
        editions_to_come(day)
        .annotate(period=period, key=card_moment(day))
        .filter(course__in=RawSQL("SELECT id FROM m", []))
    )
    return coming.values_list("course_id", "period", "key").query.sql_with_params()


@dataclass(frozen=True)
class Others:
    """The condition that all filters asked for are passed, but one."""

    asked: tuple[str, ...]

    def __call__(self, left_out: str = "") -> str:
        return " AND ".join(f"f_{param}" for param in self.asked if param != left_out) or "true"


def _single_arm(others: Others, order: str) -> str:
    """What is counted of each course once, in one go: totals, places, open editions and when they begin."""
    beside_place, beside_time = others(PLACE_PARAM), others("quando")
    counts = {
        (TOTAL, "''"): others(),
        (FOUND, "''"): "true",
        (OPEN_PARAM, f"'{OPEN_VALUE}'"): f"{IS_OPEN} AND {others(OPEN_PARAM)}",
        (PLACELESS, "''"): f"{PLACE_PARAM} = '' AND {beside_place}",
        (REMOTE, "''"): f"{PLACE_PARAM} <> '' AND modalita = '{Mode.ONLINE}' AND {beside_place}",
        **{("quando", f"'{period}'"): f"begins_{period} AND {beside_time}" for period in PERIODS},
    }
    numbers = ", ".join(f"count(*) FILTER (WHERE {which}) AS n{place}" for place, which in enumerate(counts.values()))
    rows = ", ".join(
        f"('{param}', {'keys' if param == TOTAL else value}, n{place})" for place, (param, value) in enumerate(counts)
    )
    return (
        f"SELECT r.facet, r.value, '', r.number FROM (SELECT {numbers}, "  # noqa: S608
        f"string_agg(id::text, ',' ORDER BY {order}) FILTER (WHERE {others()}) AS keys "
        f"FROM m LEFT JOIN k ON k.course_id = m.id) c, "
        f"LATERAL (VALUES {rows}) r (facet, value, number) WHERE r.number > 0"
    )


def _shared_arm(params: list[str], others: Others) -> str:
    """The facets in which nothing is chosen are counted in one go: all filters hold for them."""
    if not params:
        return ""
    names = " ".join(f"WHEN grouping({param}) = 0 THEN '{param}'" for param in params)
    sets = ", ".join(f"({param})" for param in params)
    return (
        f"SELECT CASE {names} END AS facet, coalesce({', '.join(params)}) AS value, count(*) AS number FROM m "  # noqa: S608
        f"WHERE {others()} GROUP BY GROUPING SETS ({sets})"
    )


def _arm(param: str, others: Others) -> str:
    return f"SELECT '{param}', {param}, count(*) FROM m WHERE {others(param)} GROUP BY 2"  # noqa: S608


def _named_arms(counted: str, language: str) -> str:
    """With their names those that are rows of a table."""
    joins, names = "", []
    for number, param in enumerate(param for param in COLUMNS if param in VOCABULARIES):
        table, code, name = _vocabulary(param, language)
        joins += f" LEFT JOIN {table} v{number} ON c.facet = '{param}' AND v{number}.{code} = c.value"
        names.append(f"v{number}.{name}")
    rows = ", ".join(f"'{param}'" for param in VOCABULARIES)
    return (
        f"SELECT c.facet, c.value, max(coalesce({', '.join(names)}, '')), max(c.number) FROM ({counted}) c{joins} "  # noqa: S608
        f"WHERE c.facet NOT IN ({rows}) OR coalesce({', '.join(names)}) IS NOT NULL GROUP BY 1, 2"
    )


def _linked_arm(param: str, others: Others, language: str) -> str:
    """The links are counted by key; only the keys that are shown get their names."""
    (through, key), (table, code, name) = LINKS[param], _vocabulary(param, language)
    return (
        f"(SELECT '{param}', v.{code}, v.{name}, c.number FROM ("  # noqa: S608
        f"SELECT l.{key} AS value, count(*) AS number FROM m JOIN {through._meta.db_table} l ON l.course_id = m.id "
        f"WHERE {others(param)} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SKILLS_SHOWN}"
        f") c JOIN {table} v ON v.id = c.value)"
    )


def _vocabulary(param: str, language: str) -> tuple[str, str, str]:
    model, code, name = VOCABULARIES[param]
    return model._meta.db_table, code, name.format(language=language)


def _asked(query: CatalogueQuery, others: Others, language: str) -> tuple[list[str], list]:
    """Lines for the values asked for, so that they keep their name and unknown ones are told apart.

    They count nothing, but where only the most frequent values are counted: there each asked one is counted apart.
    """
    arms, values = [], []
    for param in VOCABULARIES:
        if asked := query.values(param):
            table, code, name = _vocabulary(param, language)
            number = _count_of_one(param, others) if param in LINKS else "0"
            arms.append(f"SELECT '{param}', v.{code}, v.{name}, {number} FROM {table} v WHERE v.{code} = ANY(%s)")  # noqa: S608
            values.append(list(asked))
    return arms, values


def _count_of_one(param: str, others: Others) -> str:
    through, key = LINKS[param]
    return (
        f"(SELECT count(*) FROM m JOIN {through._meta.db_table} l ON l.course_id = m.id "  # noqa: S608
        f"WHERE l.{key} = v.id AND {others(param)})"
    )
