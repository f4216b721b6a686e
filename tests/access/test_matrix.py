"""The golden access table: route x method x object x actor -> answer, written apart from the code that enforces it.

`golden.csv` is reviewed by people; README.md says how rows are added. Its columns:

- `route`: name of the route; rows in order of route
- `method`: GET, POST (with data that would succeed where `objects.py` gives it), HTMX (a GET by htmx); `GET+HTMX` both
- `object`: empty for a route without argument; `own` = side A's, `other` = side B's of the same kind, `withdrawn` =
  side A's that has ended, been withdrawn or is a draft, `missing` = none; `other+missing` = both
- one column per actor: side A's have plain names, side B's `other_…`; the rest belong to no side

A route without rows fails, so does a row without a route. Foreign objects must look exactly like missing ones, nobody
reads a word that is not for them (`canaries.py`), every answer carries the security headers.
"""

import pytest

from tests.access import judge, table
from tests.access.asker import Asker
from tests.access.routes import own_routes
from tests.access.world import Never, build_world

pytestmark = pytest.mark.django_db
PARTS = 12  # of about the same length, for the workers to share


def every_route() -> list[str]:
    return [route for routes in own_routes().values() for route in routes]


def test_every_route_has_its_rows():
    """Each method, object and actor of each route once: `python -m tests.access.answers missing` prints what lacks."""
    wanted = table.cells(build_world(), every_route())
    declared = [cell for cell, _answer in table.expected(table.rows())]

    assert sorted({f"{cell.method} {cell.route} {cell.object}" for cell in wanted ^ {*declared}}) == []
    assert len(declared) == len(set(declared))


def test_rows_stand_in_order():
    routes = [row["route"] for row in table.rows()]

    assert tuple(table.rows()[0]) == table.HEADER
    assert [row["route"] for row in table.rows() if None in row or None in row.values()] == []  # of another width
    assert routes == sorted(routes)


def test_every_kind_without_an_end_says_why():
    world = build_world()

    assert [route for route, end in world.a.ended.items() if isinstance(end, Never) and not end.reason] == []


@pytest.mark.bombard
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_golden_table_says(part):
    """And no server error, no word for somebody else, no foreign object told from a missing one, every header."""
    routes = every_route()[part::PARTS]

    given = {answer.cell: answer for answer in Asker().walk(routes)}

    found = judge.faults(given, judge.golden(routes))
    assert not found, "\n".join(found)
    assert given
