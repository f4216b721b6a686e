import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def language_of_before():
    """A page under /en/ leaves its language behind in the thread, where the next test would find it."""
    with translation.override(translation.get_language()):
        yield
