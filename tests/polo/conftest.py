import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _italian():
    """A request for an English page leaves its language active in the thread: each test starts in Italian."""
    with translation.override("it"):
        yield
