"""What happens by itself: windows end, silent firms are reminded once, people are shown in turn."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from partners.enums import Office
from recruitment import tasks
from recruitment.enums import Answer, Stage
from recruitment.models import CandidateProfile, Interest, Showing
from recruitment.selectors import totals
from recruitment.selectors.candidates import matches_of_opening
from recruitment.selectors.turns import showings_of
from recruitment.services import clocks
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    ShowingFactory,
)

pytestmark = pytest.mark.django_db
TOTALS = reverse("recruitment:selection_totals")


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def said_yes(days, **fields):
    row = InterestFactory(yes=True, **fields)
    MembershipFactory(user=row.expressed_by, partner=row.opening.partner)
    Interest.objects.filter(pk=row.pk).update(answered_at=ago(days))
    return row


def kinds_of(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_the_window_ends_and_both_are_told():
    over = said_yes(61, access_until=timezone.localdate() - datetime.timedelta(days=1))
    last_day = said_yes(60, access_until=timezone.localdate(), firm_answered_at=timezone.now())

    for _ in range(2):
        tasks.selections_review()

    assert Interest.objects.get(pk=over.pk).stage == Stage.EXPIRED
    assert Interest.objects.get(pk=last_day.pk).stage == Stage.ACCEPTED
    assert kinds_of(over.profile.person) == ["selection_moved"]
    assert kinds_of(over.expressed_by) == ["selection_expired"]


def test_a_silent_firm_is_reminded_once(settings):
    late, in_time = said_yes(settings.INTEREST_FIRM_DAYS + 1), said_yes(settings.INTEREST_FIRM_DAYS - 1)
    answered = said_yes(30, firm_answered_at=timezone.now())

    assert clocks.selections_review() == {"expired": 0, "nudged": 1, "failed": 0}
    assert clocks.selections_review() == {"expired": 0, "nudged": 0, "failed": 0}

    assert kinds_of(late.expressed_by) == ["selection_unanswered"]
    assert kinds_of(in_time.expressed_by) == kinds_of(answered.expressed_by) == []
    assert AuditEvent.objects.filter(verb="recruitment.answer_asked", target_id=late.pk).count() == 1


def test_who_was_faster_than_the_clock_is_left_alone():
    row = said_yes(30, access_until=timezone.localdate())

    assert (clocks._expire(row.pk), clocks._nudge(row.pk), clocks._nudge(row.pk)) == (0, 1, 0)


@pytest.fixture
def referent(signed_in):
    return signed_in(MandateFactory(office=Office.REFERENT).user)


def test_the_referent_sees_who_stays_silent(referent, settings):
    silent, only_reminded = said_yes(40), said_yes(10)
    Interest.objects.filter(pk=silent.pk).update(nudged_at=ago(settings.INTEREST_FIRM_DAYS + 1))
    Interest.objects.filter(pk=only_reminded.pk).update(nudged_at=ago(1))

    body = referent.get(TOTALS).content.decode()

    assert silent.opening.partner.name in body
    assert only_reminded.opening.partner.name not in body
    assert str(silent.profile.person) not in body
    assert "1 impresa non risponde" in referent.get(reverse("dashboards:desk")).content.decode()
    Interest.objects.filter(pk=silent.pk).update(firm_answered_at=timezone.now())
    assert "Nessuna: tutte rispondono." in referent.get(TOTALS).content.decode()


def told():
    return {row.label: row.people for row in totals.totals()}


def test_totals_point_at_nobody():
    """Five people of three firms, or no number; and never one hidden alone."""
    openings = [OpeningFactory(published=True) for _ in range(3)]
    for n in range(5):
        InterestFactory(opening=openings[n % 2], answer="")
        InterestFactory(opening=openings[n % 3], no=True)
        InterestFactory(opening=openings[n % 3], yes=True)

    # Five people, but of two firms: hidden, and with it the next smallest.
    shown = told()
    assert shown["Senza risposta della persona"] is None
    assert sorted(str(shown[name]) for name in ("La persona ha detto no", "Selezione in corso")) == ["5", "None"]

    InterestFactory(opening=openings[2], answer="")
    shown = told()
    assert (shown["Senza risposta della persona"], shown["La persona ha detto no"]) == (6, 5)
    assert shown["Offerta chiusa o tempo finito"] == 0


def test_totals_count_each_question_in_one_line():
    rows = [
        {}, {"no": True}, {"yes": True}, {"yes": True, "stage": Stage.HIRED, "hire_confirmed_at": timezone.now()},
        {"yes": True, "stage": Stage.HIRED}, {"yes": True, "stage": Stage.NOT_SELECTED, "not_selected_for": "TIMES"},
        {"yes": True, "stage": Stage.ELSEWHERE}, {"yes": True, "stage": Stage.EXPIRED},
    ]  # fmt: skip
    for row in rows:
        InterestFactory(**row)

    found = [list(Interest.objects.filter(rule)) for _label, rule in totals.ways()]

    assert [len(one) for one in found] == [1] * len(rows)
    assert set(told().values()) == {None}


@pytest.mark.parametrize("count", [1, 3])
def test_totals_cost_the_same(referent, count, django_assert_num_queries):
    for _ in range(count):
        row = said_yes(40)
        Interest.objects.filter(pk=row.pk).update(nudged_at=ago(20))
    referent.get(TOTALS)

    with django_assert_num_queries(7):
        referent.get(TOTALS)


def test_people_alike_are_shown_in_turn():
    """Two of the same band: who stood in fewer lists comes first; a higher band is never passed."""
    opening = OpeningFactory(published=True)
    best = MatchFactory(opening=opening, score=36_000)
    often, seldom = (MatchFactory(opening=opening, score=score) for score in (24_100, 24_000))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ShowingFactory(profile=best.profile, shown_on=yesterday)
    ShowingFactory(profile=best.profile, shown_on=yesterday)
    assert list(matches_of_opening(opening)) == [best, often, seldom]

    ShowingFactory(profile=often.profile, shown_on=yesterday)
    assert list(matches_of_opening(opening)) == [best, seldom, often]

    ShowingFactory(profile=seldom.profile, shown_on=timezone.localdate())  # today counts from tomorrow
    assert list(matches_of_opening(opening)) == [best, seldom, often]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
        assert list(matches_of_opening(opening)) == [best, often, seldom]


def test_the_turn_never_crosses_the_line_of_the_page():
    opening = OpeningFactory(published=True)
    well, just_below = (MatchFactory(opening=opening, score=score) for score in (16_000, 15_999))
    ShowingFactory(profile=well.profile, shown_on=timezone.localdate() - datetime.timedelta(days=1))

    assert list(matches_of_opening(opening)) == [well, just_below]


def test_the_turn_knows_nothing_else_of_the_person():
    """Name, sex, age and town of people alike change nothing."""
    opening = OpeningFactory(published=True)
    rows = [MatchFactory(opening=opening, score=20_000) for _ in range(6)]
    before = list(matches_of_opening(opening))

    for row, age in zip(rows, range(18, 66, 8), strict=True):
        person = row.profile.person
        person.first_name, person.last_name = f"A{age}", f"Z{age}"
        person.birth_date = timezone.localdate() - datetime.timedelta(days=365 * age + 20)
        person.save()
        CandidateProfile.objects.filter(pk=row.profile.pk).update(headline=f"{age}", max_km=age)

    assert list(matches_of_opening(opening)) == before == sorted(rows, key=lambda row: row.profile_id)


def test_a_list_that_is_read_is_written_down_once_a_day(firm, signed_in):
    opening = OpeningFactory(partner=firm.partner, published=True)
    person = UserFactory()
    match = MatchFactory(opening=opening, profile=CandidateProfileFactory(person=person))
    page = reverse("recruitment:candidate_list", args=[opening.pk])

    for _ in range(2):
        body = firm.client.get(page).content.decode()

    assert "In che ordine si leggono" in body
    row = Showing.objects.get()
    assert (row.opening, row.profile, row.shown_on) == (opening, match.profile, timezone.localdate())
    assert showings_of(match.profile) == 1
    mine = signed_in(person).get(reverse("recruitment:profile_detail")).content.decode()
    assert "in prima pagina 1 volta" in mine


def test_the_desks_say_what_waits(firm, person, signed_in):
    row = InterestFactory(
        opening=OpeningFactory(partner=firm.partner, published=True),
        profile=CandidateProfileFactory(person=person),
        yes=True,
        expressed_by=firm.user,
    )
    desk = reverse("dashboards:desk")
    assert "1 persona ti ha detto sì e aspetta" in firm.client.get(desk).content.decode()

    Interest.objects.filter(pk=row.pk).update(stage=Stage.CONTACTED, firm_answered_at=timezone.now())
    assert "1 persona in selezione." in firm.client.get(desk).content.decode()
    Interest.objects.filter(pk=row.pk).update(stage=Stage.OFFER)
    Interest.objects.filter(pk=row.pk).update(stage=Stage.HIRED)

    mine = signed_in(person).get(desk).content.decode()
    assert f"{firm.partner} ha scritto che ti ha assunto" in mine
    assert Interest.objects.get().answer == Answer.YES
