"""Counts of the facets against a plain count in Python, over random courses and random filters."""

import datetime
import random

import pytest
from django.utils import timezone

from core import prepared
from partners.models import Municipality
from tests.partners.factories import FilieraFactory, MunicipalityFactory, PartnerFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import CourseFactory, EditionFactory, OfferKindFactory
from training.enums import Audience, EditionState, Mode
from training.models import Course, CourseSkill, Edition
from training.selectors import catalogue as selector
from training.selectors.catalogue_query import DISTANCES, FACETS, CatalogueQuery, Sort
from training.selectors.places import KM_PER_DEGREE, towns

pytestmark = pytest.mark.django_db
URL = "/formazione/"
TOWNS = (
    ("011015", "La Spezia", "SP", 44.10, 9.82),
    ("011027", "Sarzana", "SP", 44.11, 9.96),
    ("034027", "Parma", "PR", 44.80, 10.33),
)
COURSES, QUESTIONS = 40, 60
MANY = {"filiera", "competenza", "quando"}


@pytest.fixture
def offer():
    """Courses of every kind, the same at each run."""
    chance = random.Random(4)  # noqa: S311  (no secret)
    places = [
        MunicipalityFactory(istat_code=code, name=name, province=province, lat=lat, lon=lon)
        for code, name, province, lat, lon in TOWNS
    ]
    partners = [PartnerFactory(slug=f"ente-{number}", name=f"Ente {number}") for number in range(3)]
    for partner, place in zip(partners[:2], places, strict=False):
        SiteFactory(partner=partner, municipality=place, is_main=True)
    kinds = [OfferKindFactory(code=code, eqf=eqf) for code, eqf in (("ITS5", 5), ("LIB", None))]
    chains = [FilieraFactory(slug=slug) for slug in ("navale", "meccanica")]
    skills = [ConceptFactory(notation=f"abilita-{number}") for number in range(4)]
    for number in range(COURSES):
        _course(chance, number, (partners, kinds, chains, skills, places))
    return [_facts(course) for course in Course.objects.order_by("pk")]


def _course(chance, number, ground):
    partners, kinds, chains, skills, places = ground
    course = CourseFactory(
        title=f"Corso {number}", published=True, partner=chance.choice(partners), kind=chance.choice(kinds),
        audience=chance.choice(Audience.values), mode=chance.choice(Mode.values), eqf=chance.choice([None, 3, 4]),
        cost_cents=chance.choice([None, 0, 15_000, 20_000, 20_001, 50_000, 90_000]),
    )  # fmt: skip
    if chance.random() < 0.5:
        course.site = SiteFactory(partner=course.partner, municipality=chance.choice(places), is_main=False)
        course.save()
    course.filiere.set(chance.sample(chains, chance.randint(0, 2)))
    for skill in chance.sample(skills, chance.randint(0, 3)):
        CourseSkill.objects.create(course=course, skill=skill)
    for _number in range(chance.randint(0, 2)):
        start = timezone.localdate() + datetime.timedelta(days=chance.choice([0, 29, 30, 31, 90, 91, 180, 181, 400]))
        states = [{}, {"open": True}, {"open": True, "seats": 0}, {"cancelled": True}]
        EditionFactory(course=course, starts_on=start, ends_on=start + datetime.timedelta(30), **chance.choice(states))


def _facts(course):
    """What a course says, by facet, worked out without the database's help."""
    today, main = timezone.localdate(), course.partner.sites.order_by("-is_main", "pk").first()
    site = course.site or main
    editions = list(Edition.objects.with_taken().filter(course=course, cancelled_at=None))
    eqf = course.eqf or course.kind.eqf
    return {
        "pk": course.pk,
        "tipo": {course.kind.code},
        "filiera": {chain.slug for chain in course.filiere.all()},
        "competenza": {row.skill.notation for row in course.taught.all()},
        "per": {course.audience},
        "quando": {_period((edition.starts_on - today).days) for edition in editions if edition.starts_on >= today},
        "costo": {_price(course.cost_cents)},
        "livello": {str(eqf) if eqf else "nd"},
        "modalita": {course.mode},
        "provincia": {site.municipality.province} if site else {""},
        "comune": {site.municipality_id} if site else {""},
        "partner": {course.partner.slug},
        "open": any(edition.state == EditionState.OPEN for edition in editions),
    }


def _period(days):
    return next((period for period, last in (("1", 30), ("3", 90), ("6", 180)) if days <= last), "oltre")


def _price(cents):
    if cents is None:
        return "nd"
    return next((price for price, most in (("gratis", 0), ("200", 20_000), ("500", 50_000)) if cents <= most), "oltre")


def _passes(facts, query, *, but=""):
    for facet in FACETS:
        chosen = set(query.values(facet.param))
        if facet.param != but and chosen and not chosen & facts[facet.param]:
            return False
    if query.open_only and but != "aperte" and not facts["open"]:
        return False
    return not query.near or "ONLINE" in facts["modalita"] or bool(facts["comune"] & _near(query))


