"""Counts of every facet under the other filters, and the totals: one statement over at most MATCH_CAP answers."""

import datetime
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.translation import get_language

from partners.models import Filiera, Partner
from training.models import Course, OfferKind
from training.selectors.catalogue_query import FACETS, OPEN_PARAM, OPEN_VALUE, CatalogueQuery
from training.selectors.matches import MATCH_CAP, conditions, newest, open_editions, text_matches, with_province

TOTAL, FOUND = "total", "found"
FLAGS = (*(facet.param for facet in FACETS), OPEN_PARAM)
# Values that are rows of a table: (table, code, name). Asked ones get a line even when no course has them.
VOCABULARIES = {
    "tipo": (OfferKind, "code", "name_{language}"),
    "filiera": (Filiera, "slug", "name_{language}"),
    "partner": (Partner, "slug", "name"),
}


@dataclass(frozen=True)
class Count:
    value: str
    label: str
    number: int


@dataclass(frozen=True)
class FacetCounts:
    """Values with their counts per facet (also those asked for that count nothing), and the totals."""

    facets: dict[str, dict[str, Count]]
    total: int  # answers to words and filters
    found: int  # answers to the words alone
    open: int  # answers with an open edition, under the other filters

    @property
    def is_capped(self) -> bool:
        return self.found >= MATCH_CAP


def facet_counts(
    courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date, words: SearchQuery | None
) -> FacetCounts:
    language = "en" if get_language() == "en" else "it"
    rows = _rows(text_matches(courses, words), query, day, language)
    facets: dict[str, dict[str, Count]] = {facet.param: {} for facet in FACETS}
    single = {TOTAL: 0, FOUND: 0, OPEN_PARAM: 0}
    for param, value, label, number in rows:
        if param in single:
            single[param] = number
        elif value not in facets[param] or number:
            facets[param][value] = Count(value, label, number)
    return FacetCounts(facets, total=single[TOTAL], found=single[FOUND], open=single[OPEN_PARAM])


def _rows(courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date, language: str) -> list[tuple]:
    matches, params = _matches(courses, query, day, language).query.sql_with_params()
    open_courses, open_params = open_editions(day).values("course").query.sql_with_params()
    arms = [_arm(facet.param) for facet in FACETS]
    arms.append(
        f"SELECT '{OPEN_PARAM}', '{OPEN_VALUE}', '', count(*) FROM m "  # noqa: S608  (names of this module)
        f"WHERE {_others(OPEN_PARAM)} AND id IN ({open_courses})"
    )
    arms.append(f"SELECT '{TOTAL}', '', '', count(*) FROM m WHERE {_others()}")  # noqa: S608  (names of this module)
    arms.append(f"SELECT '{FOUND}', '', '', count(*) FROM m")  # noqa: S608  (same)
    asked, values = _asked(query, language)
    names = ", ".join(["id", "tipo", "tipo_label", "per", "provincia", "modalita", "partner", "partner_label"])
    flags = ", ".join(f"f_{param}" for param in FLAGS)
    # Only names of this module and the statement that Django built are put into the text; values travel apart.
    sql = f"WITH m ({names}, {flags}) AS MATERIALIZED ({matches}) " + " UNION ALL ".join(arms + asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *open_params, *values])
        return cursor.fetchall()


def _matches(courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date, language: str) -> QuerySet:
    """At most MATCH_CAP answers to the words: their values and, per facet, whether they pass its filter."""
    asked = conditions(query, day)
    flags = {f"f_{param}": _flag(asked.get(param)) for param in FLAGS}
    courses = with_province(courses).annotate(kind_label=F(f"kind__name_{language}"), **flags)
    columns = ("pk", "kind__code", "kind_label", "audience", "province", "mode", "partner__slug", "partner__name")
    return newest(courses, query).values_list(*columns, *flags)[:MATCH_CAP]


def _flag(condition: Q | None) -> ExpressionWrapper | Value:
    return Value(True) if condition is None else ExpressionWrapper(condition, output_field=BooleanField())


def _others(left_out: str = "") -> str:
    return " AND ".join(f"f_{param}" for param in FLAGS if param != left_out)


def _arm(param: str) -> str:
    where = f"WHERE {_others(param)}"
    if param == "filiera":
        label = "name_en" if get_language() == "en" else "name_it"
        return (
            f"SELECT 'filiera', f.slug, max(f.{label}), count(*) FROM m "  # noqa: S608  (names of this module only)
            f"JOIN training_course_filiere c ON c.course_id = m.id JOIN partners_filiera f ON f.id = c.filiera_id "
            f"{where} GROUP BY 2"
        )
    label = f"{param}_label" if param in VOCABULARIES else "''"
    return f"SELECT '{param}', {param}, max({label}), count(*) FROM m {where} GROUP BY 2"  # noqa: S608  (same)


def _asked(query: CatalogueQuery, language: str) -> tuple[list[str], list]:
    """Lines with zero for the values asked for, so that they keep their name and unknown ones are told apart."""
    arms, values = [], []
    for param, (model, code, name) in VOCABULARIES.items():
        if asked := query.values(param):
            label = name.format(language=language)
            arms.append(f"SELECT '{param}', {code}, {label}, 0 FROM {model._meta.db_table} WHERE {code} = ANY(%s)")  # noqa: S608
            values.append(list(asked))
    return arms, values
