import re

import pytest
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Role
from recruitment.enums import Confidentiality, DemandState, Horizon
from recruitment.models import SkillNeed
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MembershipFactory, PartnerFactory, SiteFactory
from tests.recruitment.factories import OpeningFactory, SkillNeedFactory, SkillNeedSkillFactory
from tests.skills.factories import ConceptFactory

LIST = "recruitment:need_list"


def typed(rows=(), **fields):
    """What a browser sends: the fields of the need and the rows of skills."""
    data = {
        "title": "Saldatura TIG",
        "head_count": "3",
        "horizon": "12",
        "confidentiality": "PARTNERS",
        "description": "",
        "site": "",
        "filiera": "",
        "skills-TOTAL_FORMS": str(max(len(rows), 6)),
        "skills-INITIAL_FORMS": "0",
    }
    for number in range(max(len(rows), 6)):
        row = rows[number] if number < len(rows) else {}
        row = {"skill": "", "importance": "essential", "level": "2"} | row
        data |= {f"skills-{number}-{name}": value for name, value in row.items()}
    return data | fields


@pytest.fixture
def occupation(db):
    return ConceptFactory(occupation=True, label_it="Saldatrice o saldatore")


def test_need_list_of_a_firm_with_nothing_says_what_to_do(firm):
    body = firm.client.get(reverse(LIST)).content.decode()

    assert "Ancora nessun fabbisogno" in body
    assert reverse("recruitment:need_create") in body


@pytest.mark.parametrize("count", [1, 3])
def test_need_list_costs_the_same_for_one_and_three(firm, count, django_assert_num_queries):
    for _ in range(count):
        SkillNeedSkillFactory(need__partner=firm.partner)
    firm.client.get(reverse(LIST))

    with django_assert_num_queries(5):
        response = firm.client.get(reverse(LIST))

    assert len(response.context["needs"]) == count


def test_need_list_shows_drafts_first_and_only_the_firms_own(firm, rival):
    published = SkillNeedFactory(partner=firm.partner, published=True)
    draft = SkillNeedFactory(partner=firm.partner)
    SkillNeedFactory(partner=rival.partner, title="Segreto della concorrenza", public=True)

    response = firm.client.get(reverse(LIST))

    assert list(response.context["needs"]) == [draft, published]
    assert "Segreto della concorrenza" not in response.content.decode()


@pytest.mark.parametrize("name", ["need_list", "need_create", "desk_opening_list", "opening_create"])
def test_desk_is_not_found_by_who_works_for_no_firm(name, signed_in, client, db):
    url = reverse(f"recruitment:{name}")
    teacher_of_firm = MembershipFactory(partner=PartnerFactory(firm=True), role=Role.TEACHER).user
    school = MembershipFactory(role=Role.MANAGER).user

    for user in (UserFactory(), teacher_of_firm, school):
        assert signed_in(user).get(url).status_code == 404
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("name", ["need_detail", "need_update", "need_publish"])
def test_need_of_a_rival_is_not_found(name, firm, rival, client):
    need = SkillNeedFactory(partner=rival.partner, public=True)
    url = reverse(f"recruitment:{name}", args=[need.pk])

    for method in ("get", "post"):
        if (name, method) not in {("need_publish", "get"), ("need_detail", "post")}:
            assert getattr(firm.client, method)(url).status_code == 404
            assert getattr(client, method)(url).status_code == 302


def test_need_detail_shows_the_need_and_its_openings(firm):
    need = SkillNeedFactory(partner=firm.partner, title="Saldatura", description="Tubi", filiera=FilieraFactory())
    asked = SkillNeedSkillFactory(need=need, is_trainable=True)
    opening = OpeningFactory(partner=firm.partner, need=need)

    body = firm.client.get(need.get_absolute_url()).content.decode()

    assert asked.skill.label_it in body
    assert opening.get_absolute_url() in body
    assert reverse("recruitment:need_publish", args=[need.pk]) in body
    assert f"{reverse('recruitment:opening_create')}?fabbisogno={need.pk}" in body


@pytest.mark.parametrize("count", [1, 3])
def test_need_detail_costs_the_same_for_one_and_three_skills(firm, count, django_assert_num_queries):
    need = SkillNeedFactory(partner=firm.partner)
    for _ in range(count):
        SkillNeedSkillFactory(need=need)
    firm.client.get(need.get_absolute_url())

    with django_assert_num_queries(6):
        firm.client.get(need.get_absolute_url())