def _near(query):
    places = {town.istat_code: (town.lat, town.lon) for town in Municipality.objects.all()}
    lat, lon = places[query.near]
    km = {
        code: KM_PER_DEGREE * ((north - lat) ** 2 + ((east - lon) * 0.717) ** 2) ** 0.5
        for code, (north, east) in places.items()
    }
    return {code for code, far in km.items() if far <= query.km}


def _questions():
    chance = random.Random(11)  # noqa: S311  (no secret)
    values = {
        "tipo": ["ITS5", "LIB"], "filiera": ["navale", "meccanica"], "competenza": ["abilita-0", "abilita-1"],
        "per": Audience.values, "quando": ["1", "3", "6", "oltre"], "costo": ["gratis", "200", "500", "oltre", "nd"],
        "livello": ["3", "4", "5", "nd"], "modalita": Mode.values, "provincia": ["SP", "PR"],
        "comune": ["011015", "011027"], "partner": ["ente-0", "ente-1", "ente-2"],
    }  # fmt: skip
    for _number in range(QUESTIONS):
        facets = chance.sample(sorted(values), chance.randint(0, 3))
        chosen = {facet: tuple(chance.sample(values[facet], chance.randint(1, 2))) for facet in facets}
        near = chance.choice(["", "", "011015", "034027"])
        yield CatalogueQuery(
            chosen=chosen,
            open_only=chance.random() < 0.3,
            near=near,
            km=chance.choice(DISTANCES),
            sort=Sort.TITLE,
            on_map=True,
        )


def test_counts_are_those_of_a_plain_count(offer):
    for query in _questions():
        result = selector.catalogue(Course.objects.published(), query, page=1, day=timezone.localdate())

        passing = [facts for facts in offer if _passes(facts, query)]
        assert result.total == len(passing), query
        assert {card.course.pk for card in result.cards} <= {facts["pk"] for facts in passing}, query
        assert len(result.cards) == min(len(passing), selector.PAGE_SIZE), query
        beside = [facts for facts in offer if _passes(facts, query, but="comune")]
        assert result.answer.counts.placeless == sum(facts["comune"] == {""} for facts in beside), query
        remote = [facts for facts in beside if "ONLINE" in facts["modalita"] and facts["comune"] != {""}]
        assert result.answer.counts.remote == len(remote), query
        open_ones = [facts for facts in offer if facts["open"] and _passes(facts, query, but="aperte")]
        assert result.open_choice.number == len(open_ones), query
        for group in result.groups:
            assert _shown(group) == _counted(offer, query, group.facet), (group.facet.param, query)


def _shown(group):
    return {choice.value: choice.number for choice in group.choices if choice.number}


def _counted(offer, query, facet):
    """Values without a name (a course without a place) are no filter."""
    rest = [facts for facts in offer if _passes(facts, query, but=facet.param)]
    numbers = {}
    for facts in rest:
        for value in facts[facet.param] - {""}:
            numbers[value] = numbers.get(value, 0) + 1
    return numbers


def test_chosen_values_stay_when_only_the_most_frequent_are_shown(monkeypatch, offer):
    prepared.forget()
    monkeypatch.setattr("training.selectors.facet_sql.SKILLS_SHOWN", 1)
    query = CatalogueQuery(chosen={"competenza": ("abilita-3", "abilita-0", "abilita-1")})

    result = selector.catalogue(Course.objects.published(), query, page=1, day=timezone.localdate())

    group = next(group for group in result.groups if group.facet.param == "competenza")
    assert _shown(group) == {
        value: number for value, number in _counted(offer, query, group.facet).items() if value != "abilita-2"
    }


def test_distance_is_in_the_address_and_can_be_removed(client, offer):
    response = client.get(URL, {"da": "011015", "km": "20", "ordine": "titolo"})

    page = response.content.decode()
    assert "entro 20 km da La Spezia" in [chip.label for chip in response.context["result"].chips]
    assert 'href="/formazione/?ordine=titolo"' in page
    assert response.context["result"].query.address() == "?da=011015&km=20&ordine=titolo"


@pytest.mark.parametrize("params", [{"da": "boh"}, {"da": "011015", "km": "17"}, {"km": "-1"}, {"da": "' OR 1=1"}])
def test_a_distance_that_makes_no_sense_is_said(client, offer, params):
    response = client.get(URL, params)

    assert response.status_code == 200
    assert "La distanza dell&#x27;indirizzo non è chiara" in response.content.decode()


def test_towns_are_as_far_as_on_a_map(offer):
    assert round(towns()["011015"].km_to(towns()["034027"])) == 88


@pytest.mark.parametrize(("sort", "first"), [("costo", "Gratis"), ("novita", "Nuovo"), ("titolo", "Caro")])
def test_sorts(client, sort, first):
    now = timezone.now()
    CourseFactory(title="Gratis", published_at=now - datetime.timedelta(3), cost_cents=0)
    CourseFactory(title="Caro", published_at=now - datetime.timedelta(2), cost_cents=100)
    CourseFactory(title="Nuovo", published_at=now)

    response = client.get(URL, {"ordine": sort})

    assert response.context["result"].cards[0].course.title == first
