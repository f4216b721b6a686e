"""The catalogue on the map: points that count what they lead to, in words too, and what has no place."""

import re

import pytest
from django.utils import timezone

from tests.partners.factories import MunicipalityFactory, PartnerFactory, SiteFactory
from tests.training.factories import CourseFactory
from training.enums import Mode
from training.models import Course
from training.selectors import catalogue as selector
from training.selectors.catalogue_query import CatalogueQuery
from training.selectors.course_map import course_map

pytestmark = pytest.mark.django_db
URL = "/formazione/"
SPEZIA, LERICI, PARMA = "011015", "011016", "034027"
TOWNS = (
    (SPEZIA, "La Spezia", "SP", 44.1025, 9.8241),
    (LERICI, "Lerici", "SP", 44.0761, 9.9111),
    (PARMA, "Parma", "PR", 44.8015, 10.3279),
)


@pytest.fixture
def offer():
    """Three courses at La Spezia (one at a distance), one at Lerici, two at Parma, one without a place."""
    partners = {}
    for code, name, province, lat, lon in TOWNS:
        town = MunicipalityFactory(istat_code=code, name=name, province=province, lat=lat, lon=lon)
        partners[code] = PartnerFactory(name=f"Ente di {name}")
        SiteFactory(partner=partners[code], municipality=town, is_main=True)
    CourseFactory.create_batch(2, published=True, partner=partners[SPEZIA], cost_cents=0)
    CourseFactory(published=True, partner=partners[SPEZIA], mode=Mode.ONLINE)
    CourseFactory(published=True, partner=partners[LERICI])
    CourseFactory.create_batch(2, published=True, partner=partners[PARMA])
    CourseFactory(published=True)


def drawn(**asked):
    query = CatalogueQuery(on_map=True, **asked)
    result = selector.catalogue(Course.objects.published(), query, page=1, day=timezone.localdate())
    return course_map(result.query, result.answer.counts, URL)


def points(drawing):
    return {place.label: place.number for place in drawing.places}


def test_points_count_the_courses_of_their_towns(offer):
    territory, gulf = drawn().maps

    assert points(territory) == {"La Spezia, Lerici: 4 corsi": "4", "Parma: 2 corsi": "2"}
    assert points(gulf) == {"La Spezia: 3 corsi": "3", "Lerici: 1 corso": "1"}


def test_each_point_leads_to_as_many_courses(client, offer):
    for drawing in drawn().maps:
        for place in drawing.places:
            response = client.get(place.url.removesuffix("#catalogue-results"))

            assert response.context["result"].total == int(place.number), place


def test_all_towns_stay_when_one_is_chosen(offer):
    result = drawn(chosen={"comune": (PARMA,)})

    assert [(row.town.name, row.number, row.is_chosen) for row in result.towns] == [
        ("La Spezia", 3, False), ("Parma", 2, True), ("Lerici", 1, False),
    ]  # fmt: skip
    (parma,) = [place for place in result.maps[0].places if place.is_chosen]
    assert parma.label == "Parma: 2 corsi, scelto: togli il filtro"
    assert parma.url == "/formazione/?vista=mappa#catalogue-results"


def test_other_filters_are_kept(offer):
    result = drawn(chosen={"costo": ("gratis",)})

    assert [(row.town.name, row.number) for row in result.towns] == [("La Spezia", 2)]
    assert result.towns[0].address == f"/formazione/?costo=gratis&comune={SPEZIA}&vista=mappa#catalogue-results"
    assert [drawing.name for drawing in result.maps] == ["territory"]


def test_a_map_without_points_is_the_territory_alone(offer):
    result = drawn(text="parolaccia")

    assert [(drawing.name, drawing.places) for drawing in result.maps] == [("territory", ())]


def test_what_has_no_place_is_said(client, offer):
    page = client.get(URL, {"vista": "mappa"}).content.decode()

    assert "1 corso si segue a distanza: il punto dice dove ha sede chi lo tiene." in page
    assert "1 corso non ha ancora un luogo: è nell'elenco e non sulla mappa." in page


def test_towns_beyond_the_map_are_in_words(client):
    far = MunicipalityFactory(istat_code="015146", name="Milano", province="MI", lat=45.46, lon=9.19)
    partner = PartnerFactory()
    SiteFactory(partner=partner, municipality=far, is_main=True)
    CourseFactory(published=True, partner=partner)

    page = client.get(URL, {"vista": "mappa"}).content.decode()

    assert "map-place" not in page
    assert re.search(r'vista=mappa#catalogue-results">Milano \(MI\)</a>', page)


@pytest.mark.parametrize("address", [URL, "/docenti/"])
def test_list_and_map_have_the_same_filters_and_courses(client, offer, address):
    Course.objects.update(audience="TEACHERS")
    as_list = client.get(address, {"costo": "gratis"})
    as_map = client.get(address, {"costo": "gratis", "vista": "mappa"})

    assert [card.course for card in as_list.context["result"].cards] == [
        card.course for card in as_map.context["result"].cards
    ]
    assert f'href="{address}?costo=gratis&amp;vista=mappa"' in as_list.content.decode()
    assert f'href="{address}?costo=gratis"' in as_map.content.decode()
    assert "<svg" in as_map.content.decode()
    assert "map-place" not in as_list.content.decode()


def test_the_map_stays_when_the_form_is_sent(client, offer):
    assert '<input type="hidden" name="vista" value="mappa">' in client.get(URL, {"vista": "mappa"}).content.decode()
    assert 'name="vista"' not in client.get(URL).content.decode()
    assert 'name="vista"' not in client.get(URL, {"vista": "altro"}).content.decode()


def test_htmx_draws_the_map_anew(client, offer):
    response = client.get(URL, {"vista": "mappa", "costo": "gratis"}, headers={"HX-Request": "true"})

    assert "La Spezia: 2 corsi" in response.content.decode()
    assert response.headers["HX-Push-Url"] == "/formazione/?costo=gratis&vista=mappa"


@pytest.mark.parametrize("items", [1, 3])
def test_the_map_costs_no_statement(client, offer, django_assert_num_queries, items):
    client.get(URL)
    CourseFactory.create_batch(items, published=True)

    with django_assert_num_queries(3):
        client.get(URL, {"vista": "mappa"})
