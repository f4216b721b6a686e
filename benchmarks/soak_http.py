"""The long forms over HTTP: races for seats and for an hour of guidance, and two minutes of mixed readers."""

import contextlib
import io
import itertools
import os
import random
import statistics
import threading
import time
from collections.abc import Iterable
from functools import partial

from benchmarks import web
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database

PEOPLE = 50
SEATS = (1, 3, 7, 20)
READERS = 4
PAGES = (
    "/", "/formazione/", "/formazione/?q=saldatura", "/formazione/?filiera=meccanica&page=2", "/docenti/", "/partner/",
    "/orientamento/", "/lavoro/", "/en/", "/en/formazione/?q=welding", "/il-polo/", "/salute/pronto/",
)  # fmt: skip


def over_http(*, rounds: int, seconds: int) -> Iterable[Figure]:
    """Nothing is lost, given twice or answered with an error while gunicorn serves many at once."""
    from django.core.management import call_command

    from tests.accounts.factories import UserFactory

    with scratch_database("http"):
        with contextlib.redirect_stdout(io.StringIO()):  # the accounts of the demo are no figure
            call_command("seed")
            call_command("demo")
        people = UserFactory.create_batch(PEOPLE)
        browsers = [web.cookie(person) for person in people]
        with web.served() as port:
            yield _seats(port, browsers, rounds)
            yield _slots(port, browsers, rounds)
            yield from _load(port, seconds)


def _seats(port: int, browsers: list[str], rounds: int) -> Figure:
    """Fifty apply at once, each twice (a double click); then two desks accept all of them at once."""
    wrong, broken = 0, 0
    for _number, seats in zip(range(rounds), itertools.cycle(SEATS), strict=False):
        as_expected, failed = _seat_round(port, browsers, seats)
        wrong, broken = wrong + (not as_expected), broken + failed
    return Figure(
        name="http: rounds in which seats or applications were not given exactly once",
        value=wrong,
        reference=f"{rounds} rounds, {PEOPLE} people pressing twice for {min(SEATS)} to {max(SEATS)} seats, then all "
        f"accepted at once; answers of 500 or none: {broken}",
        bar="0, no errors",
        ok=wrong == 0 and broken == 0,
    )


def _seat_round(port: int, browsers: list[str], seats: int) -> tuple[bool, int]:
    from partners.enums import Role
    from partners.models import Membership
    from tests.accounts.factories import UserFactory
    from tests.partners.factories import PartnerFactory
    from tests.training.factories import EditionFactory
    from training.enums import ApplicationState
    from training.models import Application

    school = PartnerFactory(category="SCHOOL")
    edition = EditionFactory(open=True, seats=seats, course__partner=school, course__published=True)
    desks = UserFactory.create_batch(2)
    for person in desks:
        Membership.objects.create(partner=school, user=person, role=Role.MANAGER)
    path = f"/formazione/edizioni/{edition.pk}/iscrizione/"
    presses = [partial(web.ask, port, path, cookies=one, fields={"motivation": ""}) for one in browsers for _ in "12"]
    random.shuffle(presses)
    answers = web.all_at_once(presses)
    asked = list(Application.objects.filter(edition=edition).values_list("pk", flat=True))
    signed_in = itertools.cycle([web.cookie(person) for person in desks])
    answers += web.all_at_once(
        [
            partial(
                web.ask, port, f"/area/corsi/domande/{key}/accogli/", cookies=next(signed_in), fields={"message": ""}
            )
            for key in asked
        ]
    )
    given = Application.objects.filter(edition=edition, state=ApplicationState.ACCEPTED).count()
    return (len(asked), given) == (PEOPLE, seats), _broken(answers)


def _slots(port: int, browsers: list[str], rounds: int) -> Figure:
    from orientation.models import Appointment
    from tests.orientation.factories import SlotFactory

    wrong, broken = 0, 0
    for _round in range(rounds):
        slot = SlotFactory()
        path = f"/orientamento/orari/{slot.pk}/prenota/"
        answers = web.all_at_once(
            [partial(web.ask, port, path, cookies=one, fields={"topic": ""}) for one in browsers]
        )
        wrong += Appointment.objects.filter(slot=slot).count() != 1
        broken += _broken(answers)
    return Figure(
        name="http: rounds in which an hour was not booked exactly once",
        value=wrong,
        reference=f"{rounds} rounds of {PEOPLE} people at once; answers of 500 or none: {broken}",
        bar="0, no errors",
        ok=wrong == 0 and broken == 0,
    )


def _load(port: int, seconds: int) -> Iterable[Figure]:
    """A few readers, each asking for page after page: public ones, without a session."""
    answers: list[web.Answer] = []
    until = time.monotonic() + seconds

    def read(seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < until:
            answers.append(web.ask(port, chance.choice(PAGES)))

    readers = [threading.Thread(target=read, args=[seed]) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    wrong = sum(answer.status != 200 for answer in answers)
    yield Figure(
        name="load: answers other than 200",
        value=wrong,
        reference=f"{len(answers)} mixed pages, {READERS} readers, {seconds} s",
        bar="0",
        ok=wrong == 0,
    )
    p50, p95 = (statistics.quantiles([answer.seconds for answer in answers], n=100)[place] for place in (49, 94))
    yield Figure(
        name="load: p95 against the median",
        value=p95 / p50,
        reference=f"p95 {p95 * 1000:.0f} ms / p50 {p50 * 1000:.0f} ms, {len(answers) / seconds:.0f} pages a second, "
        f"load {os.getloadavg()[0]:.1f}",
        bar="<= 10",
        ok=p95 / p50 <= 10,
    )


def _broken(answers: list[web.Answer]) -> int:
    return sum(answer.status not in {200, 302} for answer in answers)
