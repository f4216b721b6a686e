"""Who reads which need: the promise of the form ("chi può leggerlo") seen from the public list."""

import pytest
from django.urls import reverse

from partners.enums import Role, Standing
from recruitment.enums import Confidentiality, Horizon
from recruitment.models import SkillNeed
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MandateFactory, MembershipFactory, PartnerFactory, SiteFactory
from tests.recruitment.factories import OpeningFactory, SkillNeedFactory, SkillNeedSkillFactory

URL = reverse("recruitment:public_need_list")
EVERYBODYS, PARTNERS, REFERENTS, DRAFT = (
    "Canarino di tutti",
    "Canarino dei partner",
    "Canarino segreto",
    "Canarino bozza",
)
ALL = (EVERYBODYS, PARTNERS, REFERENTS, DRAFT)


@pytest.fixture
def needs(firm):
    """One need of each kind, of the same firm."""
    SkillNeedFactory(partner=firm.partner, title=EVERYBODYS, public=True)
    SkillNeedFactory(partner=firm.partner, title=PARTNERS, published=True, confidentiality=Confidentiality.PARTNERS)
    SkillNeedFactory(partner=firm.partner, title=REFERENTS, published=True, confidentiality=Confidentiality.REFERENT)
    SkillNeedFactory(partner=firm.partner, title=DRAFT, confidentiality=Confidentiality.PUBLIC)


def read(browser, query=None):
    body = browser.get(URL, query).content.decode()
    return {title for title in ALL if title in body}


def shown(response):
    return {need.title for need in response.context["page"]}


def test_public_need_list_strangers_read_public_needs_only(client, signed_in, needs):
    assert read(client) == {EVERYBODYS}
    assert read(signed_in(UserFactory())) == {EVERYBODYS}
    assert "Chi lavora per un partner del Polo, dopo l'accesso" in client.get(URL).content.decode()


def test_public_need_list_offices_without_a_partner_read_public_needs_only(signed_in, needs):
    assert read(signed_in(MandateFactory().user)) == {EVERYBODYS}
    assert read(signed_in(UserFactory(superuser=True))) == {EVERYBODYS}


@pytest.mark.parametrize("role", Role)
def test_public_need_list_people_of_a_partner_read_partners_needs_too(signed_in, needs, role):
    browser = signed_in(MembershipFactory(role=role).user)

    assert read(browser) == {EVERYBODYS, PARTNERS}
    assert "solo i partner del Polo" in browser.get(URL).content.decode()


def test_public_need_list_of_firms_never_shows_what_is_for_the_referent(firm, rival, needs):
    assert read(firm.client) == read(rival.client) == {EVERYBODYS, PARTNERS}


def test_public_need_list_counts_nothing_that_may_not_be_read(client, firm, needs):
    response = client.get(URL)

    [option] = response.context["search"].facets[0].options
    assert (option.value, option.count) == (firm.partner.slug, 1)


@pytest.mark.parametrize("change", ["ended", "former"])
def test_public_need_list_who_has_left_reads_public_needs_only(signed_in, needs, change):
    standing = Standing.FORMER if change == "former" else Standing.MEMBER
    membership = MembershipFactory(ended=change == "ended", partner__standing=standing)

    assert read(signed_in(membership.user)) == {EVERYBODYS}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"Subito", "Dopo"}),
        ({"filiera": "navale"}, {"Subito"}),
        ({"quando": "36"}, {"Dopo"}),
        ({"filiera": "navale", "quando": "36"}, set()),
        ({"partner": "nessuno", "filiera": "🙂", "quando": "mai", "page": "-7"}, {"Subito", "Dopo"}),
    ],
)
def test_public_need_list_filters(client, db, query, titles):
    SkillNeedFactory(title="Subito", public=True, horizon=Horizon.NOW, filiera=FilieraFactory(slug="navale"))
    SkillNeedFactory(title="Dopo", public=True, horizon=Horizon.YEAR_3)

    assert shown(client.get(URL, query)) == titles


