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

from tests.access import judge
from tests.access.asker import Asker
from tests.access.routes import every_route

pytestmark = pytest.mark.django_db
PARTS = 24  # of about the same length, for the workers to share


@pytest.fixture(scope="module")
def asker(shared_world):
    """One per worker: each request is rolled back."""
    return Asker()


@pytest.fixture(autouse=True)
def _own_files():
    """The world's, which last as long as it."""


@pytest.mark.bombard
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_golden_table_says(asker, part):
    """And no server error, no word for somebody else, no foreign object told from a missing one, every header."""
    routes = every_route()[part::PARTS]

    given = {answer.cell: answer for answer in asker.walk(routes)}

    found = judge.faults(given, judge.golden(routes))
    assert not found, "\n".join(found)
    assert given
