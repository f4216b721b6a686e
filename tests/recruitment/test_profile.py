import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from recruitment.enums import Stage
from recruitment.models import CandidateProfile, Interest, Match
from recruitment.services import matching
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory, years_ago
from tests.partners.factories import MembershipFactory, MunicipalityFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    OpeningSkillFactory,
    itself,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory

DETAIL = reverse("recruitment:profile_detail")
UPDATE = reverse("recruitment:profile_update")
CREATE = reverse("recruitment:claim_create")
MATCHES = reverse("recruitment:match_list")


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def typed(**fields):
    town = MunicipalityFactory()
    return {"headline": "Saldo da tre anni", "municipality": town.pk, "max_km": "40", "eqf": "3"} | fields


@pytest.mark.parametrize("url", [DETAIL, UPDATE, CREATE, MATCHES, reverse("recruitment:interest_list")])
def test_pages_of_a_person_ask_for_login(client, db, url):
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_profile_detail_of_a_newcomer_invites_to_create_it(browser):
    body = browser.get(DETAIL).content.decode()

    assert "Crea il profilo" in body
    assert "Ancora nessuna competenza" in body


def test_profile_detail_shows_own_facts_and_claims(browser, person):
    profile = CandidateProfileFactory(person=person, eqf=4, available_from=datetime.date(2027, 5, 1))
    declared = SkillClaimFactory(person=person)
    proven = SkillClaimFactory(person=person, evidence=Evidence.CERTIFIED)
    other = SkillClaimFactory()

    body = browser.get(DETAIL).content.decode()

    assert profile.headline in body
    assert "La Spezia (SP)" in body
    assert "dal 1 maggio 2027" in body
    assert "diploma di scuola superiore" in body
    assert reverse("recruitment:claim_update", args=[declared.pk]) in body
    assert proven.skill.label_it in body
    assert reverse("recruitment:claim_update", args=[proven.pk]) not in body
    assert other.skill.label_it not in body


def test_profile_detail_without_consent_says_that_nobody_sees(browser, person):
    CandidateProfileFactory(person=person, without_consent=True)

    assert "nessuna impresa ti vede" in browser.get(DETAIL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_profile_detail_costs_the_same_for_one_and_three_claims(browser, person, count, django_assert_num_queries):
    CandidateProfileFactory(person=person)
    for _ in range(count):
        SkillClaimFactory(person=person)
    browser.get(DETAIL)

    with django_assert_num_queries(12):
        browser.get(DETAIL)


def test_profile_update_creates_the_profile_without_consent_by_default(browser, person):
    response = browser.post(UPDATE, typed())

    profile = CandidateProfile.objects.get()
    assert response.url == DETAIL
    assert (profile.person, profile.headline, profile.max_km, profile.eqf) == (person, "Saldo da tre anni", 40, 3)
    assert profile.matching_consent_at is None
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["recruitment.profile_created"]


def test_profile_update_with_consent_finds_openings_at_once(browser, person):
    asked = OpeningSkillFactory(opening__published=True)
    itself(asked.skill)
    SkillClaimFactory(person=person, skill=asked.skill)

    browser.post(UPDATE, typed(consent="on"))

    profile = CandidateProfile.objects.get()
    assert profile.matching_consent_at is not None
    matching.rematch_due()
    assert list(Match.objects.values_list("opening", "profile")) == [(asked.opening_id, profile.pk)]
    assert AuditEvent.objects.filter(verb="recruitment.matching_consent_given").count() == 1


def test_profile_update_keeps_the_date_of_the_first_yes(browser, person):
    yes = timezone.now() - datetime.timedelta(days=90)
    profile = CandidateProfileFactory(person=person, matching_consent_at=yes)
    ticked = browser.get(UPDATE).content.decode()

    browser.post(UPDATE, typed(consent="on", max_km="90"))

    profile.refresh_from_db()
    assert "checked" in ticked
    assert (profile.matching_consent_at, profile.max_km) == (yes, 90)


def test_profile_update_without_consent_forgets_matches_and_closes_questions(browser, encounter, firm):
    waiting = InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user)
    said_yes = InterestFactory(profile=encounter.profile, yes=True)
    MembershipFactory(user=said_yes.expressed_by, partner=said_yes.opening.partner)

    browser.post(UPDATE, typed(withdraw="on"))

    encounter.profile.refresh_from_db()
    assert encounter.profile.matching_consent_at is None
    assert Match.objects.count() == 0
    assert Interest.objects.live().count() == 0
    assert Interest.objects.get(pk=waiting.pk).answer == ""
    told = set(Notification.objects.values_list("recipient", "kind"))
    assert told == {(firm.user.pk, "interest_closed"), (said_yes.expressed_by_id, "interest_closed")}
    assert AuditEvent.objects.filter(verb="recruitment.matching_consent_withdrawn").count() == 1


