import datetime
import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from recruitment.enums import Contract
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MunicipalityFactory, PartnerFactory, SiteFactory
from tests.recruitment.factories import OpeningFactory, OpeningSkillFactory
from tests.skills.factories import ConceptFactory

URL = reverse("recruitment:opening_list")


def shown(response):
    return {opening.title for opening in response.context["page"]}


@pytest.fixture
def three(db):
    """Three openings that differ in everything by which one filters."""
    welding, naval = FilieraFactory(slug="meccanica"), FilieraFactory(slug="navale")
    genoa = MunicipalityFactory(istat_code="010025", name="Genova", province="GE")
    firm = PartnerFactory(firm=True)
    welder, fitter = ConceptFactory(occupation=True), ConceptFactory(occupation=True)
    welder.filiere.add(welding, naval)
    fitter.filiere.add(naval)
    OpeningFactory(title="Saldare", partner=firm, published=True, occupation=welder, site=SiteFactory(partner=firm))
    OpeningFactory(
        title="Montare", partner=firm, published=True, occupation=fitter, contract=Contract.FIXED_TERM,
        site=SiteFactory(partner=firm, municipality=genoa),
    )  # fmt: skip
    OpeningFactory(title="Ovunque", partner=firm, published=True, contract=Contract.APPRENTICESHIP)
    return welder


def test_opening_list_empty_sends_to_the_courses(client, db):
    body = client.get(URL).content.decode()

    assert "Nessuna offerta aperta in questo momento" in body
    assert reverse("training:course_list") in body


def test_opening_list_shows_open_ones_only(client, three):
    OpeningFactory(title="Bozza")
    OpeningFactory(title="Scaduta", expired=True)
    OpeningFactory(title="Chiusa", closed=True)

    response = client.get(URL)

    assert shown(response) == {"Saldare", "Montare", "Ovunque"}
    assert "da 24.000 a 28.000 euro lordi all'anno" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"filiera": "navale"}, {"Saldare", "Montare"}),
        ({"filiera": "meccanica"}, {"Saldare"}),
        ({"contratto": "A01"}, {"Montare"}),
        ({"provincia": "GE"}, {"Montare"}),
        ({"comune": "011015"}, {"Saldare"}),
        ({"filiera": "navale", "provincia": "SP"}, {"Saldare"}),
        ({"filiera": "meccanica", "provincia": "GE"}, set()),
        ({"filiera": "nessuna", "contratto": "🙂", "page": "abc"}, {"Saldare", "Montare", "Ovunque"}),
        ({"comune": "9" * 400, "page": "-7"}, {"Saldare", "Montare", "Ovunque"}),
    ],
)
def test_opening_list_filters(client, three, query, titles):
    assert shown(client.get(URL, query)) == titles


def test_opening_list_filters_by_occupation_and_counts_each_choice(client, three):
    response = client.get(URL, {"professione": three.notation})

    facets = {facet.name: facet for facet in response.context["search"].facets}
    assert shown(response) == {"Saldare"}
    assert facets["professione"].chosen.label == three.label_it
    assert {option.value: option.count for option in facets["filiera"].options} == {"meccanica": 1, "navale": 1}
    assert {option.value: option.count for option in facets["provincia"].options} == {"GE": 0, "SP": 1}
    assert "Togli i filtri" in response.content.decode()


def test_opening_list_of_one_firm(client, three, firm):
    OpeningFactory(title="Di casa", partner=firm.partner, published=True)

    assert shown(client.get(URL, {"partner": firm.partner.slug})) == {"Di casa"}


@pytest.mark.parametrize("count", [1, 3])
def test_opening_list_costs_the_same_for_one_and_three(client, db, count, django_assert_num_queries):
    for _ in range(count):
        opening = OpeningFactory(published=True, site=SiteFactory())
        opening.occupation.filiere.add(FilieraFactory())
    client.get(URL)

    with django_assert_num_queries(18):
        client.get(URL)


def test_opening_detail_says_what_is_asked_and_how_it_works(client, db):
    asked = OpeningSkillFactory(opening__published=True, opening__min_eqf=4, is_trainable=True)
    opening = asked.opening

    body = client.get(opening.get_absolute_url()).content.decode()

    assert asked.skill.label_it in body
    assert opening.partner.name in body
    assert "metalmeccanica industria" in body
    assert "si può imparare in azienda" in body
    assert reverse("recruitment:profile_detail") in body
    assert reverse("recruitment:opening_close", args=[opening.pk]) not in body


@pytest.mark.parametrize("count", [1, 3])
def test_opening_detail_costs_the_same_for_one_and_three_skills(client, db, count, django_assert_num_queries):
    opening = OpeningFactory(published=True)
    for _ in range(count):
        OpeningSkillFactory(opening=opening)
    client.get(opening.get_absolute_url())

    with django_assert_num_queries(3):
        client.get(opening.get_absolute_url())