def test_need_create_shows_six_empty_rows(firm, occupation):
    response = firm.client.get(reverse("recruitment:need_create"))

    assert len(response.context["formset"].forms) == 6
    assert len(re.findall(r'name="skills-\d-skill_text" value=""', response.content.decode())) == 6


def test_need_create_stores_the_need_with_its_skills(firm, occupation):
    site, skill, other = SiteFactory(partner=firm.partner), ConceptFactory(), ConceptFactory()
    rows = [
        {"skill": skill.pk, "importance": "optional", "level": "3", "is_trainable": "on"},
        {"level": "4"},
        {"skill": other.pk, "DELETE": "on"},
    ]

    response = firm.client.post(
        reverse("recruitment:need_create"),
        typed(rows, occupation=occupation.pk, site=site.pk, confidentiality="REFERENT"),
    )

    need = SkillNeed.objects.get()
    assert response.url == need.get_absolute_url()
    assert (need.partner, need.site, need.occupation) == (firm.partner, site, occupation)
    assert (need.head_count, need.horizon, need.state) == (3, Horizon.YEAR_1, DemandState.DRAFT)
    assert need.confidentiality == Confidentiality.REFERENT
    assert list(need.asked.values_list("skill", "importance", "level", "is_trainable")) == [
        (skill.pk, "optional", 3, True)
    ]
    event = AuditEvent.objects.get(verb="recruitment.need_created")
    assert (event.actor, event.acting_partner_id, event.target_id) == (firm.user, firm.partner.pk, need.pk)


def test_need_create_keeps_what_was_typed_when_something_is_wrong(firm, occupation):
    skill = ConceptFactory()
    rows = [{"skill": skill.pk, "level": "4", "is_trainable": "on"}]

    response = firm.client.post(
        reverse("recruitment:need_create"),
        typed(rows, occupation=occupation.pk, head_count="0", title="Tenere questo"),
    )

    body = response.content.decode()
    assert SkillNeed.objects.count() == 0
    assert "Indica da 1 a 500 persone." in body
    assert 'value="Tenere questo"' in body
    row = response.context["formset"].forms[0]
    assert (row["skill"].value(), row["level"].value()) == (str(skill.pk), "4")
    assert body.count(f'-skill" value="{skill.pk}"') == 1


def test_need_create_refuses_the_same_skill_twice(firm, occupation):
    skill = ConceptFactory()

    response = firm.client.post(
        reverse("recruitment:need_create"), typed([{"skill": skill.pk}, {"skill": skill.pk}], occupation=occupation.pk)
    )

    assert "Questa competenza c&#x27;è già in un&#x27;altra riga" in response.content.decode()
    assert SkillNeed.objects.count() == 0


def test_need_create_refuses_an_unknown_skill_and_a_site_of_others(firm, rival, occupation):
    SiteFactory(partner=firm.partner)
    site = SiteFactory(partner=rival.partner)

    response = firm.client.post(
        reverse("recruitment:need_create"), typed([{"skill": "999999999999"}], occupation=occupation.pk, site=site.pk)
    )

    assert list(response.context["form"].errors) == ["site"]
    assert list(response.context["formset"].forms[0].errors) == ["skill"]


@pytest.mark.parametrize("total", ["abc", "", "99999999999"])
def test_need_create_survives_a_broken_row_count(firm, occupation, total):
    data = typed(occupation=occupation.pk) | {"skills-TOTAL_FORMS": total}

    response = firm.client.post(reverse("recruitment:need_create"), data)
    grown = firm.client.post(reverse("recruitment:need_create"), data | {"add_row": "1"})

    assert (response.status_code, grown.status_code) == (200, 200)
    assert SkillNeed.objects.count() == 0


def test_need_create_adds_rows_and_judges_nothing_yet(firm, occupation):
    skill = ConceptFactory()
    rows = [{"skill": skill.pk, "level": "4", "is_trainable": "on"}, {}, {"skill": "", "level": "3"}]

    response = firm.client.post(
        reverse("recruitment:need_create"), typed(rows, occupation=occupation.pk, head_count="tanti", add_row="1")
    )

    body, formset = response.content.decode(), response.context["formset"]
    assert SkillNeed.objects.count() == 0
    assert len(formset.forms) == 1 + 5 + 3
    assert [n for n, row in enumerate(formset.forms) if "autofocus" in row.fields["skill"].widget.attrs] == [6]
    assert body.count("autofocus") == 1
    assert (formset.forms[0]["skill"].value(), formset.forms[0]["level"].value()) == (str(skill.pk), "4")
    assert formset.forms[0]["is_trainable"].value() is True
    assert 'value="tanti"' in body
    assert "is-invalid" not in body


