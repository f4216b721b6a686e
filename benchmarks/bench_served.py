"""Requests a second behind gunicorn: the catalogue made anew and kept, the plain ORM's, pretalx's list of speakers.

All servers stand on the same machine with the same PostgreSQL, two workers each, DEBUG off, and are asked in turn.
Made anew: no HTML and no answer of the database is kept, but compiled templates, the SQL of statements, words of the
language, and (for an hour) towns and synonyms are. pretalx is asked as it comes: it keeps settings in the same Valkey.
"""

import os
import random
import socket
import statistics
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack

from benchmarks import pretalx, web
from benchmarks.courses import add_courses, lay_course_ground
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database
from tests.accounts.factories import UserFactory

COURSES = 1_000
READERS, SECONDS, ROUNDS = 4, 4, 5
WARM_UP = 6
CHUNK = 1 << 17
THREADS = 1
LIST, SEARCH = "/formazione/", "/formazione/?q=saldatura"
ORM_LIST, ORM_SEARCH = "/formazione-orm/", "/formazione-orm/?q=saldatura"
OVER_ORM, KEPT_OVER_ORM, OVER_PRETALX, KEPT_OVER_PRETALX = 1.5, 4, 4, 12


def run() -> Iterable[Figure]:
    with scratch_database("served"), ExitStack() as servers:
        add_courses(lay_course_ground(), random.Random(20260101), COURSES)
        ours = {"threads": THREADS, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        plain = servers.enter_context(web.served(**ours))
        kept = servers.enter_context(web.served(POLO_BENCH_KEPT="60", **ours))
        servers.callback(pretalx.database_drop)
        peer = servers.enter_context(pretalx.served(threads=THREADS))
        person = web.cookie(UserFactory())
        asked = {
            "list": (plain, LIST, ""), "search": (plain, SEARCH, ""), "kept list": (kept, LIST, ""),
            "kept search": (kept, SEARCH, ""), "orm list": (plain, ORM_LIST, ""),
            "orm search": (plain, ORM_SEARCH, ""),
            "person's kept list": (kept, LIST, person), "person's kept search": (kept, SEARCH, person),
            "person's orm list": (plain, ORM_LIST, person), "person's orm search": (plain, ORM_SEARCH, person),
            "pretalx": (peer, pretalx.SPEAKERS, ""),
        }  # fmt: skip
        yield from _compared(_measured(asked))


def _compared(speed: dict[str, float]) -> Iterable[Figure]:
    for page in ("list", "search"):
        yield _figure(f"{page}, against the plain ORM", speed[page], speed[f"orm {page}"], OVER_ORM)
        yield _figure(
            f"{page} kept, against the plain ORM", speed[f"kept {page}"], speed[f"orm {page}"], KEPT_OVER_ORM
        )
        yield _figure(f"{page}, against pretalx's speakers", speed[page], speed["pretalx"], OVER_PRETALX)
        kept = speed[f"kept {page}"]
        yield _figure(f"{page} kept, against pretalx's speakers", kept, speed["pretalx"], KEPT_OVER_PRETALX)
        mine, theirs = speed[f"person's kept {page}"], speed[f"person's orm {page}"]
        yield _figure(f"{page} kept, signed in, against the plain ORM", mine, theirs, KEPT_OVER_ORM)


def _figure(name: str, ours: float, theirs: float, bar: float) -> Figure:
    reference = f"{ours:.1f} / {theirs:.1f} requests/s, {COURSES:,} courses, load {os.getloadavg()[0]:.1f}"
    faster = ours / theirs
    return Figure(name=f"served: {name}", value=faster, reference=reference, bar=f">= {bar}", ok=faster >= bar)


def _measured(asked: dict[str, tuple[int, str, str]]) -> dict[str, float]:
    """Requests a second, the median of rounds in which every page has its turn."""
    speeds: dict[str, list[float]] = {name: [] for name in asked}
    for port, path, cookies in asked.values():
        for _number in range(WARM_UP):
            assert web.ask(port, path, cookies=cookies).status == 200, path
    for _round in range(ROUNDS):
        for name, (port, path, cookies) in asked.items():
            speeds[name].append(_speed(port, path, cookies))
    return {name: statistics.median(found) for name, found in speeds.items()}


def _speed(port: int, path: str, cookies: str) -> float:
    answered: list[int] = []
    start = time.perf_counter()

    def read() -> None:
        number = 0
        while time.perf_counter() < start + SECONDS:
            assert _is_answered(port, path, cookies), path
            number += 1
        answered.append(number)

    readers = [threading.Thread(target=read) for _number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(answered) == READERS, path
    return sum(answered) / (time.perf_counter() - start)


def _is_answered(port: int, path: str, cookies: str) -> bool:
    """Asked without a library: one that reads headers would take a tenth of the processor that is measured."""
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=web.PATIENCE) as line:
        line.sendall(question.encode())
        answer = line.recv(CHUNK)
        while line.recv(CHUNK):
            pass
    return answer.startswith(b"HTTP/1.1 200 ")
