"""What is wrong with the answers to some routes: one judgement for the matrix and for the mutants."""

from collections.abc import Iterable, Mapping
from functools import cache

from tests.access import table
from tests.access.asker import Answer
from tests.access.table import Cell

Answers = Mapping[Cell, Answer]
SERVER_ERROR = 500


def golden(routes: Iterable[str], name: str = "golden.csv") -> dict[Cell, str]:
    by_route = _whole(name)
    return {cell: answer for route in routes for cell, answer in by_route.get(route, ())}


@cache
def _whole(name: str) -> dict[str, list[tuple[Cell, str]]]:
    by_route: dict[str, list[tuple[Cell, str]]] = {}
    for cell, answer in table.expected(table.rows(name)):
        by_route.setdefault(cell.route, []).append((cell, answer))
    return by_route


def unexpected(given: Answers, wanted: Mapping[Cell, str]) -> list[str]:
    return [f"{cell}: nobody asks it" for cell in wanted if cell not in given] + [
        f"{cell}: {given[cell].status} {given[cell].error}, expected {answer}"
        for cell, answer in wanted.items()
        if cell in given and str(given[cell].status) != answer
    ]


def broken(given: Answers) -> list[str]:
    return [f"{cell}: {a.status} {a.error}" for cell, a in given.items() if a.status >= SERVER_ERROR or a.error]


def told_apart(given: Answers) -> list[str]:
    """Objects that are hidden from somebody, and yet do not look like missing ones."""
    hidden = [cell for cell, answer in given.items() if cell.object not in {"", "missing"} and answer.status == 404]
    return [str(cell) for cell in hidden if given[cell].face != given[cell._replace(object="missing")].face]


def leaking(given: Answers) -> list[str]:
    return [f"{cell}: {', '.join(answer.leaks)}" for cell, answer in given.items() if answer.leaks]


def bare(given: Answers) -> list[str]:
    return [f"{cell}: without {', '.join(answer.headers)}" for cell, answer in given.items() if answer.headers]


def faults(given: Answers, wanted: Mapping[Cell, str], *, hides: bool = True) -> list[str]:
    """Everything that one of the matrix's tests would report, the most telling first.

    The admin does not hide what is missing from those who may enter it: `hides=False`.
    """
    apart = told_apart(given) if hides else []
    return [*unexpected(given, wanted), *leaking(given), *apart, *bare(given), *broken(given)]
