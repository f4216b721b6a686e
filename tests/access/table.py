"""The golden tables as cells, and answers as rows of a golden table.

One row may stand for several methods and objects that are answered alike: `GET+HTMX`, `other+missing`.
"""

import csv
from collections.abc import Iterable, Mapping
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple

from tests.access.world import ACTORS, OBJECTS, World

HERE = Path(__file__).parent
METHODS = ("GET", "POST", "HTMX")
KEYS = ("route", "method", "object")
HEADER = (*KEYS, *ACTORS)


class Cell(NamedTuple):
    route: str
    method: str
    object: str
    actor: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.object} as {self.actor}".replace("  ", " ")


def rows(name: str = "golden.csv") -> list[dict[str, str]]:
    with (HERE / name).open(newline="") as source:
        return list(csv.DictReader(source))


def expected(rows: Iterable[Mapping[str, str]]) -> list[tuple[Cell, str]]:
    """Every cell of a table with its answer; a cell written twice appears twice."""
    return [
        (Cell(row["route"], method, kind, actor), row[actor])
        for row in rows
        for method, kind, actor in product(row["method"].split("+"), row["object"].split("+"), [*row][len(KEYS) :])
    ]


def cells(world: World, routes: Iterable[str]) -> set[Cell]:
    """Every cell that the table must hold for some routes."""
    return {
        Cell(route, method, kind, actor)
        for route in routes
        for method, kind, actor in product(METHODS, world.objects(route), ACTORS)
    }


def undecided(world: World, routes: Iterable[str]) -> list[str]:
    """Routes with cells that nobody has written yet."""
    written = {cell for cell, _answer in expected(rows())}
    return sorted({cell.route for cell in cells(world, routes) - written})


def as_rows(answers: Mapping[Cell, str], actors: Iterable[str] = ACTORS) -> list[list[str]]:
    """Answers as the shortest rows: methods answered alike together, then objects answered alike."""
    actors = tuple(actors)
    lines = {}
    for cell, answer in answers.items():
        lines.setdefault((cell.route, cell.object, cell.method), {})[cell.actor] = answer
    keys = sorted(lines, key=lambda key: (key[0], ("", *OBJECTS).index(key[1]), METHODS.index(key[2])))
    return [
        row
        for _route, group in groupby(keys, lambda key: key[0])
        for row in _rows_of_route(list(group), lines, actors)
    ]


def _rows_of_route(keys, lines, actors) -> Iterable[list[str]]:
    by_object = {}
    for route, kind, method in keys:
        answer = tuple(lines[route, kind, method][actor] for actor in actors)
        by_object.setdefault((route, kind), {}).setdefault(answer, []).append(method)
    by_answer = {}
    for (route, kind), methods in by_object.items():
        for answer, names in methods.items():
            by_answer.setdefault((route, "+".join(names), answer), []).append(kind)
    return [[route, methods, "+".join(kinds), *answer] for (route, methods, answer), kinds in by_answer.items()]
