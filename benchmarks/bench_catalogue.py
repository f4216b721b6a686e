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

WAYS = {"ours": "/formazione/", "orm": "/formazione-orm/"}
CARD = re.compile(r'<h3[^>]*><a href="([^"]+)"')
SMALL, LARGE = 1_000, 20_000
PAGES = {"list": "", "search": "?q=saldatura", "deep page": "?page={deep}"}
DEEP = {SMALL: 45, LARGE: 245}
ROUNDS, ASKED = 3, 12
STATEMENTS, GROWTH, FASTER = 4, 3, 1.5


def run() -> Iterable[Figure]:
    chance = random.Random(20260101)
    client = Client()
    logging.getLogger("polo.requests").setLevel(logging.WARNING)  # a line per request would drown the figures
    with scratch_database("catalogue"), override_settings(ROOT_URLCONF="benchmarks.urls"):
        ground = lay_course_ground()
        add_courses(ground, chance, SMALL)
        small, few = _measure(client, SMALL), _statements(client, SMALL)
        add_courses(ground, chance, LARGE - SMALL)
        large, many = _measure(client, LARGE), _statements(client, LARGE)
    load = f"load {os.getloadavg()[0]:.1f}"
    for page in PAGES:
        yield Figure(
            name=f"catalogue: statements, {page}",
            value=many[page],
            reference=f"{few[page]} at {SMALL:,} courses",
            bar=f"<= {STATEMENTS} and equal",
            ok=few[page] == many[page] <= STATEMENTS,
        )
        grown = large["ours"][page] / small["ours"][page]
        yield Figure(
            name=f"catalogue: growth from {SMALL:,} to {LARGE:,} courses, {page}",
            value=grown,
            reference=f"p50 {large['ours'][page]:.1f} ms / {small['ours'][page]:.1f} ms, {load}",
            bar=f"<= {GROWTH}",
            ok=grown <= GROWTH,
        )
        faster = large["orm"][page] / large["ours"][page]
        yield Figure(
            name=f"catalogue: idiomatic ORM against ours at {LARGE:,} courses, {page}",
            value=faster,
            reference=f"p50 {large['orm'][page]:.1f} ms / {large['ours'][page]:.1f} ms, {load}",
            bar=f">= {FASTER}",
            ok=faster >= FASTER,
        )


def _address(way: str, page: str, size: int) -> str:
    return WAYS[way] + PAGES[page].format(deep=DEEP[size])


def _measure(client: Client, size: int) -> dict[str, dict[str, float]]:
    """Milliseconds per page, p50: both ways in turn, each warmed up, then the median of the rounds."""
    times: dict[str, dict[str, list[float]]] = {way: {page: [] for page in PAGES} for way in WAYS}
    for page in PAGES:
        shown = [_courses_shown(client, _address(way, page, size)) for way in WAYS]
        assert shown[0] == shown[1], f"{page}: the two ways show different courses"
    for _round in range(ROUNDS):
        for page in PAGES:
            for way in WAYS:
                times[way][page].append(_p50(client, _address(way, page, size)))
    return {way: {page: statistics.median(found) for page, found in pages.items()} for way, pages in times.items()}


def _p50(client: Client, address: str) -> float:
    client.get(address)
    times = []
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
