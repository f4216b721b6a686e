import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from recruitment.enums import Contract, DemandState, Ending, Stage
from recruitment.models import Match, Opening
from recruitment.services import matching
from tests.accounts.factories import UserFactory
from tests.partners.factories import SiteFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    OpeningSkillFactory,
    SkillNeedFactory,
    SkillNeedSkillFactory,
    itself,
)
from tests.recruitment.test_needs import typed as typed_need
from tests.skills.factories import ConceptFactory, SkillClaimFactory

LIST = reverse("recruitment:desk_opening_list")
CREATE = reverse("recruitment:opening_create")


def typed(rows=(), **fields):
    data = typed_need(rows)
    for name in ("head_count", "horizon", "confidentiality", "filiera"):
        data.pop(name)
    closes_on = timezone.localdate() + datetime.timedelta(days=20)
    return data | {
        "positions": "2",
        "contract": "A00",
        "ccnl": "metalmeccanica",
        "pay_from": "24000",
        "pay_to": "28000",
        "min_eqf": "4",
        "starts_on": "",
        "closes_on": closes_on.isoformat(),
        **fields,
    }


def act(firm, name, opening, data=None):
    return firm.client.post(reverse(f"recruitment:{name}", args=[opening.pk]), data or {}, follow=True)


@pytest.fixture
def occupation(db):
    return ConceptFactory(occupation=True)


def test_desk_opening_list_with_nothing_says_what_to_do(firm):
    body = firm.client.get(LIST).content.decode()

    assert "Ancora nessuna offerta" in body
    assert CREATE in body


@pytest.mark.parametrize("count", [1, 3])
def test_desk_opening_list_costs_the_same_for_one_and_three(firm, count, django_assert_num_queries):
    for _ in range(count):
        opening = OpeningFactory(partner=firm.partner, published=True, site=SiteFactory(partner=firm.partner))
        MatchFactory(opening=opening)
    firm.client.get(LIST)

    with django_assert_num_queries(5):
        response = firm.client.get(LIST)

    assert len(response.context["openings"]) == count


def test_desk_opening_list_counts_people_questions_and_answers(firm, rival):
    opening = OpeningFactory(partner=firm.partner, published=True)
    OpeningFactory(partner=rival.partner, title="Segreto della concorrenza", published=True)
    for _ in range(3):
        MatchFactory(opening=opening)
    MatchFactory(opening=opening, profile__without_consent=True)
    InterestFactory(opening=opening, yes=True)
    InterestFactory(opening=opening, no=True)
    InterestFactory(opening=opening, yes=True, closed=True)

    response = firm.client.get(LIST)

    shown = response.context["openings"].get()
    assert (shown.match_count, shown.asked_count, shown.yes_count) == (3, 2, 1)
    assert "3 persone trovate" in response.content.decode()
    assert "Segreto della concorrenza" not in response.content.decode()


def test_desk_opening_list_names_every_state(firm):
    OpeningFactory(partner=firm.partner)
    OpeningFactory(partner=firm.partner, expired=True)
    OpeningFactory(partner=firm.partner, closed=True)
    OpeningFactory(partner=firm.partner, published=True, state=DemandState.FILLED)

    body = firm.client.get(LIST).content.decode()

    assert all(f">{state}</span>" in body for state in ("bozza", "scaduta", "chiusa", "posto coperto"))


@pytest.mark.parametrize("name", ["opening_update", "opening_publish", "opening_close", "candidate_list"])
def test_opening_of_a_rival_is_not_found(name, firm, rival, client):
    opening = OpeningFactory(partner=rival.partner, published=True)
    url = reverse(f"recruitment:{name}", args=[opening.pk])
    method = "post" if name == "opening_publish" else "get"

    assert getattr(firm.client, method)(url).status_code == 404
    assert getattr(client, method)(url).status_code == 302


def test_opening_create_stores_a_draft(firm, occupation):
    site, skill = SiteFactory(partner=firm.partner), ConceptFactory()

    response = firm.client.post(CREATE, typed([{"skill": skill.pk}], occupation=occupation.pk, site=site.pk))

    opening = Opening.objects.get()
    assert response.url == opening.get_absolute_url()
    assert (opening.partner, opening.site, opening.state) == (firm.partner, site, DemandState.DRAFT)
    assert (opening.pay_from, opening.pay_to, opening.min_eqf) == (24000, 28000, 4)
    assert list(opening.asked.values_list("skill", flat=True)) == [skill.pk]
    assert AuditEvent.objects.get().verb == "recruitment.opening_created"


