"""The admin's golden table: `golden_admin.csv`, decided page by page like `golden.csv`."""

import pytest

from tests.access import admin_pages, judge
from tests.access.asker import Asker
from tests.access.world import build_world

pytestmark = pytest.mark.django_db
PARTS = 8


@pytest.fixture(scope="module")
def asker(shared_world):
    """One per worker: each request is rolled back."""
    world = build_world()
    admin_pages.furnish(world)
    return Asker(world)


@pytest.fixture(autouse=True)
def _own_files():
    """The world's, which last as long as it."""


@pytest.mark.bombard
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_in_the_admin_what_the_table_says(asker, part):
    routes = admin_pages.routes()[part::PARTS]

    given = {answer.cell: answer for answer in admin_pages.walk(asker, routes)}

    found = judge.faults(given, judge.golden(routes, admin_pages.GOLDEN), hides=False)
    assert not found, "\n".join(found)
    assert given
