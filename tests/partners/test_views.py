import json
import re

import pytest
from django.urls import reverse

from partners.enums import Role, Standing
from partners.middleware import SESSION_KEY
from tests.accounts.factories import UserFactory
from tests.partners.factories import (
    FilieraFactory,
    MembershipFactory,
    PartnerFactory,
    PartnerNameFactory,
    SchoolCodeFactory,
    SiteFactory,
)  # fmt: skip

LIST = "/partner/"


def json_ld(response):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode()).group(1)
    return json.loads(text)


def full_partner(**fields):
    partner = PartnerFactory(**fields)
    partner.filiere.add(FilieraFactory())
    PartnerNameFactory(partner=partner)
    SchoolCodeFactory(partner=partner)
    SiteFactory(partner=partner)
    return partner


def test_partner_list_shows_everybody(polo, client):
    response = client.get(LIST)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count('class="partner-card"') == 33
    assert "già OTO Melara spa" in html
    assert "Sostenitori" in html
    assert "Confini amministrativi: ISTAT, CC BY 4.0" in html


@pytest.mark.parametrize("items", [1, 3])
def test_partner_list_queries(db, client, django_assert_num_queries, items):
    for _ in range(items):
        full_partner()

    with django_assert_num_queries(8):
        client.get(LIST)


@pytest.mark.parametrize("items", [1, 3])
def test_partner_detail_queries(db, client, django_assert_num_queries, items):
    partner = full_partner(slug="prova", ateco=["28.13.00"])
    for _ in range(items - 1):
        partner.filiere.add(FilieraFactory())
        PartnerNameFactory(partner=partner)
        SchoolCodeFactory(partner=partner)
        SiteFactory(partner=partner)

    with django_assert_num_queries(7):
        client.get("/partner/prova/")


def test_partner_list_finds_oto_melara(polo, client):
    html = client.get(LIST, {"q": "OTO Melara"}).content.decode()

    assert html.count('class="partner-card"') == 1
    assert 'href="/partner/oto-melara/">Leonardo</a>' in html


def test_partner_list_keeps_what_was_typed(polo, client):
    html = client.get(LIST, {"q": '"><b>', "category": ["SCHOOL"], "town": "011015"}).content.decode()

    assert 'value="&quot;&gt;&lt;b&gt;"' in html
    assert re.search(r'name="category" value="SCHOOL" checked', html)
    assert '<input type="hidden" name="town" value="011015">' in html
    assert "Nessun partner con questi filtri" in html


def test_partner_list_fragment_is_part_of_the_page(polo, client):
    query = {"category": "SCHOOL", "province": "SP"}

    fragment = client.get(LIST, query, headers={"HX-Request": "true"}).content.decode()
    page = client.get(LIST, query).content.decode()

    assert fragment.strip() in page
    assert "<html" not in fragment


def test_partner_list_restored_from_history_is_the_whole_page(polo, client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get(LIST, headers=headers).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?category=%00", "?q=%00", "?category=SCHOOL%27--", "?province=%FF%FE", "?town=%E2%82%AC", "?q=" + "x" * 3000,
        "?filiera=" + "9" * 400, "?category=&province=&filiera=&town=&q=", "?" + "&" * 50, "?q=%25%5F%5C", "?q=((((",
    ],
)  # fmt: skip
def test_partner_list_never_breaks(polo, client, query):
    assert client.get(LIST + query).status_code in {200, 400}


def test_partner_list_only_reads(polo, client):
    assert client.post(LIST).status_code == 405


def test_partner_list_in_english(polo, client):
    html = client.get("/en/partner/").content.decode()

    assert "Shipbuilding" in html
    assert "State upper secondary institute" in html


def test_partner_list_hides_applicants_and_former(db, client):
    PartnerFactory(name="In ingresso", standing=Standing.APPLICANT)
    PartnerFactory(name="Uscito", standing=Standing.FORMER, slug="uscito")

    html = client.get(LIST).content.decode()

    assert "In ingresso" not in html
    assert "Nessun partner con questi filtri" in html
    assert client.get("/partner/uscito/").status_code == 404


def test_map_points_can_be_reached_and_named(polo, client):
    html = client.get(LIST).content.decode()

    places = re.findall(r'<a class="map-place map-(\w+)" href="([^"]+)"[^>]*>\s*<title>([^<]+)</title>', html)
    assert ("FIRM", "/partner/cozzani/", "Dott. Ing. Mario Cozzani: Stabilimento, Arcola") in [
        (shape, url, re.sub(r": .*,", ": Stabilimento,", title)) for shape, url, title in places
    ]
    assert ("MIXED", "/partner/?town=011015#partner-results", "La Spezia: 19 sedi di 14 partner") in places
    assert ("SCHOOL", "/partner/gadda/") in [(shape, url) for shape, url, _title in places]


