"""A desk speaks of one's own things only, however much others have: a card counts, it names nobody, and so a wrong
count would show no foreign word to the access table.
"""

import pytest
from django.urls import reverse

from tests.access.asker import TOKEN
from tests.access.world import build_world
from tests.accounts.factories import ErasureFactory, UserFactory

pytestmark = pytest.mark.django_db


def desk(client) -> bytes:
    return TOKEN.sub(b"", client.get(reverse("dashboards:desk")).content)


def test_nothing_of_others_comes_to_the_desk_of_a_stranger(client):
    client.force_login(UserFactory())
    empty = desk(client)

    build_world()
    ErasureFactory()

    assert desk(client) == empty
