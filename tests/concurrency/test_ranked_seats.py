"""Fifty at once where a ranking decides: exactly the seats, to the best placed, each once (G2)."""

import pytest

from accounts.enums import GuardianAnswer
from core.models import Notification
from tests.accounts.factories import UserFactory
from tests.concurrency.test_last_seats import PEOPLE, ROUNDS, SEATS, applied, at_once, crowd, people, seated
from tests.concurrency.test_seats import race
from tests.training.factories import AdmissionFactory, EditionFactory, GuardianApprovalFactory, RankingFactory
from training import services
from training.enums import ApplicationState
from training.models import Application, RankingPlace
from training.services.guardian_approvals import approval_answer
from training.services.ranking import ranking_assign

__all__ = ["crowd", "people"]  # fixtures
PLACES = 20  # in the ranking: one assignment answers them all under one lock, for which the others wait
pytestmark = pytest.mark.django_db(transaction=True)


def ranked(people):
    """An edition with a definitive ranking: who asked last is first. The applications, the best placed first."""
    edition = EditionFactory(closed=True, seats=SEATS)
    AdmissionFactory(edition=edition, ranked=True)
    rows = list(reversed(applied(edition, people[:PLACES], ApplicationState.SUBMITTED)))
    ranking = RankingFactory(edition=edition)
    RankingPlace.objects.bulk_create(
        RankingPlace(ranking=ranking, application=row, position=place, total=PLACES - place)
        for place, row in enumerate(rows, start=1)
    )
    return edition, rows


def test_fifty_who_assign_at_once_give_the_seats_to_the_best(crowd, people):
    staff = UserFactory()
    for _round in range(ROUNDS // 2):
        edition, rows = ranked(people)

        at_once(crowd, [lambda edition=edition: ranking_assign(edition=edition, by=staff)] * PEOPLE)

        assert set(seated(edition).values_list("pk", flat=True)) == {row.pk for row in rows[:SEATS]}
        waiting = Application.objects.filter(edition=edition, state=ApplicationState.WAITLISTED)
        assert waiting.count() == PLACES - SEATS
    assert Notification.objects.filter(kind="application_accepted").count() == SEATS * ROUNDS // 2


def test_answers_at_once_never_pass_over_who_is_better_placed(people):
    staff = UserFactory()
    for _round in range(ROUNDS // 4):
        edition, rows = ranked(people)

        race(lambda row: services.application_accept(application=row, by=staff), rows)

        given = set(seated(edition).values_list("pk", flat=True))
        assert 1 <= len(given) <= SEATS
        assert given == {row.pk for row in rows[: len(given)]}


def test_seats_given_back_at_once_go_to_the_next_in_the_ranking(crowd, people):
    staff = UserFactory()
    for _round in range(ROUNDS // 2):
        edition, rows = ranked(people)
        ranking_assign(edition=edition, by=staff)
        calls = [lambda row=row: services.application_withdraw(application=row, by=row.person) for row in rows[:SEATS]]
        calls += [lambda edition=edition: services.waiting_list_advance(edition=edition)] * (PEOPLE - SEATS)

        at_once(crowd, calls)

        assert set(seated(edition).values_list("pk", flat=True)) == {row.pk for row in rows[SEATS : 2 * SEATS]}


def test_a_yes_and_a_no_at_once_leave_one_answer():
    approvals = [GuardianApprovalFactory() for _number in range(5)]

    def answer(call):
        approval, word = call
        approval_answer(approval=approval, answer=word)

    refused = race(answer, [(row, word) for row in approvals for word in GuardianAnswer])

    assert refused == len(approvals)
    for approval in approvals:
        approval.refresh_from_db()
        state = Application.objects.get(pk=approval.application_id).state
        assert state == ("SUBMITTED" if approval.answer == GuardianAnswer.YES else "WITHDRAWN")
