"""From what somebody typed to courses: all its words, else those that may have been meant, else some of them."""

import datetime
from dataclasses import dataclass, replace
from enum import Enum

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from training.models import Course
from training.selectors.catalogue_query import FACETS, CatalogueQuery
from training.selectors.facets import FacetCounts, facet_counts
from training.selectors.search_text import Reading, read_words
from training.selectors.spelling import put_right
from training.selectors.synonyms import synonyms


class How(Enum):
    ALL = "all"  # courses that answer every word, or none was typed
    MEANT = "meant"  # no course did: those of the words put right
    SOME = "some"  # nor then: those that answer at least one word
    NONE = "none"


@dataclass(frozen=True)
class Answer:
    """What was found, and how the words had to be understood to find it."""

    query: CatalogueQuery
    counts: FacetCounts
    how: How
    reading: Reading | None = None
    meant: str = ""
    has_unknown: bool = False

    @property
    def words(self) -> SearchQuery | None:
        return self.reading.words if self.reading else None

    @property
    def also(self) -> tuple[str, ...]:
        return self.reading.also if self.reading else ()

    @property
    def is_empty(self) -> bool:
        """Words were typed that no course of the catalogue answers, whatever the filters."""
        return self.how != How.ALL

    @property
    def meant_address(self) -> str:
        return self.query.with_text(self.meant).address()


def find_answer(courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date) -> Answer:
    dictionary = synonyms() if query.text else {}
    reading = read_words(query.text, dictionary) if query.text else None
    counts = facet_counts(courses, query, day, reading)
    unknown = _unknown(query, counts)
    if unknown:
        query = query.without(*unknown)
        counts = facet_counts(courses, query, day, reading)
    answer = Answer(query, counts, How.ALL, reading, has_unknown=bool(unknown))
    if reading is None or counts.found:
        return answer
    return _other_words(courses, answer, reading, day)


def _other_words(courses: QuerySet[Course], answer: Answer, reading: Reading, day: datetime.date) -> Answer:
    dictionary = synonyms()
    meant = put_right(answer.query.text, dictionary)
    right = read_words(meant, dictionary) if meant else None
    tries = [(How.MEANT, right, meant)] if right else []
    if (some := (right or reading).any_word) is not None:
        tries.append((How.SOME, some, ""))
    for how, other, text in tries:
        counts = facet_counts(courses, answer.query, day, other)
        if counts.found:
            return replace(answer, counts=counts, how=how, reading=other, meant=text)
    return replace(answer, how=How.NONE)


def _unknown(query: CatalogueQuery, counts: FacetCounts) -> list[tuple[str, str]]:
    """Filters that name a kind, filiera or partner that does not exist."""
    coded = {facet.param for facet in FACETS if facet.choices is not None}
    return [
        (param, value) for param, value in query.pairs() if param not in coded and value not in counts.facets[param]
    ]