def test_need_update_replaces_the_skills(firm, occupation):
    need = SkillNeedFactory(partner=firm.partner, published=True)
    SkillNeedSkillFactory(need=need)
    new = ConceptFactory()
    url = reverse("recruitment:need_update", args=[need.pk])
    shown = firm.client.get(url)

    response = firm.client.post(url, typed([{"skill": new.pk}], occupation=occupation.pk, title="Nuovo titolo"))

    need.refresh_from_db()
    assert len(shown.context["formset"].forms) == 7
    assert response.url == need.get_absolute_url()
    assert (need.title, need.state) == ("Nuovo titolo", DemandState.PUBLISHED)
    assert list(need.asked.values_list("skill", flat=True)) == [new.pk]
    assert AuditEvent.objects.get().verb == "recruitment.need_updated"


def test_need_publish_makes_it_readable(firm):
    need = SkillNeedSkillFactory(need__partner=firm.partner).need

    response = firm.client.post(reverse("recruitment:need_publish", args=[need.pk]), follow=True)

    need.refresh_from_db()
    assert need.state == DemandState.PUBLISHED
    assert need.published_at is not None
    assert "Fabbisogno pubblicato" in response.content.decode()
    assert AuditEvent.objects.get().verb == "recruitment.need_published"


def test_need_publish_without_skills_says_what_is_missing(firm):
    need = SkillNeedFactory(partner=firm.partner)

    response = firm.client.post(reverse("recruitment:need_publish", args=[need.pk]), follow=True)

    need.refresh_from_db()
    assert need.state == DemandState.DRAFT
    assert "Aggiungi almeno una competenza prima di pubblicare." in response.content.decode()


def test_need_publish_twice_is_refused(firm):
    need = SkillNeedSkillFactory(need__partner=firm.partner, need__published=True).need

    response = firm.client.post(reverse("recruitment:need_publish", args=[need.pk]), follow=True)

    assert "Questo fabbisogno è già pubblicato." in response.content.decode()
    assert AuditEvent.objects.count() == 0


def test_need_close_takes_it_out_of_lists_and_figures(firm, rival):
    need = SkillNeedSkillFactory(need__partner=firm.partner, need__public=True).need
    url = reverse("recruitment:need_close", args=[need.pk])
    shown = firm.client.get(need.get_absolute_url()).content.decode()
    assert rival.client.post(url).status_code == 404

    said = firm.client.post(url, follow=True).content.decode()

    need.refresh_from_db()
    assert need.state == DemandState.CLOSED
    assert f'action="{url}"' in shown
    assert "Fabbisogno chiuso" in said
    assert f'action="{url}"' not in said
    assert reverse("recruitment:need_update", args=[need.pk]) not in said
    assert need.title not in rival.client.get(reverse("recruitment:public_need_list")).content.decode()
    assert not SkillNeed.objects.published().exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.after) == ("recruitment.need_closed", firm.user, {"state": "CLOSED"})
    again = firm.client.post(url, follow=True).content.decode()
    assert "Si chiude solo un fabbisogno pubblicato." in again


def test_need_close_of_a_draft_is_refused(firm):
    need = SkillNeedFactory(partner=firm.partner)

    said = firm.client.post(reverse("recruitment:need_close", args=[need.pk]), follow=True).content.decode()

    need.refresh_from_db()
    assert "Si chiude solo un fabbisogno pubblicato." in said
    assert need.state == DemandState.DRAFT


def test_need_update_lets_one_take_a_row_away(firm):
    need = SkillNeedSkillFactory(need__partner=firm.partner).need

    body = firm.client.get(reverse("recruitment:need_update", args=[need.pk])).content.decode()

    assert 'name="skills-0-DELETE"' in body
    assert body.count("Togli questa riga") == 1  # what is empty already need not be taken away


def test_need_create_says_that_rows_are_at_most_thirty(firm, occupation):
    rows = [{"skill": ConceptFactory().pk} for _ in range(28)]
    url = reverse("recruitment:need_create")

    grown = firm.client.post(url, typed(rows, occupation=occupation.pk, add_row="1"))

    assert len(grown.context["formset"].forms) == 30
    assert "Al massimo 30 competenze." in grown.content.decode()
    assert 'name="add_row"' not in grown.content.decode()


def test_needs_and_openings_lead_to_each_other(firm):
    needs, openings = reverse("recruitment:need_list"), reverse("recruitment:desk_opening_list")

    for here, there in ((needs, openings), (openings, needs)):
        body = firm.client.get(here).content.decode()
        assert f'href="{here}" aria-current="page"' in body
        assert f'href="{there}">' in body
