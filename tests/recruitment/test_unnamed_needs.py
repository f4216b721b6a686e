"""A firm that asks not to be named is not named: on pages, in filters, on its own page, in the staff's lists."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from partners.enums import Office
from planning import selectors as planning
from recruitment.enums import Confidentiality, Difficulty, Horizon
from recruitment.models import SkillNeed
from recruitment.services import demand
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MunicipalityFactory, PartnerNameFactory, SiteFactory
from tests.recruitment.factories import SkillNeedFactory, SkillNeedSkillFactory
from tests.recruitment.test_needs import typed
from tests.skills.factories import ConceptFactory

LIST = reverse("recruitment:public_need_list")


@pytest.fixture
def unnamed(make_firm):
    firm = make_firm(name="Officine Segrete S.r.l.", slug="officine-segrete")
    need = SkillNeedFactory(
        partner=firm.partner, public=True, title="Saldatura", is_masked=True, difficulty=Difficulty.RARE,
        site=SiteFactory(
            partner=firm.partner, name="Sede di via Nascosta",
            municipality=MunicipalityFactory(istat_code="011020", name="Paesello", province="SP"),
        ),
    )  # fmt: skip
    SkillNeedSkillFactory(need=need)
    return need


def test_public_list_tells_province_and_difficulty_but_no_name(client, unnamed):
    body = client.get(LIST).content.decode()

    assert "Saldatura" in body
    assert "un'impresa del Polo · SP" in body.replace("&#x27;", "'")
    assert "quasi introvabili" in body
    for secret in ("Segrete", "segrete", "Nascosta", "Paesello"):
        assert secret not in body


def test_partners_read_no_name_either(rival, unnamed):
    SkillNeed.objects.filter(pk=unnamed.pk).update(confidentiality=Confidentiality.PARTNERS)

    body = rival.client.get(LIST).content.decode()

    assert "Saldatura" in body
    assert "Segrete" not in body


def test_filter_by_firm_does_not_find_it(client, unnamed, firm):
    SkillNeedFactory(partner=firm.partner, public=True, title="Con il nome")
    SkillNeedFactory(partner=unnamed.partner, public=True, title="Anche questo con il nome")

    response = client.get(LIST, {"partner": "officine-segrete"})

    assert [need.title for need in response.context["page"]] == ["Anche questo con il nome"]
    [by_firm] = [facet for facet in response.context["search"].facets if facet.name == "partner"]
    assert {option.value: option.count for option in by_firm.options} == {
        "officine-segrete": 1, firm.partner.slug: 1,
    }  # fmt: skip


def test_page_of_the_firm_does_not_show_it(client, unnamed):
    url = reverse("recruitment:partner_demand", args=[unnamed.partner.slug])

    assert "Saldatura" not in client.get(url).content.decode()


def test_staff_but_the_referent_do_not_read_it_where_firms_are_named(unnamed):
    staff, referent = UserFactory(), UserFactory()
    MandateFactory(user=staff, office=Office.SECRETARIAT)
    MandateFactory(user=referent, office=Office.REFERENT)

    assert list(planning.needs_readable(user=staff, months=Horizon.YEAR_3)) == []
    assert list(planning.needs_readable(user=referent, months=Horizon.YEAR_3)) == [unnamed]
    assert planning.people_reserved(SkillNeed.objects.all(), user=staff) == unnamed.head_count


@pytest.mark.parametrize(
    "words",
    [
        "Le officine  segrete cercano", "OFFICINE SEGRETE S.R.L.", "da noi, alla (Officine Segrete)!",
        "Ex Vecchia Fabbrica",
    ],
)  # fmt: skip
def test_words_that_tell_the_name_are_refused(unnamed, words):
    PartnerNameFactory(partner=unnamed.partner, name="Vecchia Fabbrica S.p.A.")
    unnamed.description = words

    with pytest.raises(BusinessRuleError, match="Togli dal testo il nome"):
        demand.need_save(need=unnamed, skills=list(unnamed.asked.all()), by=UserFactory())


def test_form_says_which_name_to_take_out(firm):
    occupation = ConceptFactory(occupation=True)
    data = typed(occupation=str(occupation.pk), is_masked="on", description=f"Vieni da {firm.partner.name}!")

    response = firm.client.post(reverse("recruitment:need_create"), data)

    assert response.context["form"].errors == {
        "is_masked": [f"Togli dal testo il nome dell'impresa: «{firm.partner.name}»."]
    }
    assert not SkillNeed.objects.exists()


def test_other_words_are_saved_without_a_name(firm):
    occupation = ConceptFactory(occupation=True)
    data = typed(occupation=str(occupation.pk), is_masked="on", difficulty="2", description="Un posto qualunque")

    firm.client.post(reverse("recruitment:need_create"), data)

    need = SkillNeed.objects.get()
    assert (need.is_masked, need.difficulty) == (True, Difficulty.HARD)


def test_opening_that_springs_from_it_says_that_a_job_advertisement_has_a_name(signed_in, unnamed, make_firm):
    from partners.models import Membership

    editor = Membership.objects.get(partner=unnamed.partner).user

    body = signed_in(editor).get(reverse("recruitment:opening_create"), {"fabbisogno": unnamed.pk}).content.decode()

    assert "articolo 9 del decreto legislativo 276/2003" in body
