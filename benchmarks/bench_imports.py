"""A file of 5,000 courses previewed by the worker while people read the catalogue."""

import logging
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from benchmarks import web
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database
from core.imports.file_states import ImportState
from tests.skills.factories import ConceptFactory
from tests.training.factories import CourseFactory
from tests.training.import_files import school
from training.models import Course, CourseImport, CourseSkill
from training.services import course_imports

ROWS, KNOWN, SKILLS = 5_000, 2_500, 200
ROUNDS, QUIET_SECONDS = 3, 5
SECONDS, SHARE = 20, 0.5
WORK = "import django; django.setup(); from training.services import course_imports as s; s.course_imports_run()"
HEADERS = "codice;titolo;tipo;in breve;modalità;sede;ore;costo;competenze;inizio;fine;posti;iscrizioni entro"


def run() -> Iterable[Figure]:
    logging.getLogger("polo.requests").setLevel(logging.WARNING)
    with scratch_database("imports"):
        user, partner = school()
        _courses(partner)
        file = ContentFile("\n".join([HEADERS, *map(_line, range(ROWS))]).encode(), name="corsi.csv")
        with web.served() as port:
            quiet = [_rate(port, threading.Event(), QUIET_SECONDS) for _round in range(ROUNDS)]
            seconds, beside, cpu = zip(*(_preview(user, partner, file, port) for _round in range(ROUNDS)), strict=True)
    load = f"load {os.getloadavg()[0]:.1f}"
    taken, busy = statistics.median(seconds), statistics.median(cpu)
    yield Figure(
        name=f"imports: preview of {ROWS:,} rows, {KNOWN:,} courses known",
        value=taken,
        reference=f"s in the worker, median of {ROUNDS}; {busy:.1f} s of CPU with its start; people reading, {load}",
        bar=f"<= {SECONDS}",
        ok=taken <= SECONDS,
    )
    share = statistics.median(beside) / statistics.median(quiet)
    yield Figure(
        name="imports: pages a second of the catalogue during a preview, against quiet",
        value=share,
        reference=f"{statistics.median(beside):.1f} / {statistics.median(quiet):.1f} requests/s, one reader, {load}",
        bar=f">= {SHARE}",
        ok=share >= SHARE,
    )


def _courses(partner) -> None:
    skills = [ConceptFactory(label_it=f"Competenza di prova {n}") for n in range(SKILLS)]
    first = CourseFactory(partner=partner, title="Corso 0", kind__code="LIB")
    Course.objects.bulk_create(
        Course(partner=partner, kind=first.kind, title=f"Corso {n}", slug=f"corso-bench-{n}", hours=n % 90,
               published_at="2026-01-01T00:00Z")
        for n in range(1, KNOWN)
    )  # fmt: skip
    CourseSkill.objects.bulk_create(
        CourseSkill(course_id=pk, skill=skills[n % SKILLS])
        for n, pk in enumerate(Course.objects.order_by("pk").values_list("pk", flat=True))
    )


def _line(n: int) -> str:
    """Half of them are courses that the portal knows."""
    skills = "; ".join(f"Competenza di prova {(n + step) % SKILLS} (3)" for step in range(3)).replace(";", "|")
    start = f"{1 + n % 28:02}/03/2027"
    return f"C{n};Corso {n};LIB;Una frase sul corso {n};in presenza;Sede centrale;{n % 80};120,50;{skills};{start};30/06/2027;20;01/03/2027"  # noqa: E501


def _preview(user, partner, file, port: int) -> tuple[float, float, float]:
    """(seconds in the worker, pages a second meanwhile, seconds of CPU of its process)"""
    file.seek(0)
    run = course_imports.course_import_create(partner=partner, file=file, by=user)
    mapping = {header: field for header, field in run.mapping.items() if field}
    course_imports.course_import_map(run=run, mapping=mapping, default_kind=None, withdraws=False, by=user)
    over, before = threading.Event(), resource.getrusage(resource.RUSAGE_CHILDREN)
    worker = threading.Thread(target=_work, args=(over,))
    worker.start()
    rate = _rate(port, over, web.PATIENCE)
    worker.join()
    run = CourseImport.objects.get(pk=run.pk)
    assert run.state == ImportState.DONE, run.error
    run.file.delete(save=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (run.finished_at - run.started_at).total_seconds(), rate, busy


def _work(over: threading.Event) -> None:
    """As the worker does it: a process of its own on the same database."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "polo.settings.test", "DATABASE_URL": urlunsplit(url)}
    try:
        subprocess.run([sys.executable, "-c", WORK], cwd=web.ROOT, env=env, check=True)
    finally:
        over.set()


def _rate(port: int, over: threading.Event, seconds: float) -> float:
    """Pages a second that one reader gets until the time is up or the work is over."""
    started, answered = time.perf_counter(), 0
    while not over.is_set() and time.perf_counter() - started < seconds:
        answer = web.ask(port, "/formazione/")
        assert answer.status == 200, answer
        answered += 1
    return answered / (time.perf_counter() - started)