def test_partner_detail_of_oto_melara(polo, client):
    response = client.get("/partner/oto-melara/")

    html = response.content.decode()
    assert "<h1>Leonardo</h1>" in html
    assert "OTO Melara spa, oggi Leonardo" in html
    assert "Lavorare qui" in html
    assert f"{reverse('recruitment:opening_list')}?partner=oto-melara" in html
    assert "30.40.00" in html
    assert "I dati presenti sono verificati" in html
    assert re.search(r"Dati da completare.*codice fiscale", html, re.S)


def test_partner_detail_of_a_school(polo, client):
    html = client.get("/partner/natta-de-ambrosis/").content.decode()

    assert f"{reverse('training:course_list')}?partner=natta-de-ambrosis" in html
    assert "Lavorare qui" not in html
    assert "GETF01101R" in html
    assert "(fino al" in html
    assert "Via della Chiusa 107, 16039 Sestri Levante (GE)" in html
    assert 'href="geo:44.' in html
    assert "Manutenzione e assistenza tecnica" in html


def test_partner_detail_without_facts(polo, client):
    html = client.get("/partner/cpfp-spinelli-trucco/").content.decode()

    assert "La sede è tra i dati da completare" in html
    assert "Dati ancora da verificare" in html
    assert "map-place" not in html


def test_partner_detail_in_english(polo, client):
    html = client.get("/en/partner/fincantieri/").content.decode()

    assert "Approximate position of the hamlet" in html


def test_partner_detail_unknown(polo, client):
    assert client.get("/partner/nessuno/").status_code == 404


def test_partner_detail_tells_search_engines(polo, client):
    data = json_ld(client.get("/partner/capellini-sauro/"))

    assert data["@type"] == "HighSchool"
    assert data["alternateName"] == ["IISS Capellini Sauro"]
    assert {"@type": "PropertyValue", "propertyID": "codice meccanografico", "value": "SPIS00600B"} in data[
        "identifier"
    ]
    assert data["location"][0]["address"]["streetAddress"] == "Via Doria 2"
    assert json_ld(client.get("/partner/its-la-spezia/"))["@type"] == "EducationalOrganization"
    firm = json_ld(client.get("/partner/fincantieri/"))
    assert firm["@type"] == "Organization"
    assert firm["location"][0]["geo"] == {"@type": "GeoCoordinates", "latitude": 44.088, "longitude": 9.876}


def test_invented_partner_has_a_page_that_says_so(db, client):
    PartnerFactory(slug="officine", name="Officine (esempio)", standing=Standing.DEMO)

    html = client.get("/partner/officine/").content.decode()

    assert "Questo partner è inventato" in html
    assert "ld+json" not in html
    assert "Officine" not in client.get(LIST).content.decode()


def test_partner_detail_data_cannot_close_the_script(db, client):
    PartnerFactory(slug="strano", name="</script><script>alert(1)</script> & C.")

    response = client.get("/partner/strano/")

    assert json_ld(response)["name"] == "</script><script>alert(1)</script> & C."
    assert "<script>alert" not in response.content.decode()


def switch(client, partner_pk):
    return client.post("/area/partner/", {"partner": partner_pk})


def test_acting_partner_switch(db, client):
    user = UserFactory()
    first = MembershipFactory(user=user, partner__name="Alfa").partner
    second = MembershipFactory(user=user, partner__name="Beta", role=Role.EDITOR).partner
    client.force_login(user)

    response = switch(client, second.pk)

    assert (response.status_code, response.url) == (302, reverse("dashboards:desk"))
    assert client.session[SESSION_KEY] == second.pk
    assert switch(client, first.pk).status_code == 302
    assert client.session[SESSION_KEY] == first.pk


@pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 40, "0"])
def test_acting_partner_switch_bad_value(db, client, value):
    client.force_login(MembershipFactory().user)

    assert switch(client, value).status_code == 404
    assert SESSION_KEY not in client.session


def test_acting_partner_switch_foreign_or_ended(db, client):
    membership = MembershipFactory()
    ended = MembershipFactory(user=membership.user, ended=True)
    client.force_login(membership.user)

    assert switch(client, PartnerFactory().pk).status_code == 404
    assert switch(client, ended.partner.pk).status_code == 404


def test_acting_partner_switch_anonymous_and_get(db, client):
    response = switch(client, PartnerFactory().pk)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert client.get("/area/partner/").status_code == 405