def test_a_firm_is_told_of_who_goes_only_where_it_still_waits(browser, encounter, firm):
    """Of a no it is told nothing: with a name that goes on the same day, it would know who had said it."""
    profile, asker = encounter.profile, {"expressed_by": firm.user}
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    openings = [OpeningFactory(partner=firm.partner, published=True) for _ in range(4)]
    named = InterestFactory(opening=encounter.opening, profile=profile, yes=True, **asker)
    declined = InterestFactory(opening=openings[0], profile=profile, no=True, **asker)
    InterestFactory(opening=openings[1], profile=profile, answer_by=yesterday, **asker)
    InterestFactory(opening=openings[2], profile=profile, yes=True, stage=Stage.EXPIRED, **asker)
    InterestFactory(opening=openings[3], profile=profile, yes=True, stage=Stage.HIRED, access_until=yesterday, **asker)
    InterestFactory(opening=OpeningFactory(partner=firm.partner, closed=True), profile=profile, **asker)
    board = reverse("recruitment:selection_board", args=[declined.opening_id])
    before = firm.client.get(board).content.decode()

    browser.post(UPDATE, typed(withdraw="on"))

    told = Notification.objects.filter(kind="interest_closed").values_list("path", flat=True)
    assert list(told) == [reverse("recruitment:candidate_list", args=[named.opening_id])]
    for body in (before, firm.client.get(board).content.decode()):
        assert "preferisce di no" in body
    assert not Interest.objects.live().exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"municipality": "", "consent": "on"}, ["municipality"]),
        ({"municipality": "999999", "consent": "on"}, ["municipality"]),
        ({"max_km": "0"}, ["__all__"]),
        ({"max_km": "9" * 30}, ["max_km"]),
        ({"eqf": "9"}, ["eqf"]),
        ({"available_from": "31/31/2027"}, ["available_from"]),
    ],
)
def test_profile_update_says_what_is_wrong_and_keeps_the_rest(browser, fields, wrong):
    response = browser.post(UPDATE, typed(**fields))

    assert list(response.context["form"].errors) == wrong
    assert 'value="Saldo da tre anni"' in response.content.decode()
    assert CandidateProfile.objects.count() == 0


@pytest.mark.parametrize(("age", "allowed"), [(17, False), (18, True)])
def test_profile_update_of_a_minor_is_saved_without_consent_only(signed_in, db, age, allowed):
    browser = signed_in(UserFactory(birth_date=years_ago(age)))

    response = browser.post(UPDATE, typed(consent="on"))

    assert CandidateProfile.objects.exists() is allowed
    if not allowed:
        assert "la conferma di un genitore" in response.content.decode()
        assert browser.post(UPDATE, typed()).url == DETAIL


def test_profile_update_shows_a_refusal_of_the_database_in_the_page(browser, person, monkeypatch):
    """Two tabs that create the same profile: the second is told, not answered with an error."""
    from recruitment.views import profile as views

    CandidateProfileFactory(person=person)
    monkeypatch.setattr(views, "_own_profile", lambda request: None)

    response = browser.post(UPDATE, typed())

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_claim_create_stores_a_declared_skill_and_matches(browser, person):
    asked = OpeningSkillFactory(opening__published=True)
    itself(asked.skill)
    CandidateProfileFactory(person=person)

    response = browser.post(CREATE, {"skill": asked.skill_id, "level": "3"})

    claim = SkillClaim.objects.get()
    assert response.url == DETAIL
    assert (claim.person, claim.skill, claim.level, claim.evidence) == (person, asked.skill, 3, Evidence.DECLARED)
    matching.rematch_due()
    assert Match.objects.filter(profile__person=person).count() == 1


def test_claim_create_works_without_a_profile(browser, person):
    browser.post(CREATE, {"skill": ConceptFactory().pk, "level": "1"})

    assert SkillClaim.objects.get().person == person


def test_claim_create_refuses_the_same_skill_and_a_level_that_is_not_there(browser, person):
    claim = SkillClaimFactory(person=person)

    response = browser.post(CREATE, {"skill": claim.skill_id, "level": "7"})

    assert list(response.context["form"].errors) == ["skill", "level"]
    assert SkillClaim.objects.count() == 1


def test_claim_update_changes_the_level(browser, person):
    claim = SkillClaimFactory(person=person)
    url = reverse("recruitment:claim_update", args=[claim.pk])

    shown = browser.get(url)
    browser.post(url, {"skill": claim.skill_id, "level": "4"})

    claim.refresh_from_db()
    assert f'name="skill" value="{claim.skill_id}"' in shown.content.decode()
    assert claim.level == 4
    assert AuditEvent.objects.get().verb == "recruitment.claim_updated"


