"""How many courses each value of each facet stands for under the other filters, and the answers in their order."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from training.models import Course
from training.selectors.catalogue_query import FACETS, OPEN_PARAM, CatalogueQuery
from training.selectors.facet_sql import FOUND, PLACELESS, REMOTE, TOTAL, statement
from training.selectors.found import Among, find
from training.selectors.matches import MATCH_CAP, WORDS_CAP
from training.selectors.search_text import Reading


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
    remote: int = 0  # for the map: of those that have a town, under the other filters, taught at a distance
    placeless: int = 0  # for the map: answers without a town, under the other filters
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
    asked = replace(query, text="words" if found else "")
    return statement(among, asked, day, language).rows(found)
