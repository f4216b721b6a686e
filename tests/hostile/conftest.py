import pytest

from tests.hostile.asker import HostileAsker


@pytest.fixture
def asker(db):
    return HostileAsker()