def test_claim_delete_asks_first_and_then_takes_it_away(browser, person):
    asked = OpeningSkillFactory(opening__published=True)
    itself(asked.skill)
    CandidateProfileFactory(person=person)
    browser.post(CREATE, {"skill": asked.skill_id, "level": "3"})
    url = reverse("recruitment:claim_delete", args=[SkillClaim.objects.get().pk])

    shown = browser.get(url)
    browser.post(url)

    assert asked.skill.label_it in shown.content.decode()
    assert SkillClaim.objects.count() == 0
    assert Match.objects.count() == 0


@pytest.mark.parametrize("name", ["claim_update", "claim_delete"])
def test_claim_of_others_or_with_a_proof_is_not_found(browser, person, name):
    proven = SkillClaimFactory(person=person, evidence=Evidence.ASSESSED)

    for claim in (proven, SkillClaimFactory()):
        url = reverse(f"recruitment:{name}", args=[claim.pk])
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"skill": claim.skill_id, "level": 1}).status_code == 404
    assert SkillClaim.objects.count() == 2


def test_match_list_without_consent_says_what_to_do(browser, person):
    assert UPDATE in browser.get(MATCHES).content.decode()

    CandidateProfileFactory(person=person)

    assert CREATE in browser.get(MATCHES).content.decode()


def test_match_list_shows_own_openings_of_today(browser, encounter):
    MatchFactory()
    MatchFactory(profile=encounter.profile, opening__expired=True)
    MatchFactory(profile=encounter.profile, opening__closed=True)
    InterestFactory(opening=encounter.opening, profile=encounter.profile)

    response = browser.get(MATCHES)

    body = response.content.decode()
    assert [card.match for card in response.context["cards"]] == [encounter.match]
    assert f"{encounter.match.percent}%" in body
    assert reverse("recruitment:match_detail", args=[encounter.match.pk]) in body
    assert "vorrebbe conoscerti" in body


@pytest.mark.parametrize("count", [1, 3])
def test_match_list_costs_the_same_for_one_and_three(browser, person, count, django_assert_num_queries):
    profile = CandidateProfileFactory(person=person)
    for _ in range(count):
        InterestFactory(opening=MatchFactory(profile=profile).opening, profile=profile)
    browser.get(MATCHES)

    with django_assert_num_queries(9):
        response = browser.get(MATCHES)

    assert len(response.context["cards"]) == count


def test_profile_update_asks_once_before_taking_the_consent_back(browser, encounter):
    first = browser.get(UPDATE).content.decode()

    asked = browser.post(UPDATE, typed())

    encounter.profile.refresh_from_db()
    assert 'name="withdraw"' not in first
    assert list(asked.context["form"].errors) == ["withdraw"]
    assert encounter.profile.matching_consent_at is not None
    assert Match.objects.count() == 1


def test_claim_delete_asks_once(browser, person):
    claim = SkillClaimFactory(person=person)
    url = reverse("recruitment:claim_delete", args=[claim.pk])

    assert browser.get(url).status_code == 200
    assert SkillClaim.objects.filter(pk=claim.pk).exists()


def test_profile_detail_has_one_line_for_a_skill_with_many_proofs(browser, person):
    declared = SkillClaimFactory(person=person, level=3)
    SkillClaimFactory(person=person, skill=declared.skill, evidence=Evidence.CERTIFIED, level=2)

    response = browser.get(DETAIL)

    (line,) = response.context["lines"]
    body = response.content.decode()
    assert (line.strongest.evidence, line.declared) == (Evidence.CERTIFIED, declared)
    assert body.count(f"<strong>{declared.skill.label_it}</strong>") == 1
    assert "anche dichiarata dalla persona, livello avanzato" in body
    assert reverse("recruitment:claim_delete", args=[declared.pk]) in body


def test_no_day_of_availability_means_not_said_everywhere(browser, encounter, firm):
    opening, profile = encounter.opening, encounter.profile
    opening.starts_on = timezone.localdate() + datetime.timedelta(days=60)
    opening.save()
    matching.opening_rematch(opening=opening)
    match = reverse("recruitment:match_detail", args=[Match.objects.get(opening=opening, profile=profile).pk])

    own, firms = browser.get(DETAIL).content.decode(), firm.client.get(match).content.decode()

    assert "<dd>non indicata</dd>" in own
    assert "Disponibilità: non indicata: da chiedere alla persona" in firms
    assert "disponibilità non indicata" in firms
    assert "da subito" not in own + firms


def test_match_list_divides_the_openings_in_two(browser, encounter, person):
    MatchFactory(profile=encounter.profile, score=4_000)

    response = browser.get(MATCHES)

    assert [(is_well, len(cards)) for is_well, cards in response.context["groups"]] == [(True, 1), (False, 1)]
