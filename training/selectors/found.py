"""The courses that words find, and the words as PostgreSQL reads them: all that later statements are given."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.prepared import GivenWords, Written, once
from training.models import Course
from training.selectors.matches import some_answers
from training.selectors.search_text import Reading, as_sql


@dataclass(frozen=True, eq=False)
class Among:
    """Courses that are told apart by their conditions only."""

    courses: QuerySet[Course]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Among) and self.courses.query.where == other.courses.query.where

    def __hash__(self) -> int:
        return hash(self.courses.query.where)


def find(among: Among, reading: Reading) -> dict[str, Any]:
    """The keys of the answers, and the words that order and mark them.

    Planned each time: which plan is good depends on how frequent the words are. Statements that are given keys need
    not be.
    """
    words = as_sql(reading.words)
    typed = as_sql(reading.typed) if reading.typed else words
    keys = _keys(among).text % words
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({words})::text, ({typed})::text, ARRAY({keys})::text")  # each of them built by Django
        return dict(zip(("words", "typed", "keys"), cursor.fetchone(), strict=True))


@once
def _keys(among: Among) -> Written:
    answers = some_answers(among.courses, Reading(GivenWords("words")))
    return Written.of(*answers.values("pk").query.sql_with_params())
