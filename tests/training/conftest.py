import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _italian():
    """A request under /en/ leaves its language to the thread: no test inherits it."""
    with translation.override("it"):
        yield
