"""The catalogue through Django, uncached: how it grows, what it asks the database, the plain ORM beside it."""

import logging
import os
import random
import re
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.test import Client, override_settings

from benchmarks.courses import CourseGround, add_courses, lay_course_ground
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database, use_database
from training.models import Course
from training.selectors.catalogue import PAGE_SIZE

WAYS = {"ours": "/formazione/", "cached": "/formazione/", "orm": "/formazione-orm/"}
WAY_NAMES = {"ours": "ours", "cached": "our kept pages"}
CARD = re.compile(r'<h3[^>]*><a href="([^"]+)"')
# Up to EQUAL no bound bites: both ways show the same courses. Beyond it ours puts in order the newest only.
SMALL, EQUAL, LARGE = 1_000, 3_000, 20_000
HUGE = int(os.environ.get("POLO_BENCH_COURSES", "0"))  # 1000000 takes half an hour
PAGES = {"list": "", "search": "?q=saldatura", "deep page": "?page={deep}"}
DEEP = {SMALL: 45, EQUAL: 135}
DEEPEST = 145
ROUNDS, ASKED = 3, 12
STATEMENTS, GROWTH, FASTER, CACHED_FASTER = 4, 3, 1.5, 4


@dataclass(frozen=True)
class Case:
    """A way to the courses of one database."""

    database: str
    size: int
    way: str = "ours"

    def address(self, page: str) -> str:
        return WAYS[self.way] + PAGES[page].format(deep=DEEP.get(self.size, DEEPEST))


Taken = dict[Case, dict[str, float]]


def run() -> Iterable[Figure]:
    client = Client()
    logging.getLogger("polo.requests").setLevel(logging.WARNING)  # a line per request would drown the figures
    with (
        scratch_database("catalogue_small") as few,
        override_settings(ROOT_URLCONF="benchmarks.urls"),
    ):
        small = Case(few, SMALL)
        add_courses(lay_course_ground(), random.Random(20260101), SMALL)
        with scratch_database("catalogue") as many:
            ground, chance = lay_course_ground(), random.Random(20260101)
            yield from _against_orm(client, ground, chance, Case(many, EQUAL))
            yield from _against_orm(client, ground, chance, Case(many, LARGE))
            yield from _growth(client, small, Case(many, LARGE))
            if HUGE > LARGE:  # the plain ORM is left out: its pages would run into the statement timeout
                _grow(ground, chance, Case(many, HUGE))
                yield from _growth(client, small, Case(many, HUGE))


def _grow(ground: CourseGround, chance: random.Random, to: Case) -> None:
    use_database(to.database)
    add_courses(ground, chance, to.size - Course.objects.count())


def _growth(client: Client, small: Case, large: Case) -> Iterable[Figure]:
    """Both databases in turn: the load of the machine is the same for both."""
    few, many = _statements(client, small), _statements(client, large)
    taken = _measured(client, [small, large])
    for page in PAGES:
        yield Figure(
            name=f"catalogue: statements at {large.size:,} courses, {page}",
            value=many[page],
            reference=f"{few[page]} at {SMALL:,} courses",
            bar=f"<= {STATEMENTS} and equal",
            ok=few[page] == many[page] <= STATEMENTS,
        )
        grown = taken[large][page] / taken[small][page]
        yield Figure(
            name=f"catalogue: growth from {SMALL:,} to {large.size:,} courses, {page}",
            value=grown,
            reference=f"p50 {taken[large][page]:.1f} ms / {taken[small][page]:.1f} ms, {_load()}",
            bar=f"<= {GROWTH}",
            ok=grown <= GROWTH,
        )


def _against_orm(client: Client, ground: CourseGround, chance: random.Random, ours: Case) -> Iterable[Figure]:
    _grow(ground, chance, ours)
    cases = {way: Case(ours.database, ours.size, way) for way in WAYS}
    if ours.size <= EQUAL:
        _agree(client, list(cases.values()))
    taken = _measured(client, list(cases.values()))
    for page in PAGES:
        for way, bar in (("ours", FASTER), ("cached", CACHED_FASTER)):
            theirs, mine = taken[cases["orm"]][page], taken[cases[way]][page]
            yield Figure(
                name=f"catalogue: idiomatic ORM against {WAY_NAMES[way]} at {ours.size:,} courses, {page}",
                value=theirs / mine,
                reference=f"p50 {theirs:.1f} ms / {mine:.1f} ms, {_load()}",
                bar=f">= {bar}",
                ok=theirs / mine >= bar,
            )


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _agree(client: Client, cases: list[Case]) -> None:
    for page in PAGES:
        shown = [_courses_shown(client, case.address(page)) for case in cases]
        assert all(courses == shown[0] for courses in shown), f"{page}: the ways show different courses"


def _measured(client: Client, cases: list[Case]) -> Taken:
    """Milliseconds per page, p50: all cases in turn, each warmed up, then the median of the rounds."""
    times: dict[Case, dict[str, list[float]]] = {case: {page: [] for page in PAGES} for case in cases}
    for _round in range(ROUNDS):
        for page in PAGES:
            for case in cases:
                times[case][page].append(_p50(client, case, page))
    return {case: {page: statistics.median(found) for page, found in pages.items()} for case, pages in times.items()}


def _p50(client: Client, case: Case, page: str) -> float:
    times, address = [], case.address(page)
    use_database(case.database)
    with override_settings(CATALOGUE_CACHE_SECONDS=60 if case.way == "cached" else 0):
        _courses_shown(client, address)
        for _number in range(ASKED):
            start = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _courses_shown(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    found = CARD.findall(answer.content.decode())
    assert len(found) == PAGE_SIZE, f"{address}: {len(found)} cards"
    return found


def _statements(client: Client, case: Case) -> dict[str, int]:
    """Counted by a wrapper: the log of statements is emptied when a request begins."""
    use_database(case.database)
    return {page: _count(client, case.address(page)) for page in PAGES}


def _count(client: Client, address: str) -> int:
    client.get(address)  # a new connection asks for its types first
    asked = []

    def noted(execute, sql, *arguments):
        asked.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(noted):
        client.get(address)
    return len(asked)
