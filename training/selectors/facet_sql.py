"""The statement that counts: each facet under the other filters, totals and order, over so many answers at most."""

import datetime
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Case, ExpressionWrapper, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL

from core.prepared import Given, GivenWords, Written, is_any, once
from partners.models import Filiera, Municipality, Partner, Site
from skills.models import Concept
from training.enums import Mode
from training.models import Course, CourseSkill, OfferKind
from training.selectors.card_edition import LAST_OPEN, card_key, editions_to_come, full_editions
from training.selectors.catalogue_query import (
    OPEN_PARAM,
    OPEN_VALUE,
    PERIODS,
    PLACE_PARAM,
    UNSTATED,
    CatalogueQuery,
)
from training.selectors.found import Among
from training.selectors.matches import conditions, periods, some_answers, with_price, with_values
from training.selectors.order import order_by
from training.selectors.search_text import Reading

TOTAL, FOUND, REMOTE, PLACELESS = "total", "found", "remote", "placeless"
WORDS = Reading(GivenWords("words"), typed=GivenWords("typed"))
KEYS = Given("keys", ArrayField(BigIntegerField()))
SKILLS_SHOWN = 12
START_BITS = {period: 1 << place for place, period in enumerate(PERIODS)}
# What is counted of an answer: the column of `m` -> the field. Keys instead of what they stand for: they are shorter.
COUNTED = {
    "kind": "kind_id", "eqf": "eqf", "partner": "partner_id", "site": "site_id", "audience": "audience",
    "price": "price", "mode": "mode",
}  # fmt: skip
# Facet -> the columns whose values are counted in one go; some serve several facets.
COLUMNS = {
    "tipo": "kind, eqf", "livello": "kind, eqf", "partner": "partner, site", "comune": "partner, site",
    "provincia": "partner, site", "per": "audience", "costo": "price", "modalita": "mode",
}  # fmt: skip
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
KIND, PARTNER, SITE, TOWN = (model._meta.db_table for model in (OfferKind, Partner, Site, Municipality))
# The town of answers: of their site, else of their partner's main one.
PLACE = (
    f"LEFT JOIN {SITE} s ON s.id = g.site LEFT JOIN main ON main.partner_id = g.partner "
    f"{{join}} JOIN {TOWN} v ON v.istat_code = coalesce(s.municipality_id, main.municipality_id)"
)
MAIN = f"SELECT DISTINCT ON (partner_id) partner_id, municipality_id FROM {SITE} ORDER BY partner_id, is_main DESC, id"  # noqa: S608
# As an array: PostgreSQL then goes through an index once, whatever it thinks how many there are.
OF_ANSWERS = "course_id = ANY(ARRAY(SELECT id FROM m))"
# Facet -> its value and name, and what gives them to the counted columns `g`; the others are columns themselves.
NAMED = {
    "tipo": ("v.code, v.name_{language}", f"JOIN {KIND} v ON v.id = g.kind"),
    "livello": (f"coalesce(coalesce(g.eqf, v.eqf)::text, '{UNSTATED}'), ''", f"JOIN {KIND} v ON v.id = g.kind"),
    "partner": ("v.slug, v.name", f"JOIN {PARTNER} v ON v.id = g.partner"),
    "comune": ("v.istat_code, v.name", PLACE.format(join="INNER")),
    "provincia": ("v.province, ''", PLACE.format(join="INNER")),
}


@dataclass(frozen=True)
class Others:
    """The condition that all filters asked for are passed, but one."""

    asked: tuple[str, ...]

    def __call__(self, left_out: str = "") -> str:
        return " AND ".join(f"f_{param}" for param in self.asked if param != left_out) or "true"


@once
def statement(among: Among, query: CatalogueQuery, day: datetime.date, language: str) -> Written:
    """Rows (facet, value, name, number). Only names of this module and statements that Django built are put into the
    text; values travel apart.

    m: the answers. g: how many have each value, for the facets in which nothing is chosen. k: what the editions of an
    answer say of it. main: where a partner is.
    """
    reading = WORDS if query.text else None
    own, order = order_by(query, reading)
    asked = conditions(query, day)
    answers = among.courses.filter(is_any("pk", KEYS)).order_by() if reading else some_answers(among.courses, None)
    matches, params = _with_values(answers, asked, own).query.sql_with_params()
    starting, dates = _starts(day)
    others = Others(tuple(asked))
    named, values = _asked(query, others, language)
    names = ", ".join(["id", "title", "own", *COUNTED, *(f"f_{param}" for param in asked)])
    arms = [_arm(param, others, language) for param in COLUMNS]
    arms += [_linked_arm(param, others, language) for param in LINKS]
    arms += [_single_arm(others, order), *([_map_arm(others)] if query.on_map else []), *named]
    sql = (
        f"WITH m ({names}) AS MATERIALIZED ({matches}), g AS ({_counted(others)}), "  # noqa: S608
        f"k AS (SELECT course_id, min(key) AS card, bit_or(start) AS starts "
        f"FROM ({starting}) e (course_id, start, key) GROUP BY 1), main AS ({MAIN}) "
    )
    return Written.of(sql + " UNION ALL ".join(arms), (*params, *dates, *values))


