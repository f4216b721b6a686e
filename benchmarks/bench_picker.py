"""The official ESCO release: how long its load takes, loaded again unchanged, and how fast the picker answers on it.

Absolute bars come with the issue (60 s, 30 s, 500 MB, 50 ms); the load average stands beside each figure. Needs
`../shared/data/esco`; without it there is nothing to measure.
"""

import io
import logging
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "esco"
ZIPS = [FOLDER / f"ESCO dataset - v1.1.1 - {name} - csv.zip" for name in ("classification - en", "relations")]
IMPORT_S, AGAIN_S, MEMORY_MB, ANSWER_MS = 60, 30, 500, 50
ROUNDS = 5
# What people type: whole words, beginnings, several words, synonyms, slips of long words, hopeless ones, one letter.
TYPED = [
    "weld", "welding", "saldatura", "tig", "cnc", "program", "programmable logic", "plc", "mechanical drawing",
    "manag", "management", "safety", "use", "pro", "ma", "a", "operate machine", "welidng", "electricl wiring",
    "hydralic", "robot", "teamwork", "mainteance of pumps", "ship", "zzzzzz", "quality control", "english",
    "project manag", "3d", "tools",
]  # fmt: skip


def run() -> Iterable[Figure]:
    if not ZIPS[0].exists():
        return
    logging.disable(logging.WARNING)
    with scratch_database("picker"), TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
        yield _seconds("picker: load of the whole of ESCO, seconds", IMPORT_S)
        yield _seconds("picker: the same release loaded again, seconds", AGAIN_S)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield _figure("picker: memory of the loading process, MB", peak, MEMORY_MB, "peak since its start")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield from _answers()
    logging.disable(logging.NOTSET)


def _seconds(name: str, bar: float) -> Figure:
    taken = _timed(lambda: call_command("import_esco", *map(str, ZIPS), stdout=io.StringIO())) / 1000
    return _figure(name, taken, bar, "13,896 skills, 3,007 occupations, 123,788 links")


def _answers() -> Iterable[Figure]:
    from skills.enums import SKILL_KINDS
    from skills.selectors import concepts_search
    from tests.accounts.factories import UserFactory

    client = Client()
    client.force_login(UserFactory())

    def page(text: str) -> None:
        answer = client.get("/vocabolario/skill/voci/", {"name": "x", "x": text})
        assert answer.status_code == 200

    for name, ask in (
        ("the search alone", lambda text: concepts_search(text, kinds=SKILL_KINDS)),
        ("the whole answer", page),
    ):
        times = sorted(_all_times(ask))
        median, late = statistics.median(times), times[int(len(times) * 0.95)]
        what = f"{len(TYPED)} texts as typed, {ROUNDS} rounds, slowest {times[-1]:.0f} ms"
        yield _figure(f"picker: {name}, p50 ms", median, ANSWER_MS, what)
        yield _figure(f"picker: {name}, p95 ms", late, ANSWER_MS, what)


def _all_times(ask: Callable[[str], object]) -> list[float]:
    for text in TYPED:
        ask(text)
    return [_timed(lambda text=text: ask(text)) for _round in range(ROUNDS) for text in TYPED]  # type: ignore[misc]


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _figure(name: str, value: float, bar: float, reference: str) -> Figure:
    load = f"load {os.getloadavg()[0]:.1f}"
    return Figure(name=name, value=value, reference=f"{reference}, {load}", bar=f"<= {bar}", ok=value <= bar)
