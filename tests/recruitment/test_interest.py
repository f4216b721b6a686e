"""The way names appear and vanish. Each firm-side body is searched for words that would tell who the person is."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.models import AuditEvent, Notification, OutboxMessage
from partners.enums import Role
from partners.models import Membership
from recruitment.enums import Ending
from recruitment.models import Interest, Match, Opening
from recruitment.selectors.candidates import who_opened
from recruitment.services import demand, matching
from recruitment.services import interest as interests
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    OpeningSkillFactory,
    itself,
)
from tests.skills.factories import SkillClaimFactory
from tests.training.factories import CourseSkillFactory, EditionFactory

CANARIES = ("Canarina", "Gialli", "canarina@example.org", "1987", "si presenta qui")
REQUESTS = reverse("recruitment:interest_list")


def match_url(encounter):
    return reverse("recruitment:match_detail", args=[encounter.match.pk])


def candidates_url(encounter):
    return reverse("recruitment:candidate_list", args=[encounter.opening.pk])


def ask_url(encounter):
    return reverse("recruitment:interest_create", args=[encounter.match.pk])


def answer_url(interest):
    return reverse("recruitment:interest_answer", args=[interest.pk])


def firm_bodies(firm, encounter):
    """Every page of the firm's desk about this opening, as one text."""
    urls = [
        match_url(encounter),
        candidates_url(encounter),
        reverse("recruitment:desk_opening_list"),
        encounter.opening.get_absolute_url(),
        ask_url(encounter),
    ]
    return "".join(firm.client.get(url, follow=True).content.decode() for url in urls)


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


@pytest.fixture
def asked(encounter, firm):
    return InterestFactory(
        opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user, message="Ci piace come saldi."
    )


@pytest.fixture
def accepted(asked, browser):
    browser.post(answer_url(asked), {"answer": "YES"})
    asked.refresh_from_db()
    return asked


def test_the_whole_way_of_a_name(encounter, firm, browser):
    assert not [word for word in CANARIES if word in firm_bodies(firm, encounter)]

    firm.client.post(ask_url(encounter), {"message": "Ci piace come saldi."})
    assert not [word for word in CANARIES if word in firm_bodies(firm, encounter)]

    browser.post(answer_url(Interest.objects.get()), {"answer": "YES"})
    body = firm.client.get(match_url(encounter)).content.decode()
    assert [word for word in CANARIES if word in body] == [word for word in CANARIES if word != "1987"]
    assert not [word for word in CANARIES if word in firm.client.get(candidates_url(encounter)).content.decode()]

    demand.opening_close(opening=encounter.opening, ended_as=Ending.HERE, reason="Assunta.", by=firm.user)
    assert firm.client.get(match_url(encounter)).status_code == 404
    assert not [word for word in CANARIES if word in firm_bodies(firm, encounter)]

    told_to_the_firm = OutboxMessage.objects.filter(to=firm.user.email)
    texts = "".join(f"{mail.subject} {mail.body}" for mail in told_to_the_firm)
    assert told_to_the_firm.count() == 1
    assert not [word for word in CANARIES if word in texts]


def test_cards_of_one_person_in_two_openings_bear_numbers_that_tell_nothing(encounter, firm):
    """Written together, the two matches follow each other: neither addresses nor labels may show it."""
    second = OpeningSkillFactory(
        opening=OpeningFactory(partner=firm.partner, published=True), skill=encounter.held
    ).opening
    encounter.match.delete()
    matching.profile_rematch(profile=encounter.profile)
    one, two = Match.objects.order_by("pk")
    assert two.pk == one.pk + 1

    for match in (one, two):
        card = reverse("recruitment:match_detail", args=[match.pk])
        for url in (candidates_url(match), card):
            body = firm.client.get(url).content.decode()
            assert f"Persona {match.label}" in body
            assert f"/abbinamenti/{match.pk}" not in body
    assert {two.opening_id, one.opening_id} == {second.pk, encounter.opening.pk}


