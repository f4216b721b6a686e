"""Which requests of the matrix come to which functions: noted once, so that a mutant is asked only where it shows."""

import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import NamedTuple

from core import prepared
from tests.access import judge
from tests.access.asker import Asker
from tests.access.mutants import APPS, ROOT, Function, Mutant
from tests.access.routes import own_routes, views_by_route
from tests.access.table import METHODS, Cell
from tests.access.world import ACTORS

OURS = tuple(f"{ROOT / app}/" for app in (*APPS, "polo"))
KEPT = ROOT / "var" / "guard_reach.json"
SORTS = ("anonymous", "minor", "person", "counsellor", "school", "firm", "no_mfa", "secretariat", "superuser")
ENOUGH = 150  # groups that a mutant is asked at most: a few seconds


class Door(NamedTuple):
    """One route, asked in one way."""

    route: str
    method: str


class Group(NamedTuple):
    """One actor who asks one route in one way for each object; judged together: what is hidden looks like missing."""

    route: str
    method: str
    actor: str


def groups() -> list[Group]:
    routes = [route for names in own_routes().values() for route in names]
    return [Group(*each) for each in product(routes, METHODS, ACTORS)]


def doors() -> list[Door]:
    return sorted({Door(group.route, group.method) for group in groups() if group.method != "HTMX"})


def faults(asker: Asker, group: Group) -> list[str]:
    cells = [Cell(group.route, group.method, kind, group.actor) for kind in asker.world.objects(group.route)]
    given = {answer.cell: answer for answer in asker.ask_all(cells)}
    wanted = {cell: answer for cell, answer in judge.golden([group.route]).items() if cell in given}
    return judge.faults(given, wanted)


def walked(asker: Asker, asked: Iterable[Door], functions: list[Function]) -> Iterator[list[int]]:
    """For each door the numbers of the functions that somebody came to: one object, and actors of every sort."""
    numbers = {function: number for number, function in enumerate(functions)}
    for door in asked:
        prepared.forget()  # what makes a statement is called by whoever comes first
        with _calls(numbers) as found:
            for kind, actor in product(asker.world.objects(door.route)[:1], SORTS):
                asker.ask(Cell(*door, kind, actor))
        yield sorted(found)


@contextmanager
def _calls(numbers: dict[Function, int]) -> Iterator[set[int]]:
    found: set[int] = set()

    def note(frame, _event, _argument) -> None:
        code = frame.f_code
        if code.co_filename.startswith(OURS):
            found.add(numbers.get(Function(code.co_filename, code.co_name, code.co_firstlineno), -1))

    before = sys.gettrace()
    sys.settrace(note)
    try:
        yield found
    finally:
        sys.settrace(before)
        found.discard(-1)


def kept() -> list[list[int]] | None:
    """What an earlier run noted about the same code and the same table."""
    if not KEPT.exists():
        return None
    noted = json.loads(KEPT.read_text())
    return noted["reached"] if noted["of"] == _fingerprint() else None


def keep(reached: list[list[int]]) -> None:
    assert all(isinstance(each, list) for each in reached), "a process that asks the matrix has died"
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({"of": _fingerprint(), "reached": reached}))


def _fingerprint() -> str:
    tops = [Path(top) for top in (*OURS, ROOT / "templates", ROOT / "tests")]
    paths = [path for top in tops for path in top.rglob("*") if path.suffix in {".py", ".csv", ".html"}]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def asked_of(mutant: Mutant, reached: dict[Function, set[Door]]) -> list[Group]:
    """The groups that may tell: of its view first, of its file next, the others spread over the portal."""
    if mutant.guard.startswith("methods of "):
        route = mutant.guard.removeprefix("methods of ")
        return [group for group in groups() if group.route == route]
    through = {*doors()} if mutant.function is None else reached.get(mutant.function, set())
    found = [group for group in groups() if Door(group.route, group.method) in through]
    random.Random(0).shuffle(found)  # noqa: S311  (the same order each time)
    views, file, name = views_by_route(), *mutant.place.split(".py", 1)
    module, name = file.replace("/", "."), name.rpartition(" ")[2]
    found.sort(key=lambda one: (views[one.route].__name__ != name, views[one.route].__module__ != module))
    return found[:ENOUGH]
