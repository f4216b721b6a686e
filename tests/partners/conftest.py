import pytest

from partners import seeding


@pytest.fixture
def polo(db):
    """The real partners of the Polo."""
    seeding.territory_seed()
    seeding.partners_seed()
