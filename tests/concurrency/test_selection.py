"""Both sides of a selection act in the same moment: the second sees what the first did, and nothing leaks."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Erasure
from accounts.services import erasure as erasures
from core.errors import BusinessRuleError
from core.models import AuditEvent
from partners.enums import Role
from recruitment import policies
from recruitment.enums import Answer, DemandState, Ending, Stage
from recruitment.models import (
    CandidateProfile,
    Interest,
    InterestMessage,
    InterestNote,
    Opening,
    OpeningQuestion,
    QuestionReply,
)
from recruitment.selectors import opened_profile
from recruitment.services import demand, interest, openings, selection
from recruitment.services import profile as profiles
from tests.accounts.factories import UserFactory
from tests.concurrency.test_recruitment import aside
from tests.partners.factories import MembershipFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    CvFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    OpeningQuestionFactory,
    OpeningSkillFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = 0.6  # seconds in which the second one reaches the lock


def meanwhile(first, second):
    """`second` starts while `first` is not committed; what it met, and whether it had to wait."""
    with transaction.atomic():
        first()
        thread, broken = aside(second)
        thread.join(A_MOMENT)
        waited = thread.is_alive()
    thread.join(20)
    assert not thread.is_alive()
    return waited, broken


@pytest.fixture
def asked():
    opening = OpeningSkillFactory(opening=OpeningFactory(published=True)).opening
    return InterestFactory(opening=opening)


@pytest.fixture
def yes():
    opening = OpeningSkillFactory(opening=OpeningFactory(published=True)).opening
    return InterestFactory(opening=opening, yes=True)


@pytest.fixture
def recruiter(yes):
    person = UserFactory()
    MembershipFactory(user=person, partner=yes.opening.partner, role=Role.EDITOR)
    return person


def say_yes(asked, replies=None):
    interest.interest_answer(interest=asked, answer=Answer.YES, replies=replies, by=asked.profile.person)


def close(opening):
    demand.opening_close(opening=opening, ended_as=Ending.NO_NEED, reason="Basta.", by=UserFactory())


def withdraw(profile):
    mine = CandidateProfile.objects.get(pk=profile.pk)
    profiles.profile_save(profile=mine, consent=False, by=mine.person)


def test_a_yes_that_meets_a_closing_is_refused_and_opens_nothing(asked):
    waited, broken = meanwhile(lambda: close(asked.opening), lambda: say_yes(asked))

    assert waited
    assert [str(error) for error in broken] == ["L'offerta non è più aperta: non serve più rispondere."]
    after = Interest.objects.get()
    assert (after.answer, after.stage, after.opens_profile, after.is_disclosing) == ("", "", False, False)


def test_a_closing_that_meets_a_yes_ends_the_selection_and_tells(asked):
    waited, broken = meanwhile(lambda: say_yes(asked), lambda: close(asked.opening))

    assert (waited, broken) == (True, [])
    after = Interest.objects.get()
    assert (after.answer, after.stage, after.is_disclosing) == (Answer.YES, Stage.ENDED, False)
    told = asked.profile.person.notifications.values_list("kind", flat=True)
    assert list(told) == ["opening_closed"]


def test_a_yes_that_meets_new_questions_is_not_taken_for_them(asked):
    OpeningQuestionFactory(opening=asked.opening, text="Puoi fare turni?")
    new = [OpeningQuestion(text="Puoi fare trasferte?")]

    def edit():
        opening = Opening.objects.get(pk=asked.opening_id)
        demand.opening_save(opening=opening, skills=list(opening.asked.all()), questions=new, by=UserFactory())

    waited, broken = meanwhile(edit, lambda: say_yes(asked, {"Puoi fare turni?": "Sì"}))

    assert waited
    assert [str(error) for error in broken] == ["L'impresa ha cambiato le domande: rileggile, poi rispondi."]
    assert Interest.objects.get().answer == ""
    assert not QuestionReply.objects.exists()


def test_of_two_recruiters_the_second_is_told(yes):
    first, second = UserFactory(), UserFactory()

    def move(by, to, **why):
        selection.interest_move(interest=yes, to=to, version=0, by=by, **why)

    waited, broken = meanwhile(
        lambda: move(first, Stage.INTERVIEW), lambda: move(second, Stage.NOT_SELECTED, reason="SKILLS")
    )

    assert waited
    assert [type(error) for error in broken] == [selection.StaleCardError]
    assert "colloquio" in str(broken[0])
    after = Interest.objects.get()
    assert (after.stage, after.version, after.not_selected_for) == (Stage.INTERVIEW, 1, "")
    assert [event.actor for event in AuditEvent.objects.filter(verb="recruitment.interest_changed")] == [first]


def erase_account(person):
    erasures.erasure_request(by=person)
    long_ago = timezone.now() - datetime.timedelta(days=15)
    Erasure.objects.update(requested_at=long_ago, due_at=long_ago + Erasure.GRACE)
    done = erasures.erasures_carry_out()
    assert (done.done, done.failed) == (1, 0)


def test_who_deletes_the_account_while_shortlisted_leaves_nothing_behind(yes, recruiter):
    person = yes.profile.person
    CvFactory(person=person, read=True)

    def note():
        selection.note_add(interest=yes, text="Ha lavorato a bordo.", by=recruiter)
        selection.message_send(interest=yes, text="Ci vediamo?", by=recruiter)

    waited, broken = meanwhile(note, lambda: erase_account(person))

    assert (waited, broken) == (True, [])
    after = Interest.objects.select_related("opening", "profile__person").get()
    assert (after.stage, after.is_disclosing) == (Stage.WITHDRAWN, False)
    assert policies.can_open_profile(recruiter, after) is False
    assert opened_profile.cv_for_firm(recruiter, after) is None
    assert not InterestNote.objects.exists()
    assert not InterestMessage.objects.exists()


@pytest.mark.parametrize("act", ["move", "note", "message"])
def test_a_firm_that_acts_while_the_consent_goes_is_refused(yes, recruiter, act):
    def do():
        if act == "move":
            selection.interest_move(interest=yes, to=Stage.INTERVIEW, version=0, by=recruiter)
        elif act == "note":
            selection.note_add(interest=yes, text="Brava.", by=recruiter)
        else:
            selection.message_send(interest=yes, text="Ci vediamo?", by=recruiter)

    waited, broken = meanwhile(lambda: withdraw(yes.profile), do)

    assert waited
    assert [isinstance(error, BusinessRuleError) for error in broken] == [True]
    assert Interest.objects.get().stage == Stage.WITHDRAWN
    assert not InterestNote.objects.exists()
    assert not InterestMessage.objects.exists()


def test_a_yes_in_the_moment_in_which_the_consent_goes_opens_nothing(asked):
    _waited, broken = meanwhile(lambda: withdraw(asked.profile), lambda: say_yes(asked))

    assert [isinstance(error, BusinessRuleError) for error in broken] == [True]
    assert Interest.objects.get().is_disclosing is False


def test_a_question_in_the_moment_in_which_the_consent_goes_is_refused():
    match = MatchFactory()

    waited, broken = meanwhile(
        lambda: withdraw(match.profile),
        lambda: interest.interest_create(match=match, message="", by=UserFactory()),
    )

    assert waited
    assert [str(error) for error in broken] == ["Questa persona non è più disponibile."]
    assert not Interest.objects.exists()


def test_consent_taken_back_after_a_yes_closes_the_file_at_once(yes, recruiter):
    CvFactory(person=yes.profile.person, read=True)
    assert opened_profile.cv_for_firm(recruiter, yes) is not None

    thread, broken = aside(lambda: withdraw(yes.profile))
    thread.join(20)

    assert broken == []
    assert opened_profile.cv_for_firm(recruiter, yes) is None


def test_two_jobs_at_once_close_the_rest_without_waiting_for_ever(yes):
    """The person says "hired" in one window and "found elsewhere" in another, on cards that each would close."""
    profile = yes.profile
    hired = InterestFactory(opening=OpeningFactory(published=True), profile=profile, yes=True, stage=Stage.HIRED)
    later = InterestFactory(opening=OpeningFactory(published=True), profile=profile, yes=True)
    person = profile.person

    waited, broken = meanwhile(
        lambda: selection.hire_answer(interest=hired, is_true=True, by=person),
        lambda: selection.interest_leave(interest=later, found_elsewhere=True, by=person),
    )

    assert waited
    assert [str(error) for error in broken] == ["Questa selezione è già finita."]
    stages = {row.pk: row.stage for row in Interest.objects.all()}
    assert stages == {yes.pk: Stage.ELSEWHERE, hired.pk: Stage.HIRED, later.pk: Stage.ELSEWHERE}


def test_a_hire_and_a_closing_that_cross_both_end(yes):
    """The closing holds the opening and then its cards, the hire only cards: by number, so neither waits in a ring."""
    profile = yes.profile
    hired = InterestFactory(opening=OpeningFactory(published=True), profile=profile, yes=True, stage=Stage.HIRED)

    _waited, broken = meanwhile(
        lambda: close(yes.opening),
        lambda: selection.hire_answer(interest=hired, is_true=True, by=profile.person),
    )

    assert broken == []
    assert Interest.objects.get(pk=yes.pk).stage == Stage.ENDED
    assert Interest.objects.get(pk=hired.pk).hire_confirmed_at is not None


def test_an_answer_that_meets_a_job_found_is_told_that_it_is_closed(yes, asked):
    Interest.objects.filter(pk=asked.pk).update(profile=yes.profile)
    person = yes.profile.person
    asked.refresh_from_db()

    waited, broken = meanwhile(
        lambda: selection.interest_leave(interest=yes, found_elsewhere=True, by=person), lambda: say_yes(asked)
    )

    assert waited
    assert [isinstance(error, BusinessRuleError) for error in broken] == [True]
    after = Interest.objects.get(pk=asked.pk)
    assert (after.answer, after.found_work_at is not None) == ("", True)


def test_two_who_close_and_pause_one_opening(yes):
    waited, broken = meanwhile(
        lambda: close(yes.opening), lambda: openings.opening_pause(opening=yes.opening, by=UserFactory())
    )

    assert waited
    assert [str(error) for error in broken] == ["Si mette in pausa solo un'offerta pubblicata."]
    assert Opening.objects.get(pk=yes.opening_id).state == DemandState.CLOSED


def test_two_who_ask_one_person_ask_once():
    match = MatchFactory(profile=CandidateProfileFactory())

    def ask():
        interest.interest_create(match=match, message="", by=UserFactory())

    waited, broken = meanwhile(ask, ask)

    assert waited
    assert [str(error) for error in broken] == ["Hai già chiesto a questa persona."]
    assert Interest.objects.count() == 1
