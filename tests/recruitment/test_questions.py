"""Up to three questions of an opening: who writes them, who answers, who reads the answers and until when."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import rows_to_take, sections_about
from core.errors import BusinessRuleError
from core.models import AuditEvent
from recruitment.enums import Answer
from recruitment.models import Interest, Opening, OpeningQuestion, OpeningSkill, QuestionReply
from recruitment.services import demand
from recruitment.services import interest as interests
from recruitment.services import openings as services
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import (
    InterestFactory,
    OpeningFactory,
    OpeningQuestionFactory,
    OpeningSkillFactory,
    QuestionReplyFactory,
)
from tests.recruitment.test_openings import typed
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
TURNS, LATHE = "Puoi fare turni di notte?", "Con quali macchine hai lavorato?"


def update_url(opening):
    return reverse("recruitment:opening_update", args=[opening.pk])


def card_url(interest):
    return reverse("recruitment:selection_detail", args=[interest.pk])


def request_url(interest):
    return reverse("recruitment:interest_detail", args=[interest.pk])


def answer(browser, interest, data):
    return browser.post(reverse("recruitment:interest_answer", args=[interest.pk]), data)


def seen(browser, interest):
    """The hidden field by which the page tells what was read."""
    return browser.get(request_url(interest)).context["replies_form"]["asked"].initial


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


@pytest.fixture
def make_opening(firm):
    def build(**fields):
        occupation = ConceptFactory(occupation=True)
        return OpeningSkillFactory(
            opening=OpeningFactory(partner=firm.partner, occupation=occupation, **fields)
        ).opening

    return build


@pytest.fixture
def asked(encounter, firm):
    """The person of the canaries is asked; the opening has a question to answer and one that may be left."""
    OpeningQuestionFactory(opening=encounter.opening, number=1, text=LATHE, is_required=True)
    OpeningQuestionFactory(opening=encounter.opening, number=2, text=TURNS)
    return InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user)


def write(firm, opening, **fields):
    rows = [{"skill": str(opening.asked.first().skill_id)}]
    return firm.client.post(update_url(opening), typed(rows, occupation=str(opening.occupation_id), **fields))


def test_firm_writes_questions_and_changes_them(firm, make_opening):
    opening = make_opening()
    write(firm, opening, question_1=LATHE, question_1_required="on", question_3=TURNS)

    assert list(opening.questions.values_list("number", "text", "is_required")) == [
        (1, LATHE, True),
        (2, TURNS, False),
    ]
    form = firm.client.get(update_url(opening)).context["form"]
    assert (form["question_1"].value(), form["question_1_required"].value(), form["question_2"].value()) == (
        LATHE, True, TURNS,
    )  # fmt: skip
    write(firm, opening, question_1=TURNS)
    assert [str(question) for question in opening.questions.all()] == [TURNS]
    told = AuditEvent.objects.filter(verb="recruitment.opening_updated").latest("pk")
    assert told.after["questions"] == [TURNS]


def test_the_same_question_twice_is_refused_with_what_was_typed(firm, make_opening):
    opening = make_opening()

    response = write(firm, opening, question_1=TURNS, question_2=TURNS)

    assert response.context["form"].errors == {
        "question_2": ["Questa domanda c'è già: scrivine un'altra o lascia vuoto."]
    }
    assert TURNS in response.content.decode()
    assert not opening.questions.exists()


def test_a_forbidden_question_is_marked_with_the_law_and_is_never_published(firm, make_opening):
    opening = make_opening()

    write(firm, opening, question_1="Hai figli?")

    form = firm.client.get(update_url(opening)).content.decode()
    assert '<mark class="polo-forbidden">Hai figli</mark>' in form
    assert "Articolo 27 del Codice delle pari opportunità" in form
    assert "Puoi fare turni di notte?" in form
    page = firm.client.get(opening.get_absolute_url()).content.decode()
    assert "«Hai figli»" in page
    with pytest.raises(BusinessRuleError, match="«Hai figli»"):
        demand.opening_publish(opening=opening, by=firm.user)
    assert Opening.objects.get(pk=opening.pk).published_at is None


def test_a_forbidden_question_of_a_published_opening_is_refused_and_nothing_changes(firm, make_opening):
    opening = make_opening(published=True)
    OpeningQuestionFactory(opening=opening, text=TURNS)

    response = write(firm, opening, question_1="Sei sposata?")

    assert "question_1" in response.context["form"].errors
    with pytest.raises(BusinessRuleError, match="«Sei sposata»"):
        demand.opening_save(
            opening=opening, skills=list(opening.asked.all()), questions=[OpeningQuestion(text="Sei sposata?")],
            by=firm.user,
        )  # fmt: skip
    assert [str(question) for question in opening.questions.all()] == [TURNS]


def test_a_question_that_the_list_forbids_since_yesterday_can_be_mended(firm, make_opening):
    opening = make_opening(published=True)
    OpeningQuestionFactory(opening=opening, text="Hai figli?")

    with pytest.raises(BusinessRuleError, match="«Hai figli»"):
        demand.opening_save(opening=opening, skills=list(opening.asked.all()), by=firm.user)
    write(firm, opening, question_1=TURNS)

    assert [str(question) for question in opening.questions.all()] == [TURNS]


def test_a_fourth_question_is_refused_by_service_and_database(make_opening):
    opening = make_opening()

    with pytest.raises(BusinessRuleError, match="al massimo tre"):
        demand.opening_save(
            opening=opening, skills=[], questions=[OpeningQuestion(text=f"Domanda {n}?") for n in range(4)],
            by=UserFactory(),
        )  # fmt: skip
    for number in (0, 4):
        with pytest.raises(IntegrityError, match="at_most_three"), transaction.atomic():
            OpeningQuestionFactory(opening=opening, number=number)
    OpeningQuestionFactory(opening=opening, number=1)
    with pytest.raises(IntegrityError, match="openingquestion_once"), transaction.atomic():
        OpeningQuestionFactory(opening=opening, number=1, text="Un'altra?")


def test_three_hundred_skills_and_levels_that_there_are_not_are_refused_in_words(make_opening, firm):
    opening = make_opening()
    many = [OpeningSkill(skill=skill) for skill in ConceptFactory.create_batch(31)]
    with pytest.raises(BusinessRuleError, match="al massimo 30"):
        demand.opening_save(opening=opening, skills=many, by=firm.user)
    for level in (0, 5, 99, -1):
        with pytest.raises(ValidationError):
            demand.opening_save(opening=opening, skills=[OpeningSkill(skill=many[0].skill, level=level)], by=firm.user)
    rows = [{"skill": str(many[0].skill_id), "level": level} for level in ("0", "99", "-1", "quattro")]
    sent = typed(rows, occupation=str(opening.occupation_id)) | {"skills-TOTAL_FORMS": "300"}
    answer = firm.client.post(update_url(opening), sent)

    assert answer.status_code == 200
    assert opening.asked.count() == 1


def test_a_question_longer_than_its_field_is_refused(make_opening):
    with pytest.raises(ValidationError):
        demand.opening_save(
            opening=make_opening(), skills=[], questions=[OpeningQuestion(text="x" * 201)], by=UserFactory()
        )


def test_a_copy_asks_the_same(make_opening, firm):
    opening = make_opening(closed=True)
    OpeningQuestionFactory(opening=opening, number=1, text=LATHE, is_required=True)

    copy = services.opening_copy(opening=opening, by=firm.user)

    assert list(copy.questions.values_list("number", "text", "is_required")) == [(1, LATHE, True)]


def test_everybody_reads_the_questions_beforehand(asked, client):
    body = client.get(asked.opening.get_absolute_url()).content.decode()

    assert body.index(LATHE) < body.index(TURNS)


def test_list_of_requests_sends_to_the_questions(asked, browser):
    body = browser.get(reverse("recruitment:interest_list")).content.decode()

    assert "Chi dice sì risponde anche a 2 domande." in body
    assert f'href="{request_url(asked)}">Leggi le domande e decidi' in body
    assert 'value="YES"' not in body


def test_person_answers_and_only_then_the_firm_reads(asked, browser, firm):
    data = {"answer": "YES", "replies-asked": seen(browser, asked), "replies-reply_1": "Tornio e fresa."}
    assert "Tornio e fresa." not in firm.client.get(card_url(asked)).content.decode()

    answer(browser, asked, data)

    assert list(asked.replies.values_list("number", "question", "text")) == [(1, LATHE, "Tornio e fresa.")]
    assert "Tornio e fresa." in firm.client.get(card_url(asked)).content.decode()
    assert "Tornio e fresa." in browser.get(request_url(asked)).content.decode()


def test_answers_vanish_with_the_name(asked, browser, firm):
    QuestionReplyFactory(interest=asked, question=LATHE, text="Tornio e fresa.")
    Interest.objects.filter(pk=asked.pk).update(
        answer=Answer.YES, answered_at=timezone.now(), stage="ACCEPTED",
        access_until=timezone.localdate(),
    )  # fmt: skip
    assert "Tornio e fresa." in firm.client.get(card_url(asked)).content.decode()

    Interest.objects.filter(pk=asked.pk).update(access_until=timezone.localdate() - timezone.timedelta(days=1))

    assert "Tornio e fresa." not in firm.client.get(card_url(asked)).content.decode()
    assert "Tornio e fresa." in browser.get(request_url(asked)).content.decode()


def test_yes_without_a_required_answer_keeps_what_was_typed(asked, browser):
    data = {"answer": "YES", "replies-asked": seen(browser, asked), "replies-reply_2": "Di notte sì."}

    response = answer(browser, asked, data)

    assert "reply_1" in response.context["replies_form"].errors
    assert "Di notte sì." in response.content.decode()
    assert Interest.objects.get(pk=asked.pk).answer == ""
    assert not QuestionReply.objects.exists()


def test_no_needs_no_answers(asked, browser):
    answer(browser, asked, {"answer": "NO"})

    assert Interest.objects.get(pk=asked.pk).answer == Answer.NO
    assert not QuestionReply.objects.exists()


def test_an_answer_longer_than_its_field_is_refused(asked, browser):
    data = {"answer": "YES", "replies-asked": seen(browser, asked), "replies-reply_1": "x" * 1001}

    assert "reply_1" in answer(browser, asked, data).context["replies_form"].errors


def test_questions_changed_meanwhile_are_read_again_before_the_yes(asked, browser, firm):
    data = {"answer": "YES", "replies-asked": seen(browser, asked), "replies-reply_1": "Tornio e fresa."}
    OpeningQuestion.objects.filter(number=2).update(text="Quali orari ti vanno bene?")

    response = answer(browser, asked, data)

    body = response.content.decode()
    assert "Intanto l&#x27;impresa ha cambiato le domande" in body
    assert "Tornio e fresa." in body
    assert Interest.objects.get(pk=asked.pk).answer == ""
    again = response.context["replies_form"]["asked"].value()
    answer(browser, asked, data | {"replies-asked": again})
    assert Interest.objects.get(pk=asked.pk).answer == Answer.YES


def test_questions_changed_in_the_last_moment_are_not_taken_as_answered(asked, person):
    with pytest.raises(BusinessRuleError, match="ha cambiato le domande"):
        interests.interest_answer(interest=asked, answer=Answer.YES, replies={"Un'altra?": "Sì"}, by=person)
    with pytest.raises(BusinessRuleError, match=LATHE):
        interests.interest_answer(interest=asked, answer=Answer.YES, replies={LATHE: "  ", TURNS: ""}, by=person)

    assert Interest.objects.get(pk=asked.pk).answer == ""


def test_what_was_answered_stays_when_the_firm_edits(asked, browser, firm, person):
    interests.interest_answer(interest=asked, answer=Answer.YES, replies={LATHE: "Tornio.", TURNS: ""}, by=person)

    demand.opening_save(
        opening=asked.opening, skills=list(asked.opening.asked.all()), questions=[OpeningQuestion(text="Altro?")],
        by=firm.user,
    )  # fmt: skip

    body = firm.client.get(card_url(asked)).content.decode()
    assert LATHE in body
    assert "Altro?" not in body
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        QuestionReply.objects.update(question="Altro?")


def test_answers_are_in_the_copy_of_ones_data(asked, person):
    interests.interest_answer(interest=asked, answer=Answer.YES, replies={LATHE: "Tornio.", TURNS: ""}, by=person)

    told = [row for section in sections_about(person) for row in rows_to_take(section, person)]
    assert "Tornio." in str(told)
