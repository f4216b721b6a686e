"""A person contests a match, a human answers; the facts stay as they were on that day."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners.enums import Office
from recruitment.enums import ContestOutcome
from recruitment.models import Match, MatchContest
from recruitment.services import contests, matching
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.recruitment.factories import MatchContestFactory

LIST = reverse("recruitment:contest_list")


@pytest.fixture
def referent(signed_in, db):
    return signed_in(MandateFactory(user=UserFactory(), office=Office.REFERENT).user)


def create_url(match):
    return reverse("recruitment:contest_create", args=[match.pk])


def detail_url(contest):
    return reverse("recruitment:contest_detail", args=[contest.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_person_contests_from_the_explanation(encounter, person, signed_in, referent):
    browser = signed_in(person)
    page = browser.get(reverse("recruitment:match_detail", args=[encounter.match.pk])).content.decode()
    assert create_url(encounter.match) in page

    response = browser.post(create_url(encounter.match), {"text": "So fare anche l'altra cosa."}, follow=True)

    contest = MatchContest.objects.get()
    assert response.redirect_chain[0][0] == detail_url(contest)
    assert (contest.score, contest.inputs) == (encounter.match.score, encounter.match.inputs)
    assert AuditEvent.objects.filter(verb="recruitment.matchcontest_created").count() == 1
    assert Notification.objects.get(kind="contest_created").recipient.mandates.exists()
    page = browser.get(reverse("recruitment:match_detail", args=[encounter.match.pk])).content.decode()
    assert detail_url(contest) in page


def test_a_second_one_waits_for_the_answer_to_the_first(encounter, person, signed_in):
    MatchContestFactory(match=encounter.match)

    response = signed_in(person).post(create_url(encounter.match), {"text": "Ancora."})

    assert "aspetta la risposta" in text(response)
    assert MatchContest.objects.count() == 1


def test_after_the_answer_one_may_contest_again(encounter, person):
    MatchContestFactory(match=encounter.match, answered=True)

    contests.contest_create(match=encounter.match, text="Di nuovo.", by=person)

    assert MatchContest.objects.count() == 2


def test_somebody_of_the_polo_answers_without_reading_a_name(encounter, person, signed_in, referent):
    contest = contests.contest_create(match=encounter.match, text="So fare anche l'altra cosa.", by=person)
    assert detail_url(contest) in text(referent.get(LIST))
    page = text(referent.get(detail_url(contest)))
    assert "anche l&#x27;altra cosa" in page
    for secret in (person.first_name, person.last_name, person.email, encounter.profile.headline):
        assert secret not in page

    answer = {"outcome": ContestOutcome.CHANGED, "answer": "Hai ragione: aggiungila al profilo."}
    referent.post(detail_url(contest), answer)

    contest.refresh_from_db()
    assert (contest.outcome, contest.answer) == (ContestOutcome.CHANGED, answer["answer"])
    event = AuditEvent.objects.get(verb="recruitment.matchcontest_answered")
    assert event.actor == contest.answered_by
    assert Notification.objects.get(kind="contest_answered").recipient == person
    assert answer["answer"] in text(signed_in(person).get(detail_url(contest)))
    assert "Nessuna." in text(referent.get(LIST))


def test_an_answer_is_given_once(encounter):
    contest = MatchContestFactory(match=encounter.match, answered=True)

    with pytest.raises(BusinessRuleError, match="già risposto"):
        contests.contest_answer(contest=contest, outcome=ContestOutcome.CHANGED, answer="x", by=UserFactory())


def test_nobody_answers_oneself(encounter, person, signed_in):
    MandateFactory(user=person, office=Office.REFERENT)
    contest = MatchContestFactory(match=encounter.match)

    with pytest.raises(BusinessRuleError, match="è tua"):
        contests.contest_answer(contest=contest, outcome=ContestOutcome.CHANGED, answer="x", by=person)
    browser = signed_in(person)
    assert "Rispondi" not in browser.get(detail_url(contest)).content.decode()
    assert browser.post(detail_url(contest), {"outcome": "CHANGED", "answer": "x"}).status_code == 404


def test_what_was_contested_stays_as_it_was(encounter, person, signed_in):
    contest = contests.contest_create(match=encounter.match, text="Non torna.", by=person)
    before = signed_in(person).get(detail_url(contest)).context["explanation"]
    SkillClaim.objects.filter(person=person).delete()
    matching.rematch_due()
    assert not Match.objects.exists()

    after = signed_in(person).get(detail_url(contest)).context["explanation"]

    assert after == before
    assert after.score == contest.score > 0


def test_strangers_and_firms_read_nothing(encounter, firm, signed_in):
    contest = MatchContestFactory(match=encounter.match)

    for browser in (firm.client, signed_in(UserFactory())):
        assert browser.get(detail_url(contest)).status_code == 404
        assert browser.get(create_url(encounter.match)).status_code == 404
        assert browser.get(LIST).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(referent, rows, django_assert_num_queries):
    for _ in range(rows):
        MatchContestFactory()
        MatchContestFactory(answered=True)
    referent.get(LIST)

    with django_assert_num_queries(7):
        referent.get(LIST)