def test_opening_create_may_start_from_a_need(firm):
    need = SkillNeedFactory(partner=firm.partner, title="Saldatura", head_count=400)
    asked = SkillNeedSkillFactory(need=need, level=4)

    response = firm.client.get(f"{CREATE}?fabbisogno={need.pk}")

    form, row = response.context["form"], response.context["formset"].forms[0]
    assert (form["title"].value(), form["occupation"].value()) == ("Saldatura", need.occupation_id)
    assert form["positions"].value() == 200
    assert (row["skill"].value(), row["level"].value()) == (asked.skill_id, 4)

    rows = [{"skill": asked.skill_id}]
    firm.client.post(f"{CREATE}?fabbisogno={need.pk}", typed(rows, occupation=need.occupation_id))
    assert Opening.objects.get().need == need


@pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 30, "²"])
def test_opening_create_ignores_a_need_that_is_not_there(firm, value):
    response = firm.client.get(CREATE, {"fabbisogno": value})

    assert response.context["need"] is None


def test_opening_create_never_copies_the_need_of_a_rival(firm, rival):
    need = SkillNeedFactory(partner=rival.partner, title="Segreto della concorrenza", public=True)

    response = firm.client.get(CREATE, {"fabbisogno": need.pk})

    assert "Segreto della concorrenza" not in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"pay_from": "", "pay_to": "28000"}, ["pay_to"]),
        ({"pay_from": "30000", "pay_to": "28000"}, ["pay_to"]),
        ({"closes_on": "domani"}, ["closes_on"]),
        ({"closes_on": "2020-01-01"}, ["closes_on"]),
        ({"starts_on": "2020-01-01"}, ["starts_on"]),
        ({"min_eqf": "9"}, ["min_eqf"]),
        ({"positions": "201"}, ["__all__"]),
        ({"contract": "A99"}, ["contract"]),
    ],
)
def test_opening_create_says_what_is_wrong_and_keeps_the_rest(firm, occupation, fields, wrong):
    response = firm.client.post(CREATE, typed(occupation=occupation.pk, title="Tenere questo", **fields))

    assert list(response.context["form"].errors) == wrong
    assert 'value="Tenere questo"' in response.content.decode()
    assert Opening.objects.count() == 0


def test_opening_update_of_a_published_one_keeps_pay_and_skills(firm, occupation):
    opening = OpeningSkillFactory(opening__partner=firm.partner, opening__published=True).opening
    url = reverse("recruitment:opening_update", args=[opening.pk])

    without_pay = firm.client.post(url, typed(occupation=occupation.pk, pay_from="", pay_to=""))
    without_skills = firm.client.post(url, typed(occupation=occupation.pk))

    assert list(without_pay.context["form"].errors) == ["pay_from"]
    assert "Per pubblicarla manca: almeno una competenza" in without_skills.content.decode()
    assert opening.asked.count() == 1


def test_opening_update_matches_people_again(firm, occupation):
    opening = OpeningSkillFactory(opening__partner=firm.partner, opening__published=True).opening
    claim = SkillClaimFactory()
    itself(claim.skill)
    profile = CandidateProfileFactory(person=claim.person)

    act(firm, "opening_update", opening, typed([{"skill": claim.skill_id}], occupation=occupation.pk))

    matching.rematch_due()
    assert [match.profile for match in Match.objects.filter(opening=opening)] == [profile]


def test_opening_update_of_a_closed_one_is_refused(firm, occupation):
    opening = OpeningFactory(partner=firm.partner, closed=True, title="Com'era")

    response = act(firm, "opening_update", opening, typed(occupation=occupation.pk))

    opening.refresh_from_db()
    assert "Questa offerta è chiusa: non si cambia più." in response.content.decode()
    assert opening.title == "Com'era"