def _with_values(courses: QuerySet[Course], asked: dict[str, Q], own: Combinable) -> QuerySet:
    """What is counted and what orders, per course, and which of the filters asked for it passes."""
    flags = {
        f"f_{param}": ExpressionWrapper(condition, output_field=BooleanField()) for param, condition in asked.items()
    }
    courses = (with_values if asked else with_price)(courses).annotate(own=own, **flags)
    return courses.values_list("pk", "title", "own", *COUNTED.values(), *flags)


def _starts(day: datetime.date) -> tuple[str, tuple]:
    """The answers' editions to come: the window in which they begin, the key of a card that shows them."""
    windows = periods(day)
    start = Case(*(When(windows[period], then=Value(bit)) for period, bit in START_BITS.items()), default=Value(0))
    is_answer = RawSQL(OF_ANSWERS, [], BooleanField())  # noqa: S611  (a constant)
    full = full_editions(day).filter(edition__course__in=RawSQL("SELECT id FROM m", []))
    key = card_key(day, is_full=Q(seats=0) | Q(pk__in=full))
    coming = editions_to_come(day).annotate(start=start, key=key).filter(is_answer)
    return coming.values_list("course_id", "start", "key").query.sql_with_params()


def _counted(others: Others) -> str:
    """The facets in which nothing is chosen, in one go: all filters hold for them."""
    sets = sorted({columns for param, columns in COLUMNS.items() if param not in others.asked})
    if not sets:
        return "SELECT 1"
    which = " ".join(f"WHEN grouping({columns}) = 0 THEN '{columns}'" for columns in sets)
    return (
        f"SELECT CASE {which} END AS columns, {', '.join(sets)}, count(*) AS number FROM m "  # noqa: S608
        f"WHERE {others()} GROUP BY GROUPING SETS ({', '.join(f'({columns})' for columns in sets)})"
    )


def _arm(param: str, others: Others, language: str) -> str:
    columns = COLUMNS[param]
    counted = f"(SELECT * FROM g WHERE columns = '{columns}')"  # noqa: S608
    if param in others.asked:
        counted = f"(SELECT {columns}, count(*) AS number FROM m WHERE {others(param)} GROUP BY {columns})"  # noqa: S608
    if param not in NAMED:
        return f"SELECT '{param}' AS facet, {columns} AS value, '' AS name, number FROM {counted} g"  # noqa: S608
    value, join = NAMED[param]
    value = value.format(language=language)
    return f"SELECT '{param}', {value}, sum(g.number)::bigint FROM {counted} g {join} GROUP BY 2, 3"  # noqa: S608


def _linked_arm(param: str, others: Others, language: str) -> str:
    """The links are counted by key; only the keys that are shown get their names."""
    (through, key), (table, code, name) = LINKS[param], _vocabulary(param, language)
    return (
        f"(SELECT '{param}', v.{code}, v.{name}, c.number FROM ("  # noqa: S608
        f"SELECT l.{key} AS value, count(*) AS number FROM {through._meta.db_table} l "
        f"WHERE l.course_id = ANY(ARRAY(SELECT id FROM m WHERE {others(param)})) "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SKILLS_SHOWN}"
        f") c JOIN {table} v ON v.id = c.value)"
    )


def _single_arm(others: Others, order: str) -> str:
    """What is counted of each course once, in one go: totals, open editions and when they begin."""
    beside_time = others("quando")
    counts = {
        (TOTAL, "''"): others(),
        (FOUND, "''"): "true",
        (OPEN_PARAM, f"'{OPEN_VALUE}'"): f"card <= {LAST_OPEN} AND {others(OPEN_PARAM)}",
        **{("quando", f"'{period}'"): f"starts & {bit} <> 0 AND {beside_time}" for period, bit in START_BITS.items()},
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


def _map_arm(others: Others) -> str:
    """Beside the towns: the answers without one, and those taught at a distance that have one."""
    is_remote = f"v.istat_code IS NOT NULL AND g.mode = '{Mode.ONLINE}'"
    return (
        f"SELECT r.facet, '', '', count(*) FROM (SELECT * FROM m WHERE {others(PLACE_PARAM)}) g "  # noqa: S608
        f"{PLACE.format(join='LEFT')}, "
        f"LATERAL (VALUES ('{PLACELESS}', v.istat_code IS NULL), ('{REMOTE}', {is_remote})) r (facet, holds) "
        f"WHERE r.holds GROUP BY 1"
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