def test_public_need_list_filters_by_firm_the_soonest_first(client, firm):
    SkillNeedFactory(title="Altrove", public=True)
    for title, horizon in (("Dopo", Horizon.YEAR_3), ("Subito", Horizon.NOW)):
        SkillNeedFactory(title=title, public=True, partner=firm.partner, horizon=horizon)

    response = client.get(URL, {"partner": firm.partner.slug})

    assert [need.title for need in response.context["page"]] == ["Subito", "Dopo"]
    assert response.context["search"].facets[0].chosen.label == firm.partner.name
    assert "Togli i filtri" in response.content.decode()


def test_public_need_list_says_which_skills(client, db):
    asked = SkillNeedSkillFactory(need__public=True, need__head_count=3, is_trainable=True)

    body = client.get(URL).content.decode()

    for text in (asked.skill.label_it, asked.need.partner.name, "3 persone", "si può imparare in azienda"):
        assert text in body


def test_public_need_list_empty(client, db):
    body = client.get(URL).content.decode()

    assert "Nessun fabbisogno pubblicato in questo momento" in body
    assert reverse("recruitment:opening_list") in body


def test_public_need_list_has_pages(client, db):
    SkillNeedFactory.create_batch(21, public=True)

    assert len(client.get(URL, {"page": 2}).context["page"].object_list) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_public_need_list_costs_the_same_for_one_and_three(client, db, count, django_assert_num_queries):
    for _ in range(count):
        need = SkillNeedFactory(public=True, filiera=FilieraFactory(), site=SiteFactory())
        SkillNeedSkillFactory(need=need)
    client.get(URL)

    with django_assert_num_queries(11):
        client.get(URL)


def test_public_need_list_is_found_from_the_pages_of_its_readers(client, signed_in, firm):
    school = MembershipFactory(role=Role.EDITOR).user

    assert URL in client.get(reverse("recruitment:opening_list")).content.decode()
    assert URL in signed_in(school).get(reverse("recruitment:course_need_list")).content.decode()
    assert f"{URL}?partner={firm.partner.slug}" in client.get(firm.partner.get_absolute_url()).content.decode()


@pytest.mark.parametrize("confidentiality", Confidentiality)
def test_announced_to_is_never_a_need_for_the_referent_alone(firm, confidentiality):
    need = SkillNeedFactory(partner=firm.partner, published=True, confidentiality=confidentiality)

    announced = SkillNeed.objects.announced_to(firm.user).filter(pk=need.pk).exists()

    assert announced is (confidentiality != Confidentiality.REFERENT)


@pytest.mark.django_db
def test_partner_demand_tells_only_what_the_reader_may_know(client):
    firm = PartnerFactory(firm=True)
    opening = OpeningFactory(partner=firm, published=True, title="Tornitura")
    public = SkillNeedFactory(partner=firm, public=True, title="Carpenteria")
    SkillNeedFactory(partner=firm, published=True, title="Riservato ai partner")
    SkillNeedFactory(partner=firm, published=True, confidentiality=Confidentiality.REFERENT, title="Riservatissimo")
    OpeningFactory(published=True, title="Di un'altra impresa")

    body = client.get(reverse("recruitment:partner_demand", args=[firm.slug])).content.decode()

    assert opening.title in body
    assert public.title in body
    assert "Riservat" not in body
    assert "altra impresa" not in body


@pytest.mark.django_db
def test_partner_demand_without_rows_says_so(client):
    url = reverse("recruitment:partner_demand", args=[PartnerFactory(firm=True).slug])

    assert "nessun fabbisogno" in client.get(url).content.decode()


@pytest.mark.django_db
def test_partner_demand_of_nobody_is_404(client):
    assert client.get(reverse("recruitment:partner_demand", args=["nessuno"])).status_code == 404
