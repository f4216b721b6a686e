"""`python scripts/guard_mutants.py [word…]`: takes each guard away in turn and shows which test tells.

Guards are found in the code (`tests/access/mutants.py`); words narrow the list by place or guard, a word after a
minus leaves out. One process sets everything up and its forks try the mutants: nothing is written to the
code. A mutant is asked the routes of its view, of its file and of its app, and is caught at the first wrong answer of
the access matrix; what that does not see is shown at last to the tests of its app, and then to all other routes. The
whole list writes `docs/evidence/mutants.md`.
`MUTANT_JOBS=1` leaves a core to others.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "polo.settings.test"
os.environ.setdefault("POLO_TEST_DB", "test_polo_mutants")
os.environ["LOG_LEVEL"] = "CRITICAL"
REPORT = ROOT / "docs" / "evidence" / "mutants.md"
BESIDE = "tests/access/test_beside_the_table.py"
BREAKS = "could not be asked"
JOBS = int(os.environ.get("MUTANT_JOBS", "2"))


@dataclass
class Verdict:
    """What one mutant met: the first fault that gave it away, or nothing."""

    place: str
    guard: str
    fault: str

    @property
    def is_caught(self) -> bool:
        """By a wrong answer; that nothing could be asked is no proof."""
        return bool(self.fault) and not self.fault.startswith(BREAKS)

    @property
    def line(self) -> str:
        guard = " ".join(self.guard.split()).replace("|", "\\|")
        return f"| `{self.place}` | `{guard[:110]}` | {self.fault or '**survives**'} |"


def set_up() -> None:
    import django  # noqa: PLC0415

    from polo.servers import ensure_servers  # noqa: PLC0415

    ensure_servers()
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.test.utils import setup_databases, setup_test_environment  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    setup_test_environment()
    settings.EMAIL_BACKEND = "core.mail.OutboxEmailBackend"
    setup_databases(verbosity=0, interactive=False, keepdb=True)
    get_resolver()._populate()  # imports every view
    connections.close_all()


def faults_of(mutant, asker, routes: list[str]) -> Iterator[str]:
    """The guard is gone: ask until something is wrong that is right with the guard."""
    from tests.access import judge  # noqa: PLC0415

    def faults(route: str) -> list[str]:
        return judge.faults({answer.cell: answer for answer in asker.walk([route])}, judge.golden([route]))

    for route in routes:
        undo = mutant.apply()
        try:
            found = faults(route)
        finally:
            undo()
        known = set(faults(route)) if found else set()
        yield from (fault for fault in found if fault not in known)


def routes_near(mutant) -> list[str]:
    """Those of its view first, those of its file and of its app next."""
    from tests.access.routes import app_of, views_by_route  # noqa: PLC0415

    views, file = views_by_route(), mutant.place.split(".py")[0].replace("/", ".")
    if mutant.guard.startswith("methods of "):
        return [mutant.guard.removeprefix("methods of ")]
    name = mutant.place.split()[-1]
    near = [route for route in every_route() if app_of(route) == mutant.app or mutant.app == "polo"]
    return sorted(near, key=lambda route: (views[route].__name__ != name, views[route].__module__ != file, route))


def routes_far(mutant) -> list[str]:
    return [route for route in every_route() if route not in set(routes_near(mutant))]


def every_route() -> list[str]:
    from tests.access.routes import own_routes  # noqa: PLC0415

    return [route for routes in own_routes().values() for route in routes]


def tried(mutants, routes_for) -> Iterator[Verdict]:
    """Shared out among some processes, each with a world of its own; told in order."""
    pipes = [os.fdopen(forked(mutants[job::JOBS], routes_for)) for job in range(min(JOBS, len(mutants)))]
    for number, mutant in enumerate(mutants):
        line = pipes[number % len(pipes)].readline()
        yield Verdict(mutant.place, mutant.guard, json.loads(line or json.dumps(BREAKS)))
    for pipe in pipes:
        pipe.close()
        os.wait()


def forked(mutants, routes_for) -> int:
    """Gives back where the process writes its faults, one line per mutant."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        for fault in first_faults(mutants, routes_for):
            pipe.write(json.dumps(fault) + "\n")
            pipe.flush()
    os._exit(0)


def first_faults(mutants, routes_for) -> Iterator[str]:
    from django.db import transaction  # noqa: PLC0415

    from tests.access.asker import Asker  # noqa: PLC0415

    with transaction.atomic():
        asker = Asker()
        for mutant in mutants:
            try:
                with transaction.atomic():
                    fault = next(faults_of(mutant, asker, routes_for(mutant)), "")
            except Exception as error:
                fault = f"{BREAKS}: {error!r}"
            yield fault
        transaction.set_rollback(True)


def shown_to_the_tests(verdict: Verdict) -> None:
    """What the matrix does not see: do the tests of the app?"""
    folder = ROOT / "tests" / verdict.place.split("/")[0]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.access.mutant_plugin", BESIDE, str(folder)],
        cwd=ROOT,
        env=os.environ | {"POLO_MUTANT": f"{verdict.place}|{verdict.guard}", "POLO_TEST_DB": "test_polo_mutant_tests"},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in told.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    verdict.fault = failed[0].split(" - ")[0] if failed else ""


def main(words: list[str]) -> int:
    started = time.monotonic()
    set_up()
    from tests.access.mutants import mutants  # noqa: PLC0415

    chosen = [mutant for mutant in mutants() if is_named(mutant, words)]
    verdicts = [told(verdict, number, len(chosen)) for number, verdict in enumerate(tried(chosen, routes_near), 1)]
    for verdict in [each for each in verdicts if not each.is_caught]:
        shown_to_the_tests(verdict)
        if not verdict.is_caught:
            mutant = [one for one in chosen if (one.place, one.guard) == (verdict.place, verdict.guard)]
            verdict.fault = next(tried(mutant, routes_far)).fault
        told(verdict, 0, 0)
    survivors = [verdict for verdict in verdicts if not verdict.is_caught]
    minutes = (time.monotonic() - started) / 60
    print(f"{len(chosen)} mutants, {len(chosen) - len(survivors)} caught, {minutes:.1f} minutes")
    if not words:
        write_report(verdicts, minutes)
    return 1 if survivors else 0


def is_named(mutant, words: list[str]) -> bool:
    name = f"{mutant.place} {mutant.guard}"
    wanted = [word for word in words if not word.startswith("-")]
    unwanted = [word[1:] for word in words if word.startswith("-")]
    return (not wanted or any(word in name for word in wanted)) and not any(word in name for word in unwanted)


def told(verdict: Verdict, number: int, all_of_them: int) -> Verdict:
    print(f"{number}/{all_of_them} {'caught' if verdict.is_caught else 'SURVIVES'} {verdict.line}", flush=True)
    return verdict


def write_report(verdicts: list[Verdict], minutes: float) -> None:
    caught = sum(verdict.is_caught for verdict in verdicts)
    lines = [
        "# Guards taken away one by one",
        f"{len(verdicts)} mutants, {caught} caught, {len(verdicts) - caught} survive; {minutes:.0f} minutes. "
        "Made by `make mutants`.",
        "",
        "| place | guard taken away | first fault that tells |",
        "|---|---|---|",
        *(verdict.line for verdict in verdicts),
    ]
    REPORT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
