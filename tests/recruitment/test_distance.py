"""Of the road to work the card says only that the person accepts it: kilometres would help to find the town."""

import pytest
from django.urls import reverse

from partners.models import Municipality
from recruitment.matching import explain
from recruitment.models import Match
from recruitment.services import matching
from tests.partners.factories import SiteFactory
from tests.recruitment.factories import OpeningFactory, OpeningSkillFactory

pytestmark = pytest.mark.django_db
WITHIN = "Il lavoro è entro la distanza che accetta"


def town(code, north_km):
    """So many kilometres north of La Spezia."""
    facts = {"name": f"Comune {code}", "province": "SP", "region": "Liguria", "lon": 9.828}
    return Municipality.objects.create(istat_code=code, lat=44.107 + north_km / 111.195, **facts)


@pytest.fixture
def pages(encounter, firm):
    """`pages(home, accepts)`: what the firm reads of one person on the lists of two of its sites, near and far."""
    near, far = town("011901", 1), town("011902", 37)
    openings = [encounter.opening, OpeningFactory(partner=firm.partner, published=True)]
    OpeningSkillFactory(opening=openings[1], skill=encounter.held)

    def read(home, accepts):
        encounter.profile.municipality, encounter.profile.max_km = home, accepts
        encounter.profile.save()
        for opening, place in zip(openings, (near, far), strict=True):
            opening.site = SiteFactory(partner=firm.partner, municipality=place)
            opening.save()
            matching.opening_rematch(opening=opening)
        found = [Match.objects.get(opening=opening) for opening in openings]
        urls = [reverse("recruitment:candidate_list", args=[opening.pk]) for opening in openings]
        urls += [reverse("recruitment:match_detail", args=[match.pk]) for match in found]
        return found, [firm.client.get(url).content.decode() for url in urls]

    return read


def test_lists_of_two_sites_say_the_same_of_the_road(pages):
    home = town("011903", 4)

    found, bodies = pages(home, 43)

    kilometres = [match.inputs["conditions"]["km"] for match in found]
    assert kilometres == [3, 33]  # the match knows, and keeps it to itself
    told = {explain.from_inputs(match).conditions[0].text for match in found}
    assert told == {"il lavoro è entro la distanza che la persona accetta"}
    for body in bodies:
        assert WITHIN in body
        assert "Provincia SP" in body
        assert home.name not in body
        assert " km" not in body


def test_who_lives_next_door_reads_like_who_lives_far(pages):
    _found, near = pages(town("011904", 2), 50)
    _found, far = pages(town("011905", 30), 90)

    assert [WITHIN in body for body in near] == [WITHIN in body for body in far] == [True] * 4
    assert not any("km" in said for body in (*near, *far) for said in body.split(WITHIN)[1][:200].split())


def test_a_job_without_a_place_says_nothing_of_the_road(encounter, firm):
    encounter.opening.site = None
    encounter.opening.save()
    matching.opening_rematch(opening=encounter.opening)

    body = firm.client.get(reverse("recruitment:candidate_list", args=[encounter.opening.pk])).content.decode()

    assert WITHIN not in body
    assert "Provincia SP" in body
