"""`make soak`: the long forms. Killed workers lose no mail, racing people get each seat once; one line per figure.

python -m benchmarks.soak [seeds]       more seeds, more kills; status 1 when a figure is short
"""

import os
import random
import sys
import threading
from collections.abc import Iterable, Iterator

from benchmarks.__main__ import report
from benchmarks.figure import Figure
from polo.servers import ensure_servers

MESSAGES, KILLS, PEOPLE, ROUNDS = 3_000, 25, 30, 10
SEATS = (1, 5, 20)


def crash(seeds: int) -> Iterable[Figure]:
    """Relays are killed -9 while they send; what was promised must arrive, copies are known by their Message-ID."""
    from benchmarks.scratch import scratch_database
    from tests.concurrency import outbox_crash

    with scratch_database("crash"):
        for seed in range(1, seeds + 1):
            outcome = outbox_crash.run(messages=MESSAGES, kills=KILLS, workers=3, seed=seed, patience=240)
            wrong = outcome.lost + outcome.phantom
            yield Figure(
                name=f"crash: mails lost or sent for nothing, seed {seed}",
                value=wrong,
                reference=f"{outcome.promised} promised, {outcome.kills} kills, {outcome.copies} copies, "
                f"{outcome.seconds:.0f} s",
                bar="0, copies <= kills",
                ok=wrong == 0 and outcome.copies <= outcome.kills and outcome.kills > 0,
            )


def seats(seeds: int) -> Iterable[Figure]:
    """Many people are accepted at the same moment for few seats, again and again."""
    from benchmarks.scratch import scratch_database

    with scratch_database("seats"):
        for number in SEATS:
            wrong = sum(given != number for given in _seat_rounds(number, ROUNDS * seeds))
            yield Figure(
                name=f"race: rounds in which {number} seats were not given exactly once",
                value=wrong,
                reference=f"{ROUNDS * seeds} rounds of {PEOPLE} simultaneous acceptances",
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


def main(seeds: int = 1) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.test")
    ensure_servers()
    import django

    django.setup()
    figures = []
    for part in (crash, seats):
        for figure in part(seeds):
            report([figure])
            figures.append(figure)
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:])))
