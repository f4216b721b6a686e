"""The catalogue through Django, uncached: how it grows, what it asks the database, the plain ORM beside it."""

import logging
import os
import random
import re
import statistics
import time
from collections.abc import Iterable

from django.db import connection
from django.test import Client, override_settings

from benchmarks.courses import add_courses, lay_course_ground
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database
from training.selectors.catalogue import PAGE_SIZE

WAYS = {"ours": "/formazione/", "cached": "/formazione/", "orm": "/formazione-orm/"}
WAY_NAMES = {"ours": "ours", "cached": "our kept pages"}
CARD = re.compile(r'<h3[^>]*><a href="([^"]+)"')
SMALL, LARGE = 1_000, 20_000
HUGE = int(os.environ.get("POLO_BENCH_COURSES", "0"))  # 1000000 takes a quarter of an hour
PAGES = {"list": "", "search": "?q=saldatura", "deep page": "?page={deep}"}
DEEP = {SMALL: 45, LARGE: 145, HUGE: 145}
ROUNDS, ASKED = 3, 12
STATEMENTS, GROWTH, FASTER, CACHED_FASTER = 4, 3, 1.5, 4


def run() -> Iterable[Figure]:
    chance = random.Random(20260101)
    client = Client()
    logging.getLogger("polo.requests").setLevel(logging.WARNING)  # a line per request would drown the figures
    with scratch_database("catalogue"), override_settings(ROOT_URLCONF="benchmarks.urls"):
        ground = lay_course_ground()
        add_courses(ground, chance, SMALL)
        small, few = _measure(client, SMALL, WAYS), _statements(client, SMALL)
        add_courses(ground, chance, LARGE - SMALL)
        large, many = _measure(client, LARGE, WAYS), _statements(client, LARGE)
        yield from _growth(small, large, few, many, LARGE)
        yield from _against_orm(large)
        if HUGE > LARGE:  # the plain ORM is left out: its pages would run into the statement timeout
            add_courses(ground, chance, HUGE - LARGE)
            huge, most = _measure(client, HUGE, {"ours": WAYS["ours"]}), _statements(client, HUGE)
            yield from _growth(small, huge, few, most, HUGE)


def _growth(small, large, few, many, size: int) -> Iterable[Figure]:
    for page in PAGES:
        yield Figure(
            name=f"catalogue: statements at {size:,} courses, {page}",
            value=many[page],
            reference=f"{few[page]} at {SMALL:,} courses",
            bar=f"<= {STATEMENTS} and equal",
            ok=few[page] == many[page] <= STATEMENTS,
        )
        grown = large["ours"][page] / small["ours"][page]
        yield Figure(
            name=f"catalogue: growth from {SMALL:,} to {size:,} courses, {page}",
            value=grown,
            reference=f"p50 {large['ours'][page]:.1f} ms / {small['ours'][page]:.1f} ms, {_load()}",
            bar=f"<= {GROWTH}",
            ok=grown <= GROWTH,
        )


def _against_orm(large) -> Iterable[Figure]:
    for page in PAGES:
        for way, bar in (("ours", FASTER), ("cached", CACHED_FASTER)):
            faster = large["orm"][page] / large[way][page]
            yield Figure(
                name=f"catalogue: idiomatic ORM against {WAY_NAMES[way]} at {LARGE:,} courses, {page}",
                value=faster,
                reference=f"p50 {large['orm'][page]:.1f} ms / {large[way][page]:.1f} ms, {_load()}",
                bar=f">= {bar}",
                ok=faster >= bar,
            )


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _address(way: str, page: str, size: int) -> str:
    return WAYS[way] + PAGES[page].format(deep=DEEP[size])


def _measure(client: Client, size: int, ways: dict[str, str]) -> dict[str, dict[str, float]]:
    """Milliseconds per page, p50: all ways in turn, each warmed up, then the median of the rounds."""
    times: dict[str, dict[str, list[float]]] = {way: {page: [] for page in PAGES} for way in ways}
    for page in PAGES:
        shown = [_courses_shown(client, _address(way, page, size)) for way in ways]
        assert all(courses == shown[0] for courses in shown), f"{page}: the ways show different courses"
    for _round in range(ROUNDS):
        for page in PAGES:
            for way in ways:
                times[way][page].append(_p50(client, way, _address(way, page, size)))
    return {way: {page: statistics.median(found) for page, found in pages.items()} for way, pages in times.items()}


def _p50(client: Client, way: str, address: str) -> float:
    times = []
    with override_settings(CATALOGUE_CACHE_SECONDS=60 if way == "cached" else 0):
        client.get(address)
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


def _statements(client: Client, size: int) -> dict[str, int]:
    """Counted by a wrapper: the log of statements is emptied when a request begins."""
    return {page: _count(client, _address("ours", page, size)) for page in PAGES}


def _count(client: Client, address: str) -> int:
    asked = []

    def noted(execute, sql, *arguments):
        asked.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(noted):
        client.get(address)
    return len(asked)
