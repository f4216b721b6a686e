"""The distance on a card without a name: a band, wide enough that it never names a town."""

import pytest
from django.urls import reverse

from partners.models import Municipality
from recruitment.models import Match
from recruitment.selectors.distance import distance_words, rings
from tests.recruitment.factories import MatchFactory

pytestmark = pytest.mark.django_db
NEAR, MIDDLE, FAR, BEYOND = [1, 2, 3, 4, 5], [11, 15, 18, 20, 25], [26, 30, 40, 45, 50], [51, 60, 70, 80, 90]


def town(code, north_km, province="SP"):
    """So many kilometres north of La Spezia."""
    return Municipality.objects.get_or_create(
        istat_code=code,
        defaults={
            "name": f"Comune {code}", "province": province, "region": "Liguria",
            "lat": 44.107 + north_km / 111.195, "lon": 9.828,
        },
    )[0]  # fmt: skip


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([*NEAR, *MIDDLE, *FAR, *BEYOND], [(-1, 10), (10, 25), (25, 50), (50, None)]),
        ([*NEAR[:4], *MIDDLE, *FAR, *BEYOND], [(-1, 25), (25, 50), (50, None)]),
        ([*NEAR, *MIDDLE[:4], *FAR, *BEYOND], [(-1, 10), (10, 50), (50, None)]),
        ([*NEAR, *MIDDLE, *FAR, *BEYOND[:4]], [(-1, 10), (10, 25), (25, None)]),
        ([*NEAR, *MIDDLE, *FAR[:4], *BEYOND[:1]], [(-1, 10), (10, 25), (25, None)]),
        (NEAR, [(-1, None)]),
        (NEAR[:3], []),
    ],
)
def test_a_ring_with_few_towns_joins_its_neighbour(others, found):
    assert rings(others) == found


def told(home, work, km):
    match = MatchFactory()
    facts = match.inputs | {"conditions": match.inputs["conditions"] | {"home": home, "work": work, "km": km}}
    Match.objects.filter(pk=match.pk).update(inputs=facts)
    return distance_words([Match.objects.get(pk=match.pk)])[match.pk]


@pytest.fixture
def towns():
    Municipality.objects.all().delete()
    for place, km in enumerate([0, *NEAR, *MIDDLE, *FAR, *BEYOND]):
        town(f"0110{place + 15:02}", km)


@pytest.mark.parametrize(
    ("km", "words"),
    [
        (0, "entro 10 km dal lavoro"),
        (10, "entro 10 km dal lavoro"),
        (11, "entro 25 km dal lavoro"),
        (25, "entro 25 km dal lavoro"),
        (26, "entro 50 km dal lavoro"),
        (50, "entro 50 km dal lavoro"),
        (51, "a oltre 50 km dal lavoro"),
        (None, ""),
    ],
)
def test_edges_belong_to_the_nearer_band(towns, km, words):
    assert told("011016", "011015", km) == words


def test_a_place_that_is_not_known_says_nothing(towns):
    assert told(None, "011015", 4) == ""
    assert told("011016", None, 4) == ""
    assert told("999999", "011015", 4) == ""


def test_a_province_with_few_towns_says_nothing(towns):
    town("045001", 12, province="MS")

    assert told("045001", "011015", 12) == ""


def test_the_card_tells_the_band_and_never_the_town_or_the_kilometres(towns, encounter, firm):
    home = Municipality.objects.get(pk="011016")
    facts = encounter.match.inputs["conditions"] | {"home": home.pk, "work": "011015", "km": 1}
    Match.objects.filter(pk=encounter.match.pk).update(inputs=encounter.match.inputs | {"conditions": facts})

    listed = firm.client.get(reverse("recruitment:candidate_list", args=[encounter.opening.pk])).content.decode()
    page = firm.client.get(reverse("recruitment:match_detail", args=[encounter.match.pk])).content.decode()

    for body in (listed, page):
        assert "Entro 10 km dal lavoro" in body
        assert home.name not in body
        assert " 1 km" not in body