def test_names_vanish_the_day_after_the_window(encounter, firm, accepted, browser, settings):
    last = timezone.localdate() + datetime.timedelta(days=settings.INTEREST_ACCESS_DAYS)
    assert accepted.access_until == last
    assert date_format(last, "j F Y") in firm.client.get(match_url(encounter)).content.decode()
    Interest.objects.update(access_until=timezone.localdate() - datetime.timedelta(days=1))

    body = firm.client.get(match_url(encounter)).content.decode()

    assert not [word for word in CANARIES if word in body]
    assert "ha detto sì" in body
    assert firm.user.email not in browser.get(REQUESTS).content.decode()


def test_names_vanish_when_the_person_thinks_again(encounter, firm, accepted, browser):
    browser.post(reverse("recruitment:profile_update"), {"max_km": "30", "headline": "", "withdraw": "on"})

    assert firm.client.get(match_url(encounter)).status_code == 404
    assert not [word for word in CANARIES if word in firm_bodies(firm, encounter)]


def test_rival_never_sees_people_or_matches(encounter, firm, rival, accepted):
    for url in (match_url(encounter), candidates_url(encounter), ask_url(encounter)):
        assert rival.client.get(url).status_code == 404
    assert rival.client.post(ask_url(encounter), {"message": ""}).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.COUNSELLOR])
def test_colleagues_without_the_right_never_see_people(encounter, firm, role, signed_in):
    colleague = signed_in(MembershipFactory(partner=firm.partner, role=role).user)

    for url in (match_url(encounter), candidates_url(encounter), ask_url(encounter)):
        assert colleague.get(url).status_code == 404


def test_pages_of_people_ask_for_login(client, encounter, asked):
    for url in (match_url(encounter), candidates_url(encounter), ask_url(encounter)):
        assert client.get(url).status_code == 302
    assert client.post(answer_url(asked), {"answer": "YES"}).status_code == 302
    assert Interest.objects.get().answer == ""


def test_candidate_list_shows_anonymous_cards(encounter, firm):
    SkillClaim.objects.update(evidence=Evidence.CERTIFIED)
    encounter.profile.available_from = timezone.localdate()
    encounter.profile.save()
    from recruitment.services import matching

    matching.opening_rematch(opening=encounter.opening)

    response = firm.client.get(candidates_url(encounter))

    body, card = response.content.decode(), response.context["groups"][0][1][0]
    assert (card.met, card.close, card.missing, card.proven) == (1, 0, 1, 1)
    assert "Provincia SP" in body
    assert "disponibile da subito" in body
    assert "La Spezia</p>" not in body


@pytest.mark.parametrize("count", [1, 3])
def test_candidate_list_costs_the_same_for_one_and_three(firm, count, django_assert_num_queries):
    opening = OpeningFactory(partner=firm.partner, published=True)
    for _ in range(count):
        InterestFactory(opening=opening, profile=MatchFactory(opening=opening).profile)
    url = reverse("recruitment:candidate_list", args=[opening.pk])
    firm.client.get(url)

    with django_assert_num_queries(14):
        response = firm.client.get(url)

    assert [len(cards) for _is_well, cards in response.context["groups"]] == [count]


def test_candidate_list_of_a_closed_opening_shows_nobody(encounter, firm):
    demand.opening_close(opening=encounter.opening, ended_as=Ending.NO_NEED, reason="Basta.", by=firm.user)

    response = firm.client.get(candidates_url(encounter))

    assert response.context["groups"] == []
    assert "Si vedono solo finché l&#x27;offerta è pubblicata" in response.content.decode().replace("'", "&#x27;")


def test_candidate_list_without_people_says_so(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)

    body = firm.client.get(reverse("recruitment:candidate_list", args=[opening.pk])).content.decode()

    assert "Ancora nessuna persona trovata" in body


