"""What people of the Gulf type, and the courses they must see first: the real offer and the plainly invented one."""

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from partners.seeding import partners_seed, territory_seed
from polo.demo.bodies import bodies_build
from polo.demo.courses import courses_build
from polo.demo.vocabulary import vocabulary_read
from skills.seeding import vocabulary_seed
from training.models import Course
from training.seeding import courses_seed
from training.selectors.catalogue import catalogue
from training.selectors.catalogue_query import CatalogueQuery

GOLDEN = Path(__file__).parent / "golden_queries.csv"
LEAST = 60


@pytest.fixture
def offer(db):
    territory_seed()
    vocabulary_seed()
    partners_seed()
    courses_seed()
    courses_build(bodies_build(), vocabulary_read())


def test_golden_queries(offer):
    with GOLDEN.open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))

    failures = [table_row(row, found) for row in rows if not is_right(row, found := titles(row["query"]))]

    assert len(rows) >= LEAST
    assert len({row["query"] for row in rows}) == len(rows)
    assert not failures, f"{len(failures)} of {len(rows)} queries\n" + "\n".join(failures)


def titles(text):
    courses = Course.objects.filter(published_at__isnull=False)  # the invented ones too
    page = catalogue(courses, CatalogueQuery(text=text), page=1, day=timezone.localdate())
    return [card.course.title for card in page.cards]


def is_right(row, found):
    expected = [title for title in row["expected"].split("|") if title]
    return bool(found) and set(expected) <= set(found[: int(row["top"])])


def table_row(row, found):
    wanted = row["expected"].replace("|", "\n" + " " * 14)
    got = f"\n{'':14}".join(f"{place}. {title}" for place, title in enumerate(found[: int(row["top"]) + 3], 1))
    return (
        f"\n«{row['query']}» ({row['why']})\n  in the first {row['top']}: {wanted}\n  found:      {got or 'nothing'}"
    )
