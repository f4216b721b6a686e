"""The golden tables themselves: every route and page has its rows, each cell stands there once, in order."""

import pytest

from tests.access import admin_pages, table
from tests.access.routes import every_route
from tests.access.world import Never, build_world

pytestmark = pytest.mark.django_db


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


def test_every_page_of_the_admin_has_its_rows():
    """`python -m tests.access.answers admin` prints all of them."""
    world = build_world()
    admin_pages.furnish(world)
    wanted = {*admin_pages.cells(world, admin_pages.routes())}
    declared = [cell for cell, _answer in table.expected(table.rows(admin_pages.GOLDEN))]

    assert sorted({f"{cell.method} {cell.route} {cell.object}" for cell in wanted ^ {*declared}}) == []
    assert len(declared) == len(set(declared))