def test_match_detail_is_the_same_explanation_for_both_sides(encounter, firm, browser):
    edition = EditionFactory(open=True)
    CourseSkillFactory(course=edition.course, skill=encounter.missing)

    firms, persons = firm.client.get(match_url(encounter)), browser.get(match_url(encounter))

    assert firms.context["explanation"] == persons.context["explanation"]
    for body in (firms.content.decode(), persons.content.decode()):
        assert encounter.held.label_it in body
        assert edition.course.get_absolute_url() in body
        assert 'href="#passo-1"' in body
        assert 'id="passo-1"' in body
        assert "regole fisse" in body
    assert f"{reverse('recruitment:intermediation')}#contestare" in firms.content.decode()
    assert reverse("recruitment:contest_create", args=[encounter.match.pk]) in persons.content.decode()
    assert "senza il tuo nome" in persons.content.decode()
    assert "Chiedi di conoscere questa persona" in firms.content.decode()
    assert AuditEvent.objects.filter(verb="recruitment.profile_opened").count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_match_detail_costs_the_same_for_one_and_three_gaps(firm, count, django_assert_num_queries):
    match = MatchFactory(opening=OpeningFactory(partner=firm.partner, published=True))
    first = match.inputs["asked"][0]
    skills = [CourseSkillFactory(course=EditionFactory(open=True).course).skill for _ in range(count)]
    match.inputs["asked"] = [first | {"skill": skill.pk} for skill in skills]
    match.weight_total = 4 * count
    match.save()
    url = reverse("recruitment:match_detail", args=[match.pk])
    firm.client.get(url)

    with django_assert_num_queries(9):
        firm.client.get(url)


def test_match_detail_shows_a_neighbouring_skill(encounter, firm):
    from recruitment.services import matching
    from skills.models import SkillCredit

    SkillCredit.objects.create(skill=encounter.missing, held=encounter.held, percent=80)
    matching.opening_rematch(opening=encounter.opening)

    assert "competenza vicina" in firm.client.get(match_url(encounter)).content.decode()


def test_match_detail_of_somebody_else_is_not_found(encounter, signed_in):
    assert signed_in(UserFactory()).get(match_url(encounter)).status_code == 404


def test_interest_create_tells_the_person_in_the_firms_words(encounter, firm, person):
    shown = firm.client.get(ask_url(encounter))
    response = firm.client.post(ask_url(encounter), {"message": "Ci piace come saldi."})

    interest = Interest.objects.get()
    assert shown.status_code == 200
    assert response.url == match_url(encounter)
    assert (interest.opening, interest.profile, interest.expressed_by) == (
        encounter.opening, encounter.profile, firm.user,
    )  # fmt: skip
    assert Notification.objects.get().recipient == person
    mail = OutboxMessage.objects.get()
    assert mail.to == person.email
    assert mail.subject == f"{firm.partner.name} vorrebbe conoscerti"
    assert "Ci piace come saldi." in mail.body


@pytest.mark.parametrize("trouble", ["twice", "deadline", "too long"])
def test_interest_create_refuses_and_keeps_the_message(encounter, firm, trouble):
    message = "Ci piace come saldi."
    if trouble == "twice":
        InterestFactory(opening=encounter.opening, profile=encounter.profile, no=True)
    elif trouble == "deadline":
        Opening.objects.update(closes_on=timezone.localdate() - datetime.timedelta(days=1))
    else:
        message = "x" * 1001
    before = Interest.objects.count()

    response = firm.client.post(ask_url(encounter), {"message": message})

    assert response.context["form"].errors
    assert message in response.content.decode()
    assert Interest.objects.count() == before
    assert Notification.objects.count() == 0


def test_interest_create_is_refused_when_the_consent_has_just_gone(encounter, firm):
    from core.errors import BusinessRuleError
    from recruitment.services import interest as interests

    encounter.profile.matching_consent_at = None
    encounter.profile.save()

    with pytest.raises(BusinessRuleError, match="non è più disponibile"):
        interests.interest_create(match=encounter.match, message="", by=firm.user)


def test_interest_create_may_ask_again_after_a_new_consent(encounter, firm):
    InterestFactory(opening=encounter.opening, profile=encounter.profile, closed=True)

    firm.client.post(ask_url(encounter), {"message": ""})

    assert Interest.objects.live().count() == 1


def test_interest_list_says_what_will_be_shown(asked, browser):
    body = browser.get(REQUESTS).content.decode()

    assert asked.opening.partner.name in body
    assert "Ci piace come saldi." in body
    assert "il tuo indirizzo e-mail" in body
    assert asked.expressed_by.email not in body


