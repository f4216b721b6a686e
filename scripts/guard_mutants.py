"""`python scripts/guard_mutants.py [word…]`: takes each guard away in turn and shows which test tells.

Guards are found in the code (`tests/access/mutants.py`); words narrow the list by place or guard, a word after a
minus leaves out. Some forked processes, each with a world in a database of its own, first ask at every door of the
access matrix and note which guards one meets there (kept in `var/` until code or table change); then they try the
mutants: nothing is written to the code, a mutant is asked only at the doors that lead to it, and is caught at the
first answer that is wrong and was right before. What the matrix does not see is shown to those tests of its
app that meet it (`tests/access/mutant_plugin.py`). The
whole list writes `docs/evidence/mutants.md`. `MUTANT_JOBS=1` leaves a core to others,
`MUTANT_EVERY=3` tries every third.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "polo.settings.test"
os.environ.setdefault("POLO_TEST_DB", "test_polo_mutants")
os.environ["LOG_LEVEL"] = "CRITICAL"
if TYPE_CHECKING:
    from tests.access.mutants import Function
    from tests.access.reach import Door

REPORT = ROOT / "docs" / "evidence" / "mutants.md"
BESIDE = ("tests/access/test_beside_the_table.py", "tests/access/test_standing.py")
BREAKS = "could not be asked"
JOBS = int(os.environ.get("MUTANT_JOBS", "2"))
EVERY = int(os.environ.get("MUTANT_EVERY", "1"))


@dataclass
class Verdict:
    """What one mutant met: the first fault that gave it away, or nothing."""

    place: str
    guard: str
    fault: str
    met: int = 0  # tests of the app that came to it

    @property
    def app(self) -> str:
        return self.place.split("/")[0]

    @property
    def name(self) -> str:
        """As the plugin that shows it to the tests calls it."""
        return f"{self.place}|{' '.join(self.guard.split())}"

    @property
    def is_caught(self) -> bool:
        """By a wrong answer; that nothing could be asked is no proof."""
        return bool(self.fault) and not self.fault.startswith(BREAKS)

    @property
    def line(self) -> str:
        guard = " ".join(self.guard.split()).replace("|", "\\|")
        return f"| `{self.place}` | `{guard[:110]}` | {self.fault or f'**survives**, {self.met} tests meet it'} |"


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
    for job in range(1, JOBS):
        connections["default"].creation.clone_test_db(suffix=str(job), verbosity=0, autoclobber=True)
    connections.close_all()


def reached_through() -> "dict[Function, set[Door]]":
    """{guard: the doors through which one comes to it}."""
    from tests.access import reach  # noqa: PLC0415
    from tests.access.mutants import mutants  # noqa: PLC0415

    asked, functions = reach.doors(), sorted({each.function for each in mutants() if each.function})
    numbers = reach.kept()
    if numbers is None:
        print(f"Asking at {len(asked)} doors which guards one meets", flush=True)
        numbers = [*shared(asked, lambda asker, share: reach.walked(asker, share, functions))]
        reach.keep(numbers)
    found: dict[Function, set[Door]] = {}
    for door, reached in zip(asked, numbers, strict=True):
        for number in reached:
            found.setdefault(functions[number], set()).add(door)
    return found


def first_fault(asker, mutant, groups) -> str:
    """The guard is gone: ask until something is wrong that is right with the guard."""
    from tests.access import reach  # noqa: PLC0415

    undo = mutant.apply()
    try:
        for group in groups:
            fresh(asker)
            found = reach.faults(asker, group)
            if not found:
                continue
            undo()
            fresh(asker)
            known = set(reach.faults(asker, group))
            first = next((fault for fault in found if fault not in known), "")
            if first:
                return first
            undo = mutant.apply()
    finally:
        undo()
        fresh(asker)
    return ""


def fresh(asker) -> None:
    """A client reads the list of middleware once: here the list changes."""
    for client in asker.clients.values():
        client.handler._middleware_chain = None


def first_faults(asker, mutants, reached) -> Iterator[str]:
    from django.db import transaction  # noqa: PLC0415

    from tests.access import reach  # noqa: PLC0415

    for mutant in mutants:
        try:
            with transaction.atomic():
                yield first_fault(asker, mutant, reach.asked_of(mutant, reached))
        except Exception as error:
            yield f"{BREAKS}: {error!r}"


def shared(tasks, work) -> Iterator:
    """Shared out among some processes, each with a world of its own; the answers in the order of the tasks."""
    pipes = [os.fdopen(forked(tasks[job::JOBS], work, job)) for job in range(min(JOBS, len(tasks)))]
    for number, _task in enumerate(tasks):
        line = pipes[number % len(pipes)].readline()
        yield json.loads(line or json.dumps(BREAKS))
    for pipe in pipes:
        pipe.close()
        os.wait()


def forked(tasks, work, job: int) -> int:
    """Gives back where the process writes its answers, one line per task. Two worlds need two databases."""
    from django.db import connection, transaction  # noqa: PLC0415

    from tests.access.asker import Asker  # noqa: PLC0415

    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    os.close(reader)
    if job:
        connection.settings_dict |= connection.creation.get_test_db_clone_settings(str(job))
    with os.fdopen(writer, "w") as pipe, transaction.atomic():
        for answer in work(Asker(), tasks):
            pipe.write(json.dumps(answer) + "\n")
            pipe.flush()
        transaction.set_rollback(True)
    os._exit(0)


def shown_to_the_tests(verdicts: list[Verdict]) -> None:
    """What the matrix does not see: do the tests of the app? Each is shown the mutants that it meets."""
    for app in dict.fromkeys(verdict.app for verdict in verdicts):
        asked = {verdict.name: verdict for verdict in verdicts if verdict.app == app}
        print(f"Showing {len(asked)} mutants to the tests of {app}", flush=True)
        for line in told_by_the_tests(app, asked):
            verdict = asked[line["mutant"]]
            verdict.fault, verdict.met = line["test"], line["met"]
            told(verdict, 0, 0)


def told_by_the_tests(app: str, names: Iterable[str]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        wanted, answers = Path(folder) / "wanted", Path(folder) / "told"
        wanted.write_text("\n".join(names))
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "tests.access.mutant_plugin", *BESIDE, f"tests/{app}"],
            cwd=ROOT,
            env=os.environ
            | {"POLO_MUTANTS": str(wanted), "POLO_TOLD": str(answers), "POLO_TEST_DB": "test_polo_mutant_tests"},
            capture_output=True,
            check=True,
        )
        return [json.loads(line) for line in answers.read_text().splitlines()]


def main(words: list[str]) -> int:
    started = time.monotonic()
    set_up()
    from tests.access.mutants import mutants  # noqa: PLC0415

    chosen = [mutant for mutant in mutants() if is_named(mutant, words)][::EVERY]
    reached = reached_through()
    faults = shared(chosen, lambda asker, share: first_faults(asker, share, reached))
    verdicts = []
    for mutant, fault in zip(chosen, faults, strict=True):
        verdicts.append(told(Verdict(mutant.place, mutant.guard, fault), len(verdicts) + 1, len(chosen)))
    shown_to_the_tests([each for each in verdicts if not each.is_caught])
    survivors = [verdict for verdict in verdicts if not verdict.is_caught]
    minutes = (time.monotonic() - started) / 60
    print(f"{len(chosen)} mutants, {len(chosen) - len(survivors)} caught, {minutes:.1f} minutes")
    if not words:
        write_report(verdicts, minutes, len(mutants()))
    return 1 if survivors else 0


def is_named(mutant, words: list[str]) -> bool:
    name = f"{mutant.place} {mutant.guard}"
    wanted = [word for word in words if not word.startswith("-")]
    unwanted = [word[1:] for word in words if word.startswith("-")]
    return (not wanted or any(word in name for word in wanted)) and not any(word in name for word in unwanted)


def told(verdict: Verdict, number: int, all_of_them: int) -> Verdict:
    print(f"{number}/{all_of_them} {'caught' if verdict.is_caught else 'SURVIVES'} {verdict.line}", flush=True)
    return verdict


def write_report(verdicts: list[Verdict], minutes: float, guards: int) -> None:
    caught = sum(verdict.is_caught for verdict in verdicts)
    lines = [
        "# Guards taken away one by one",
        f"{guards} guards found, {len(verdicts)} taken away, {caught} caught, {len(verdicts) - caught} survive; "
        f"{minutes:.0f} minutes. Made by `make mutants`.",
        "",
        "| place | guard taken away | first fault that tells |",
        "|---|---|---|",
        *(verdict.line for verdict in verdicts),
    ]
    REPORT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