def test_opening_publish_shows_it_and_matches_people(firm, client):
    claim = SkillClaimFactory()
    itself(claim.skill)
    profile = CandidateProfileFactory(person=claim.person)
    opening = OpeningSkillFactory(opening__partner=firm.partner, skill=claim.skill).opening

    response = act(firm, "opening_publish", opening)

    opening.refresh_from_db()
    assert opening.state == DemandState.PUBLISHED
    assert "Offerta pubblicata" in response.content.decode()
    matching.rematch_due()
    assert list(Match.objects.values_list("opening", "profile")) == [(opening.pk, profile.pk)]
    assert opening.title in client.get(reverse("recruitment:opening_list")).content.decode()
    event = AuditEvent.objects.get()
    assert (event.verb, event.after["pay_from"]) == ("recruitment.opening_published", 24000)


@pytest.mark.parametrize("contract", [Contract.APPRENTICESHIP, Contract.INTERNSHIP])
def test_opening_publish_asks_no_pay_of_apprentices_and_trainees(firm, contract):
    opening = OpeningFactory(partner=firm.partner, contract=contract, ccnl="", pay_from=None, pay_to=None)
    OpeningSkillFactory(opening=opening)

    act(firm, "opening_publish", opening)

    opening.refresh_from_db()
    assert opening.state == DemandState.PUBLISHED


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"pay_from": None, "pay_to": None}, "Per pubblicarla manca: la retribuzione."),
        ({"ccnl": ""}, "Per pubblicarla manca: il contratto collettivo (CCNL)."),
        ({"closes_on": datetime.date(2020, 1, 1)}, "che non sia già passato"),
        ({"published": True}, "Questa offerta è già stata pubblicata."),
    ],
)
def test_opening_publish_refuses_and_says_why(firm, fields, why):
    opening = OpeningFactory(partner=firm.partner, **fields)
    OpeningSkillFactory(opening=opening)

    response = act(firm, "opening_publish", opening)

    assert why in response.content.decode()
    assert AuditEvent.objects.count() == 0


def test_opening_publish_without_skills_is_refused(firm):
    opening = OpeningFactory(partner=firm.partner)

    response = act(firm, "opening_publish", opening)

    opening.refresh_from_db()
    assert "Per pubblicarla manca: almeno una competenza" in response.content.decode()
    assert opening.state == DemandState.DRAFT


@pytest.mark.parametrize(
    ("ended_as", "state"), [(Ending.HERE, DemandState.FILLED), (Ending.NOT_FOUND, DemandState.CLOSED)]
)
def test_opening_close_ends_it_with_a_reason_and_tells_the_people(firm, ended_as, state):
    opening = OpeningFactory(partner=firm.partner, published=True)
    said_yes = InterestFactory(opening=opening, yes=True)
    waiting = InterestFactory(opening=opening)
    InterestFactory(opening=opening, no=True)
    InterestFactory(opening=opening, closed=True)

    act(firm, "opening_close", opening, {"ended_as": ended_as, "reason": "Abbiamo assunto due persone."})

    opening.refresh_from_db()
    assert (opening.state, opening.ended_as) == (state, ended_as)
    event = AuditEvent.objects.get(verb="recruitment.opening_closed")
    assert (event.reason, event.after) == ("Abbiamo assunto due persone.", {"state": state, "ended_as": ended_as})
    told = {n.recipient: n.kind for n in Notification.objects.all()}
    assert told == {said_yes.profile.person: "opening_closed", waiting.profile.person: "opening_closed"}


@pytest.mark.parametrize(("ended_as", "is_hire_told"), [(Ending.HERE, False), (Ending.NO_NEED, True)])
def test_opening_close_does_not_bother_whoever_it_concerns_no_more(firm, ended_as, is_hire_told):
    """Nor says to who was hired that their name is hidden, where it is not."""
    opening = OpeningFactory(partner=firm.partner, published=True)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    InterestFactory(opening=opening, answer_by=yesterday)
    InterestFactory(opening=opening, yes=True, stage=Stage.NOT_SELECTED, not_selected_for="TIMES")
    InterestFactory(opening=opening, yes=True, stage=Stage.WITHDRAWN)
    hired = InterestFactory(opening=opening, yes=True, stage=Stage.HIRED).profile.person

    response = act(firm, "opening_close", opening, {"ended_as": ended_as, "reason": "Basta."})

    assert [notice.recipient for notice in Notification.objects.all()] == ([hired] if is_hire_told else [])
    assert ("resta visibile il nome di chi hai assunto" in response.content.decode()) is not is_hire_told


