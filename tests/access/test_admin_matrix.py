"""The admin's golden table: `golden_admin.csv`, decided page by page like `golden.csv`."""

import pytest

from tests.access import admin_pages, judge, table
from tests.access.asker import Asker
from tests.access.world import build_world

pytestmark = pytest.mark.django_db
GOLDEN = "golden_admin.csv"
PARTS = 4


@pytest.fixture
def world():
    world = build_world()
    admin_pages.furnish(world)
    return world


def test_every_page_of_the_admin_has_its_rows(world):
    """`python -m tests.access.answers admin` prints all of them."""
    wanted = {*admin_pages.cells(world, admin_pages.routes())}
    declared = [cell for cell, _answer in table.expected(table.rows(GOLDEN))]

    assert sorted({f"{cell.method} {cell.route} {cell.object}" for cell in wanted ^ {*declared}}) == []
    assert len(declared) == len(set(declared))


@pytest.mark.bombard
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_in_the_admin_what_the_table_says(world, part):
    routes = admin_pages.routes()[part::PARTS]

    given = {answer.cell: answer for answer in admin_pages.walk(Asker(world), routes)}

    found = judge.faults(given, judge.golden(routes, GOLDEN), hides=False)
    assert not found, "\n".join(found)
    assert given