@pytest.mark.parametrize(
    ("state", "there"), [({}, 404), ({"expired": True}, 410), ({"closed": True}, 410), ({"paused": True}, 410)]
)
def test_opening_detail_not_open_is_for_the_firm_only(client, firm, rival, state, there):
    opening = OpeningFactory(partner=firm.partner, **state)
    url = opening.get_absolute_url()

    own = firm.client.get(url)

    assert client.get(url).status_code == there
    assert rival.client.get(url).status_code == there
    assert own.status_code == 200
    assert "application/ld+json" not in own.content.decode()


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (24000, 24000, ">24.000 euro lordi"),
        (24000, None, ">da 24.000 euro lordi"),
        (24000, 25000, "da 24.000 a 25.000"),
    ],
)
def test_pay_is_told_as_it_is(client, db, low, high, told):
    opening = OpeningFactory(published=True, pay_from=low, pay_to=high)

    assert told in client.get(opening.get_absolute_url()).content.decode()


def test_opening_detail_draft_without_pay_says_what_is_missing(firm):
    opening = OpeningFactory(partner=firm.partner, pay_from=None, pay_to=None)

    body = firm.client.get(opening.get_absolute_url()).content.decode()

    assert "Per pubblicarla manca:" in body
    assert "<li>la retribuzione</li>" in body
    assert reverse("recruitment:opening_publish", args=[opening.pk]) not in body
    assert reverse("recruitment:candidate_list", args=[opening.pk]) not in body


def test_opening_detail_published_leads_the_firm_to_its_people(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)

    body = firm.client.get(opening.get_absolute_url()).content.decode()

    assert reverse("recruitment:candidate_list", args=[opening.pk]) in body
    assert reverse("recruitment:opening_publish", args=[opening.pk]) not in body


def posting(client, opening):
    body = client.get(opening.get_absolute_url()).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)[1])


def test_opening_detail_describes_itself_to_search_engines(client, db):
    opening = OpeningFactory(published=True, title="Saldare </script>", site=SiteFactory())
    asked = OpeningSkillFactory(opening=opening)

    data = posting(client, opening)

    assert (data["@type"], data["title"]) == ("JobPosting", "Saldare </script>")
    assert data["validThrough"] == opening.closes_on.isoformat()
    assert data["skills"] == asked.skill.label_it
    assert data["jobLocation"]["address"]["addressLocality"] == "La Spezia"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "minValue": 24000, "maxValue": 28000, "unitText": "YEAR",
    }  # fmt: skip


def test_opening_detail_publishes_nothing_that_is_unknown(client, db):
    opening = OpeningFactory(published=True, contract=Contract.APPRENTICESHIP, pay_from=None, pay_to=None, ccnl="")

    data = posting(client, opening)

    assert "baseSalary" not in data
    assert "jobLocation" not in data


def test_opening_detail_is_posted_on_the_day_of_italy(client, db):
    just_after_midnight = datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC)  # half past midnight in Rome
    opening = OpeningFactory(published=True, published_at=just_after_midnight)

    assert posting(client, opening)["datePosted"] == "2026-06-02"


def test_opening_detail_of_the_demo_is_not_told_to_search_engines(client, db):
    opening = OpeningFactory(published=True, is_demo=True)

    assert "application/ld+json" not in client.get(opening.get_absolute_url()).content.decode()


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_opening_detail_unknown_is_not_found(client, db, pk):
    assert client.get(f"/lavoro/{pk}/").status_code == 404


def test_opening_detail_tells_who_looks_for_a_job_where_they_stand(encounter, firm, person, signed_in):
    url = encounter.opening.get_absolute_url()
    encounter.opening.min_eqf = 4
    encounter.opening.save()
    match = reverse("recruitment:match_detail", args=[encounter.match.pk])

    mine, stranger = (signed_in(user).get(url).content.decode() for user in (person, UserFactory()))
    firms = firm.client.get(url).content.decode()

    assert f'href="{match}"' in mine
    assert f"<strong>{encounter.match.percent}%</strong>" in mine
    assert "Crea il tuo profilo" not in mine
    assert "Crea il tuo profilo" in stranger
    assert match not in stranger + firms
    assert "almeno: diploma di scuola superiore o diploma professionale (livello europeo EQF 4)" in stranger


def test_intermediation_shows_who_answers(client, db, settings):
    url = reverse("recruitment:intermediation")
    settings.INTERMEDIARY_SUBJECT = settings.INTERMEDIARY_LEGAL_REPRESENTATIVE = ""
    empty = client.get(url).content.decode()
    settings.INTERMEDIARY_SUBJECT = "Ente di prova"
    settings.INTERMEDIARY_LEGAL_REPRESENTATIVE = "Persona di prova"

    body = client.get(url).content.decode()

    assert "da completare" in empty
    assert "nessuna impresa può chiedere di conoscere una persona" in empty
    assert "nessuna impresa può chiedere di conoscere una persona" not in body
    assert "Ente di prova" in body
    assert "Persona di prova" in body


def test_pages_speak_english_addresses_too(client, db):
    with translation.override("en"):
        assert client.get(reverse("recruitment:opening_list")).status_code == 200