def test_opening_close_wants_a_reason_and_an_outcome(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)
    url = reverse("recruitment:opening_close", args=[opening.pk])

    shown = firm.client.get(url)
    response = firm.client.post(url, {"ended_as": "EXPIRED", "reason": " "})

    opening.refresh_from_db()
    assert shown.status_code == 200
    assert list(response.context["form"].errors) == ["ended_as", "reason"]
    assert opening.state == DemandState.PUBLISHED


def test_opening_close_of_a_draft_is_refused(firm):
    opening = OpeningFactory(partner=firm.partner)

    response = act(firm, "opening_close", opening, {"ended_as": "NO_NEED", "reason": "Basta."})

    assert "Si chiude solo un&#x27;offerta pubblicata." in response.content.decode()


def test_opening_being_edited_while_it_is_closed_stays_closed(firm, occupation):
    from core.errors import BusinessRuleError
    from recruitment.services import demand

    opening = OpeningSkillFactory(opening__partner=firm.partner, opening__published=True).opening
    being_edited = Opening.objects.get(pk=opening.pk)
    demand.opening_close(opening=opening, ended_as=Ending.NO_NEED, reason="Basta.", by=firm.user)

    with pytest.raises(BusinessRuleError):
        demand.opening_save(opening=being_edited, skills=[], by=firm.user)

    opening.refresh_from_db()
    assert opening.state == DemandState.CLOSED


def test_desk_pages_of_a_person_without_firm_are_not_found(signed_in, db):
    opening = OpeningFactory(published=True)

    for name in ("opening_update", "opening_close", "candidate_list"):
        response = signed_in(UserFactory()).get(reverse(f"recruitment:{name}", args=[opening.pk]))
        assert response.status_code == 404


def test_desk_opening_list_counts_who_covers_much_of_it(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)
    for score in (15_999, 16_000, 40_000):  # of 40,000: just under 40%, 40%, all
        MatchFactory(opening=opening, score=score)

    body = firm.client.get(LIST).content.decode()
    found = firm.client.get(reverse("recruitment:candidate_list", args=[opening.pk]))

    assert "3 persone trovate" in body
    assert "2 coprono almeno il 40%" in body
    assert [(is_well, len(cards)) for is_well, cards in found.context["groups"]] == [(True, 2), (False, 1)]
    assert "Coprono almeno il 40%" in found.content.decode()
    assert "Coprono meno del 40%" in found.content.decode()


def test_opening_update_leaves_a_past_day_that_was_there(firm, occupation):
    past = datetime.date(2020, 1, 1)
    opening = OpeningFactory(partner=firm.partner, closes_on=past, starts_on=past)

    act(firm, "opening_update", opening, typed(occupation=occupation.pk, closes_on=str(past), starts_on=str(past)))

    opening.refresh_from_db()
    assert (opening.title, opening.closes_on) == ("Saldatura TIG", past)


def test_draft_says_all_that_is_missing_in_one_list(firm):
    past = datetime.date(2020, 1, 1)
    opening = OpeningFactory(partner=firm.partner, pay_from=None, pay_to=None, ccnl="", closes_on=past)

    desk = firm.client.get(opening.get_absolute_url())
    refused = act(firm, "opening_publish", opening)

    gaps = desk.context["gaps"]
    assert [gap.split()[1] for gap in gaps] == ["retribuzione", "contratto", "una", "ultimo"]
    assert all(gap in desk.content.decode() for gap in gaps)
    assert f"Per pubblicarla manca: {'; '.join(gaps)}." in refused.content.decode()
    assert reverse("recruitment:opening_publish", args=[opening.pk]) not in desk.content.decode()


def test_draft_without_pay_is_to_be_completed(firm):
    opening = OpeningFactory(partner=firm.partner, pay_from=None, pay_to=None)

    body = firm.client.get(opening.get_absolute_url()).content.decode()

    assert "<dd>da completare</dd>" in body
    assert "secondo il contratto collettivo" not in body


def test_opening_tells_its_own_firm_of_candidates_and_others_how_to_apply(firm, rival):
    opening = OpeningFactory(partner=firm.partner, published=True)

    own = firm.client.get(opening.get_absolute_url()).content.decode()
    other = rival.client.get(opening.get_absolute_url()).content.decode()

    assert "Vedi le persone trovate" in own
    assert "Crea il tuo profilo" not in own
    assert "Vedi le persone trovate" not in other
    assert "Crea il tuo profilo" in other
