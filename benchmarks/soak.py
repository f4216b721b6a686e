"""`make soak`: the long forms. Killed workers lose no mail, racing people get each seat once, readers get pages.

python -m benchmarks.soak               about ten minutes; status 1 when a figure is short
python -m benchmarks.soak --short       about one minute
python -m benchmarks.soak --seeds 3     more seeds, more kills
"""

import argparse
import os
import random
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.__main__ import report
from benchmarks.figure import Figure
from polo.servers import ensure_servers

PEOPLE = 30
SEATS = (1, 5, 20)


@dataclass(frozen=True)
class Form:
    """How long a soak is."""

    messages: int
    kills: int
    rounds: int  # of each race
    seconds: int  # of reading


LONG = Form(messages=3_000, kills=25, rounds=20, seconds=120)
SHORT = Form(messages=300, kills=4, rounds=2, seconds=5)


def crash(seeds: int, form: Form) -> Iterable[Figure]:
    """Relays are killed -9 while they send; what was promised must arrive, copies are known by their Message-ID."""
    from benchmarks.scratch import scratch_database
    from tests.concurrency import outbox_crash

    with scratch_database("crash"):
        for seed in range(1, seeds + 1):
            outcome = outbox_crash.run(messages=form.messages, kills=form.kills, workers=3, seed=seed, patience=180)
            wrong = outcome.lost + outcome.phantom
            yield Figure(
                name=f"crash: mails lost or sent for nothing, seed {seed}",
                value=wrong,
                reference=f"{outcome.promised} promised, {outcome.kills} kills, {outcome.copies} copies, "
                f"{outcome.seconds:.0f} s",
                bar="0, copies <= kills",
                ok=wrong == 0 and outcome.copies <= outcome.kills and outcome.kills > 0,
            )


def seats(seeds: int, form: Form) -> Iterable[Figure]:
    """Many people are accepted at the same moment for few seats, again and again."""
    from benchmarks.scratch import scratch_database

    with scratch_database("seats"):
        for number in SEATS:
            wrong = sum(given != number for given in _seat_rounds(number, form.rounds * seeds))
            yield Figure(
                name=f"race: rounds in which {number} seats were not given exactly once",
                value=wrong,
                reference=f"{form.rounds * seeds} rounds of {PEOPLE} simultaneous acceptances",
                bar="0",
                ok=wrong == 0,
            )


def _seat_rounds(number: int, rounds: int) -> Iterator[int]:
    from tests.accounts.factories import UserFactory
    from tests.training.factories import ApplicationFactory, EditionFactory
    from training.enums import ApplicationState
    from training.models import Application

    staff = UserFactory()
    for _round in range(rounds):
        edition = EditionFactory(open=True, seats=number)
        applications = [ApplicationFactory(edition=edition) for _person in range(PEOPLE)]
        random.shuffle(applications)
        _accept_all_at_once(applications, staff)
        yield Application.objects.filter(edition=edition, state=ApplicationState.ACCEPTED).count()


def _accept_all_at_once(applications: list, staff: object) -> None:
    from django.db import connection

    from core.errors import BusinessRuleError
    from training import services

    together, broken = threading.Barrier(len(applications)), []

    def accept(application):
        together.wait()
        try:
            services.application_accept(application=application, by=staff)
        except BusinessRuleError:
            return
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[application]) for application in applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken, broken


def http(seeds: int, form: Form) -> Iterable[Figure]:
    from benchmarks.soak_http import over_http

    return over_http(rounds=form.rounds * seeds, seconds=form.seconds * seeds)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    asked.add_argument("--short", action="store_true", help="about one minute")
    asked.add_argument("--seeds", type=int, default=1, help="so many times the work")
    options = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.test")
    ensure_servers()
    import django

    django.setup()
    figures = []
    for part in (crash, seats, http):
        for figure in part(options.seeds, SHORT if options.short else LONG):
            report([figure])
            figures.append(figure)
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