def test_a_request_leads_to_the_opening_and_to_the_explanation(asked, browser, encounter, firm):
    body = browser.get(reverse("recruitment:interest_detail", args=[asked.pk])).content.decode()

    for page in (encounter.opening.get_absolute_url(), reverse("recruitment:match_detail", args=[encounter.match.pk])):
        assert f'href="{page}"' in body
    demand.opening_close(opening=encounter.opening, ended_as=Ending.NO_NEED, reason="Basta così.", by=firm.user)
    over = browser.get(reverse("recruitment:interest_detail", args=[asked.pk])).content.decode()
    assert encounter.opening.get_absolute_url() not in over


def test_interest_list_without_questions_says_so(browser):
    assert "Nessuna richiesta, per ora" in browser.get(REQUESTS).content.decode()


def test_interest_list_tells_apart_how_each_ended(browser, encounter):
    profile = encounter.profile
    yes = InterestFactory(profile=profile, yes=True)
    MembershipFactory(user=yes.expressed_by, partner=yes.opening.partner)
    InterestFactory(profile=profile, no=True, closed_at=timezone.now())
    InterestFactory(profile=profile, closed=True)
    gone = InterestFactory(profile=profile, yes=True, opening=OpeningFactory(closed=True))
    stranger = InterestFactory(message="Di un'altra persona")

    body = browser.get(REQUESTS).content.decode()

    assert yes.expressed_by.email in body
    assert gone.expressed_by.email not in body
    assert "non sa chi sei" in body
    assert "hai tolto il consenso" in body
    assert stranger.message not in body


@pytest.mark.parametrize("count", [1, 3])
def test_interest_list_costs_the_same_for_one_and_three(browser, encounter, count, django_assert_num_queries):
    for _ in range(count):
        InterestFactory(profile=encounter.profile)
        InterestFactory(profile=encounter.profile, yes=True)
    browser.get(REQUESTS)

    with django_assert_num_queries(8):
        browser.get(REQUESTS)


def test_interest_answer_yes_shows_each_to_the_other(encounter, firm, accepted, browser):
    theirs = browser.get(match_url(encounter)).content.decode()

    assert accepted.answer == "YES"
    assert accepted.answered_at is not None
    assert "Franca Ferri" in theirs
    assert firm.user.email in theirs
    assert firm.user.email in browser.get(REQUESTS).content.decode()
    notice = Notification.objects.get(kind="interest_accepted")
    assert (notice.recipient, notice.path) == (
        firm.user, reverse("recruitment:selection_detail", args=[accepted.pk]),
    )  # fmt: skip
    assert "nome è visibile" in firm.client.get(candidates_url(encounter)).content.decode()


def test_interest_answer_no_is_told_kindly(encounter, firm, asked, browser):
    response = browser.post(answer_url(asked), {"answer": "NO"}, follow=True)

    body = firm.client.get(match_url(encounter)).content.decode()
    assert "L&#x27;impresa non saprà chi sei" in response.content.decode()
    assert "preferisce di no" in body
    assert not [word for word in CANARIES if word in body]
    assert Notification.objects.get().kind == "interest_declined"


def test_interest_answer_reaches_the_firm_when_who_asked_has_left(asked, browser, firm):
    colleague = MembershipFactory(partner=firm.partner).user
    MembershipFactory(partner=firm.partner, role=Role.TEACHER)  # sees no candidates
    Membership.objects.filter(user=firm.user).update(ended_at=timezone.now())

    browser.post(answer_url(asked), {"answer": "NO"})

    assert Notification.objects.get(kind="interest_declined").recipient == colleague


def test_interest_answer_is_given_once(accepted, browser):
    response = browser.post(answer_url(accepted), {"answer": "NO"}, follow=True)

    accepted.refresh_from_db()
    assert "Hai già risposto" in response.content.decode()
    assert accepted.answer == "YES"


def test_interest_answer_after_the_deadline_is_refused(asked, browser):
    Opening.objects.update(closes_on=timezone.localdate() - datetime.timedelta(days=1))

    response = browser.post(answer_url(asked), {"answer": "YES"}, follow=True)

    asked.refresh_from_db()
    assert "non serve più rispondere" in response.content.decode()
    assert asked.answer == ""


@pytest.mark.parametrize("answer", ["", "FORSE", "yes"])
def test_interest_answer_must_be_yes_or_no(asked, browser, answer):
    response = browser.post(answer_url(asked), {"answer": answer}, follow=True)

    asked.refresh_from_db()
    assert "Scegli sì oppure no." in response.content.decode()
    assert asked.answer == ""


