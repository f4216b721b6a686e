"""The golden access table: our routes x method x actor -> answer, written apart from the code that enforces it.

`golden.csv` is reviewed by people. A route without a row fails; so does a row without a route. The same requests go
out for objects that do not exist: a foreign object must look exactly like a missing one.
"""

import csv
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.world import ACTORS, CANARY, build_world
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden.csv"
METHODS = ("GET", "POST")
MISSING = {int: 987_654_321, str: "non-esiste-proprio"}


# A token is masked anew in each response.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def golden() -> dict[tuple[str, str], dict[str, str]]:
    with GOLDEN.open(newline="") as source:
        return {(row["route"], row["method"]): row for row in csv.DictReader(source)}


def own_routes() -> dict[str, object]:
    return {name: view for name, view in iter_patterns() if view.__module__.split(".")[0] in OWN}


class Asker:
    """The world and one signed-in client per actor; each request runs in a savepoint that is rolled back."""

    def __init__(self):
        self.world, self.clients = build_world(), {actor: StrictClient() for actor in ACTORS}
        for actor, user in self.world.users.items():
            if user is not None:
                self.clients[actor].force_login(user)

    def __call__(self, actor: str, method: str, url: str):
        with transaction.atomic():
            response = getattr(self.clients[actor], method.lower())(url)
            transaction.set_rollback(True)
        return response

    def url(self, route: str) -> str:
        return reverse(route, args=self.world.arguments.get(route))


@pytest.fixture
def ask():
    return Asker()


def test_every_route_has_its_rows():
    declared = {(name, method) for name, view in own_routes().items() for method in METHODS}

    assert sorted(declared ^ set(golden())) == []


def test_the_table_names_every_actor():
    assert [column for column in next(iter(golden().values())) if column not in {"route", "method"}] == list(ACTORS)


def test_answers_are_those_of_the_golden_table(ask):
    wrong = []
    for (route, method), row in golden().items():
        for actor in ACTORS:
            status = ask(actor, method, ask.url(route)).status_code
            if str(status) != row[actor]:
                wrong.append(f"{method} {route} as {actor}: {status}, expected {row[actor]}")

    assert wrong == []


def test_a_foreign_object_looks_like_a_missing_one(ask):
    wrong = []
    for (route, method), row in golden().items():
        arguments = ask.world.arguments.get(route)
        if not arguments:
            continue
        missing = reverse(route, args=[MISSING[type(argument)] for argument in arguments])
        for actor in ACTORS:
            if row[actor] == "404":
                urls = (ask.url(route), missing)
                bodies = {TOKEN.sub(b"", ask(actor, method, url).content.replace(url.encode(), b"")) for url in urls}
                wrong += [f"{method} {route} as {actor}"] * (len(bodies) - 1)

    assert wrong == []


# Who may read what the person wrote or is called: themselves, and those to whom they turned.
MAY_READ_CANARY = {"person", "school", "counsellor", "firm"}


def test_nobody_else_reads_private_words(ask):
    """Names, motivations, topics, drafts and messages of side A in no page of anybody else."""
    leaks = [
        f"{name} as {actor}"
        for name, view in own_routes().items()
        if "GET" in allowed_methods(view)
        for actor in set(ACTORS) - MAY_READ_CANARY
        if CANARY in ask(actor, "GET", ask.url(name)).content.decode()
    ]

    assert leaks == []


def test_before_the_yes_the_firm_reads_no_name(ask):
    person = ask.world.users["person"]
    leaks = [
        name
        for name in ("candidate_list", "match_detail", "interest_create")
        for text in (person.last_name, person.email)
        if text in ask("firm", "GET", ask.url(f"recruitment:{name}")).content.decode().replace(f"Offerta {CANARY}", "")
    ]

    assert leaks == []
