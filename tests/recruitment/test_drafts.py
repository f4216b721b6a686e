"""Drafts of needs and openings that come to nothing are deleted by their firm, and by nobody else."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import AuditEvent
from recruitment.enums import DemandState
from recruitment.models import Opening, OpeningCode, OpeningQuestion, SkillNeed
from recruitment.services import demand, openings
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.recruitment.factories import OpeningFactory, OpeningSkillFactory, SkillNeedFactory, SkillNeedSkillFactory

KINDS = [
    pytest.param(SkillNeedFactory, "need", "recruitment:need_list", id="need"),
    pytest.param(OpeningFactory, "opening", "recruitment:desk_opening_list", id="opening"),
]


def delete_url(name, row):
    return reverse(f"recruitment:{name}_delete", args=[row.pk])


@pytest.mark.parametrize(("factory", "name", "back"), KINDS)
def test_draft_delete_asks_once_then_takes_it_away(firm, factory, name, back):
    draft = factory(partner=firm.partner)
    url = delete_url(name, draft)
    shown = firm.client.get(draft.get_absolute_url()).content.decode()

    answer = firm.client.post(url, follow=True)

    assert f'action="{url}"' in shown
    assert answer.redirect_chain == [(reverse(back), 302)]
    assert "Bozza cancellata." in answer.content.decode()
    assert not type(draft).objects.exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.target_id, event.before) == (
        f"recruitment.{name}_deleted", firm.user, draft.pk, {"state": "DRAFT"}
    )  # fmt: skip
    assert firm.client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("factory", "name", "back"), KINDS)
def test_draft_delete_refuses_what_was_published(firm, factory, name, back):
    row = factory(partner=firm.partner, published=True)
    url = delete_url(name, row)
    shown = firm.client.get(row.get_absolute_url()).content.decode()

    answer = firm.client.post(url, follow=True)

    assert f'action="{url}"' not in shown
    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    assert "Si cancella solo una bozza: quello che è stato pubblicato si chiude." in answer.content.decode()
    assert type(row).objects.get().state == DemandState.PUBLISHED
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("factory", "name", "back"), KINDS)
def test_draft_delete_is_not_found_by_strangers(firm, rival, signed_in, factory, name, back):
    draft = factory(partner=firm.partner)
    school = MembershipFactory().user

    answers = {browser.post(delete_url(name, draft)).status_code for browser in (
        rival.client, signed_in(school), signed_in(UserFactory())
    )}  # fmt: skip

    assert answers == {404}
    assert type(draft).objects.get() == draft


def test_need_delete_leaves_the_openings_that_began_with_it(firm):
    need = SkillNeedSkillFactory(need__partner=firm.partner).need
    opening = OpeningFactory(partner=firm.partner, need=need, published=True)

    firm.client.post(delete_url("need", need))

    opening.refresh_from_db()
    assert opening.need is None
    assert not SkillNeed.objects.exists()


def test_opening_delete_takes_skills_questions_and_code_along(firm):
    opening = OpeningSkillFactory(opening__partner=firm.partner).opening
    OpeningQuestion.objects.create(opening=opening, number=1, text="Da quanto tempo usi il tornio?")
    OpeningCode.objects.create(partner=firm.partner, opening=opening, code="A-17")

    demand.opening_delete(opening=opening, by=firm.user)

    assert not Opening.objects.exists()
    assert not OpeningQuestion.objects.exists()
    assert not OpeningCode.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda need, opening, by: demand.need_publish(need=need, by=by), id="need_publish"),
        pytest.param(lambda need, opening, by: demand.need_save(need=need, skills=[], by=by), id="need_save"),
        pytest.param(lambda need, opening, by: demand.need_delete(need=need, by=by), id="need_delete"),
        pytest.param(lambda need, opening, by: demand.opening_publish(opening=opening, by=by), id="opening_publish"),
        pytest.param(
            lambda need, opening, by: demand.opening_save(opening=opening, skills=[], by=by), id="opening_save"
        ),
        pytest.param(lambda need, opening, by: openings.opening_pause(opening=opening, by=by), id="opening_pause"),
    ],
)
def test_who_comes_after_the_delete_is_told(firm, act):
    need, opening = SkillNeedFactory(partner=firm.partner), OpeningFactory(partner=firm.partner)
    SkillNeed.objects.filter(pk=need.pk).delete()  # by a colleague: what is held here does not know
    Opening.objects.filter(pk=opening.pk).delete()

    with pytest.raises(BusinessRuleError, match="Qualcuno dell'impresa ha cancellato questa bozza"):
        act(need, opening, firm.user)