def test_interest_answer_of_somebody_else_is_not_found(asked, firm, signed_in):
    for browser in (firm.client, signed_in(UserFactory())):
        assert browser.post(answer_url(asked), {"answer": "YES"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answer == ""


@pytest.mark.parametrize("change", [{"ended_at": timezone.now()}, {"role": Role.TEACHER}])
def test_who_asked_and_no_longer_answers_gives_way_to_a_colleague(encounter, firm, accepted, browser, change):
    Membership.objects.filter(user=firm.user).update(**change)
    pages = (match_url(encounter), REQUESTS)

    alone = [browser.get(url).content.decode() for url in pages]
    editor, manager = (
        MembershipFactory(partner=firm.partner, role=role, user__first_name=name).user
        for role, name in ((Role.EDITOR, "Elena"), (Role.MANAGER, "Marta"))
    )
    MembershipFactory(partner=firm.partner, role=Role.MANAGER, user=UserFactory(first_name="Spenta", is_active=False))
    followed = [browser.get(url).content.decode() for url in pages]

    for body in alone:
        assert f"Ti ha cercato {firm.partner.name}." in body
        assert "mailto:" not in body.partition("<main")[2].partition("</main")[0]
    for body in followed:
        assert manager.email in body
        assert editor.email not in body
        assert "Spenta" not in body
    for body in alone + followed:
        assert firm.user.email not in body
        assert "Franca" not in body


def test_looks_at_a_named_profile_are_told_once_a_day_per_reader(encounter, firm, accepted, browser, signed_in):
    colleague = MembershipFactory(partner=firm.partner, role=Role.EDITOR, user__last_name="Verdi").user
    for reader in (firm.client, signed_in(colleague)):
        for _ in range(2):
            reader.get(match_url(encounter))
    browser.get(match_url(encounter))

    body = browser.get(reverse("recruitment:profile_detail")).content.decode()

    assert body.count(f"{firm.partner.name} · Franca Ferri") == 1
    assert body.count(f"{firm.partner.name} · {colleague}") == 1


def test_a_look_on_another_day_or_for_another_firm_is_told_again(firm, accepted, browser):
    firm.user.acting_partner_id = firm.partner.pk
    elsewhere = PartnerFactory(firm=True)

    interests.profiles_opened(interests=[accepted], by=firm.user)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        for partner in (firm.partner, elsewhere):
            firm.user.acting_partner_id = partner.pk
            interests.profiles_opened(interests=[accepted], by=firm.user)

    told = [look.firm for look in who_opened(accepted.profile)]
    assert told == [elsewhere.name, firm.partner.name, firm.partner.name]


def test_who_works_for_the_firm_reads_their_own_match_as_a_person(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)
    match = MatchFactory(opening=opening, profile=CandidateProfileFactory(person=firm.user))

    response = firm.client.get(reverse("recruitment:match_detail", args=[match.pk]))

    assert response.context["is_own"] is True


def test_matches_of_people_without_consent_are_never_shown(encounter, firm):
    CandidateProfileFactory(without_consent=True)
    claim = SkillClaimFactory(skill=encounter.held)
    itself(claim.skill)
    Match.objects.filter(pk=encounter.match.pk).update(computed_at=timezone.now())
    encounter.profile.matching_consent_at = None
    encounter.profile.save()

    assert firm.client.get(candidates_url(encounter)).context["groups"] == []
    assert firm.client.get(match_url(encounter)).status_code == 404


def test_a_yes_stands_when_the_profile_no_longer_matches(encounter, firm, rival, accepted, browser):
    Match.objects.all().delete()

    body = firm.client.get(candidates_url(encounter)).content.decode()

    assert "Canarina Gialli" in body
    assert AuditEvent.objects.filter(verb="recruitment.profile_opened", actor=firm.user).count() == 1

    demand.opening_close(opening=encounter.opening, ended_as=Ending.HERE, reason="Assunta.", by=firm.user)
    body = firm.client.get(candidates_url(encounter)).content.decode()
    assert not [word for word in CANARIES if word in body]
