"""A ranking: criteria before, points, a definitive order, seats by it, a correction with its reason."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from tests.accounts.factories import UserFactory
from tests.training.factories import (
    AdmissionFactory,
    ApplicationFactory,
    EditionFactory,
    RankingCriterionFactory,
    RankingPlaceFactory,
    RankingPointsFactory,
)
from training import services
from training.enums import BatchAction
from training.models import Admission, Application, Ranking, RankingCriterion, RankingPlace, RankingPoints
from training.selectors.applications import place_in_queue
from training.selectors.ranking import own_place, ranked
from training.services import criteria, ranking
from training.services.application_batch import applications_answer

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ranked_edition(*, maxima=((10, 1),), tie_break="ARRIVAL", **edition):
    """An edition whose criteria are published and whose window has closed, and its criteria."""
    edition = EditionFactory(closed=True, **edition)
    rows = [RankingCriterionFactory(edition=edition, max_points=most, weight=weight) for most, weight in maxima]
    AdmissionFactory(edition=edition, ranked=True, tie_break=tie_break)
    return edition, rows


def sent(edition, rows, *points, hours=1, **fields):
    """Somebody who asked so many hours ago, with these points in the order of the criteria."""
    application = ApplicationFactory(edition=edition, submitted_at=NOW - datetime.timedelta(hours=hours), **fields)
    for criterion, number in zip(rows, points, strict=False):
        RankingPointsFactory(application=application, criterion=criterion, points=number)
    return application


def order(edition):
    return [(rank.application, rank.total, rank.position, rank.is_tied) for rank in ranked(edition)]


# Criteria ------------------------------------------------------------------------------------------------------------


def writing():
    edition = EditionFactory(open=True)
    AdmissionFactory(edition=edition, ordering="RANKING")
    return edition


FACTS = {"name": "Colloquio", "note": "Da 0 a 10.", "max_points": 10, "weight": 2}


def test_criteria_are_written_published_and_reopened_until_somebody_applies():
    edition, staff = writing(), UserFactory()
    criterion = criteria.criterion_create(edition=edition, facts=FACTS, by=staff)
    criteria.criteria_publish(edition=edition, by=staff)

    with pytest.raises(BusinessRuleError, match="prima riaprili"):
        criteria.criterion_delete(criterion=criterion, by=staff)
    criteria.criteria_reopen(edition=edition, by=staff)
    criteria.criterion_delete(criterion=criterion, by=staff)

    assert criterion.most == 20
    assert not RankingCriterion.objects.exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "training.criterion_created", "training.criteria_published", "training.criteria_unpublished",
        "training.criterion_deleted",
    ]  # fmt: skip


def test_nobody_applies_before_the_criteria_are_published():
    edition, staff = writing(), UserFactory()

    with pytest.raises(BusinessRuleError, match="non ha ancora pubblicato i criteri"):
        services.application_submit(edition=edition, by=UserFactory())
    with pytest.raises(BusinessRuleError, match="almeno un criterio"):
        criteria.criteria_publish(edition=edition, by=staff)
    criteria.criterion_create(edition=edition, facts=FACTS, by=staff)
    criteria.criteria_publish(edition=edition, by=staff)

    application = services.application_submit(edition=edition, by=UserFactory())
    assert application.state == "SUBMITTED"
    assert len(application.code) == 8


def test_the_first_application_settles_the_rules():
    edition, staff = writing(), UserFactory()
    criterion = criteria.criterion_create(edition=edition, facts=FACTS, by=staff)
    criteria.criteria_publish(edition=edition, by=staff)
    services.application_draft(edition=edition, by=UserFactory())
    services.application_submit(edition=edition, by=UserFactory())

    for change in (
        lambda: criteria.criteria_reopen(edition=edition, by=staff),
        lambda: criteria.criterion_create(edition=edition, facts=FACTS | {"name": "Altro"}, by=staff),
        lambda: criteria.criterion_delete(criterion=criterion, by=staff),
        lambda: services.admission_update(edition=edition, facts={"ordering": "ARRIVAL"}, by=staff),
    ):
        with pytest.raises(BusinessRuleError, match="già mandato la domanda"):
            change()
    services.admission_update(edition=edition, facts={"offer_hours": 24}, by=staff)

    assert Admission.objects.get().offer_hours == 24


def test_rules_published_are_reopened_before_they_change():
    edition, _rows = ranked_edition()

    with pytest.raises(BusinessRuleError, match="prima riaprili"):
        services.admission_update(edition=edition, facts={"tie_break": "CRITERIA"}, by=UserFactory())


@pytest.mark.parametrize(
    "write",
    [
        lambda edition: RankingCriterionFactory(edition=edition),
        lambda edition: edition.criteria.update(max_points=5),
        lambda edition: edition.criteria.all().delete(),
        lambda edition: Admission.objects.filter(edition=edition).update(tie_break="CRITERIA"),
        lambda edition: Admission.objects.filter(edition=edition).update(criteria_published_at=None),
    ],
)
def test_the_database_settles_them_too(write):
    edition, _rows = ranked_edition()
    ApplicationFactory(edition=edition)

    with pytest.raises(IntegrityError, match="settled"), transaction.atomic():
        write(edition)


def test_a_draft_or_a_past_edition_without_ranking_settles_nothing():
    edition, _rows = ranked_edition()
    ApplicationFactory(edition=edition, draft=True)

    edition.criteria.update(max_points=5)


@pytest.mark.parametrize(
    "words",
    [
        "Età inferiore a 25 anni",
        "Sesso",
        "Cittadinanza italiana",
        "Stato di salute",
        "Figli a carico",
        "Bella presenza",
    ],
)
def test_nobody_is_judged_by_who_they_are(words):
    criterion = RankingCriterionFactory.build(edition=EditionFactory(), name=words)

    with pytest.raises(ValidationError, match="non a chi è"):
        criterion.full_clean()
    with pytest.raises(IntegrityError, match="not_protected"), transaction.atomic():
        criterion.save()
    criterion.name, criterion.note = "Prova", f"Conta anche: {words.lower()}."
    with pytest.raises(IntegrityError, match="not_protected"), transaction.atomic():
        criterion.save()


@pytest.mark.parametrize(
    "words", ["Maturità tecnica", "Lingua italiana, livello B1", "Corso su salute e sicurezza", "Esperienza con razzi"]
)
def test_what_somebody_can_do_is_a_criterion(words):
    RankingCriterionFactory.build(edition=EditionFactory(), name=words).full_clean()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"max_points": 0}, "points"),
        ({"max_points": 101}, "points"),
        ({"weight": 0}, "weight"),
        ({"weight": 11}, "weight"),
    ],
)
def test_the_database_bounds_points_and_weight(fields, name):
    with pytest.raises(IntegrityError, match=f"training_rankingcriterion_{name}"), transaction.atomic():
        RankingCriterionFactory(**fields)


def test_only_a_ranking_has_published_criteria():
    with pytest.raises(IntegrityError, match="criteria_of_ranking"), transaction.atomic():
        AdmissionFactory(criteria_published_at=NOW)


@pytest.mark.parametrize(("ordering", "says"), [("ARRIVAL", "una graduatoria"), ("RANKING", "annullata")])
def test_criteria_have_their_place(ordering, says):
    edition = EditionFactory(cancelled=ordering == "RANKING")
    AdmissionFactory(edition=edition, ordering=ordering)

    with pytest.raises(BusinessRuleError, match=says):
        criteria.criterion_create(edition=edition, facts=FACTS, by=UserFactory())


def test_ten_criteria_are_enough():
    edition = writing()
    RankingCriterionFactory.create_batch(10, edition=edition)

    with pytest.raises(BusinessRuleError, match="Dieci criteri"):
        criteria.criterion_create(edition=edition, facts=FACTS, by=UserFactory())
    with pytest.raises(BusinessRuleError, match="non sono pubblicati"):
        criteria.criteria_reopen(edition=edition, by=UserFactory())


# Order ---------------------------------------------------------------------------------------------------------------


def test_the_total_is_points_by_weight_and_orders():
    edition, rows = ranked_edition(maxima=((10, 1), (5, 3)))
    first = sent(edition, rows, 2, 5)  # 17
    second = sent(edition, rows, 10, 1, hours=9)  # 13
    lacking = sent(edition, rows, 9)

    assert order(edition) == [(first, 17, 1, False), (second, 13, 2, False), (lacking, 9, 0, False)]


@pytest.mark.parametrize(("tie_break", "names"), [("ARRIVAL", "early late"), ("CRITERIA", "late early")])
def test_even_points_follow_the_published_rule(tie_break, names):
    edition, rows = ranked_edition(maxima=((10, 1), (10, 1)), tie_break=tie_break)
    people = {"early": sent(edition, rows, 4, 6, hours=5), "late": sent(edition, rows, 6, 4, hours=2)}

    wanted = [people[name] for name in names.split()]
    assert order(edition) == [(wanted[0], 10, 1, True), (wanted[1], 10, 2, True)]


def test_what_is_still_even_is_settled_by_arrival_then_by_number():
    edition, rows = ranked_edition(tie_break="CRITERIA")
    twins = [sent(edition, rows, 5, hours=3) for _turn in range(3)]
    early = sent(edition, rows, 5, hours=7)

    assert [row for row, *_rest in order(edition)] == [early, *twins]


def test_who_withdrew_or_was_refused_is_not_in_it():
    edition, rows = ranked_edition()
    sent(edition, rows, 5, withdrawn=True)
    sent(edition, rows, 5, refused=True)

    assert order(edition) == []


# Points --------------------------------------------------------------------------------------------------------------


def give(application, *points, by=None, reason=""):
    given = [
        (row, number, "Colloquio.") for row, number in zip(application.edition.criteria.all(), points, strict=True)
    ]
    return ranking.points_give(application=application, given=given, by=by or UserFactory(), reason=reason)


def test_points_are_given_changed_and_told_to_the_audit():
    edition, rows = ranked_edition()
    application, staff = sent(edition, rows), UserFactory()

    give(application, 7, by=staff)
    give(application, 8, by=staff)
    give(application, 8, by=staff)

    points = RankingPoints.objects.get()
    assert (points.points, points.note, points.given_by) == (8, "Colloquio.", staff)
    events = AuditEvent.objects.filter(verb="training.points_updated").order_by("pk")
    assert [event.after for event in events] == [{rows[0].name: 7}, {rows[0].name: 8}]


@pytest.mark.parametrize("number", [-1, 11])
def test_points_stay_within_the_criterion(number):
    edition, rows = ranked_edition()
    application = sent(edition, rows)

    with pytest.raises(BusinessRuleError, match="da 0 a 10"):
        give(application, number)
    assert not RankingPoints.objects.exists()


def test_the_database_keeps_points_within_the_criterion_of_the_same_edition():
    edition, rows = ranked_edition()
    application = sent(edition, rows)
    for criterion, points in ((rows[0], 11), (RankingCriterionFactory(), 1)):
        with pytest.raises(IntegrityError, match="within_criterion"), transaction.atomic():
            RankingPointsFactory(application=application, criterion=criterion, points=points)


def test_points_have_their_place():
    edition, rows = ranked_edition()
    with pytest.raises(BusinessRuleError, match="non è più in gara"):
        give(sent(edition, rows, withdrawn=True), 5)
    with pytest.raises(BusinessRuleError, match="per arrivo"):
        ranking.points_give(application=ApplicationFactory(), given=[], by=UserFactory())


# Definitive ----------------------------------------------------------------------------------------------------------


def test_the_definitive_ranking_is_frozen_told_and_dated():
    edition, rows = ranked_edition()
    low, high = sent(edition, rows, 3), sent(edition, rows, 9)
    staff = UserFactory()

    definitive = ranking.ranking_publish(edition=edition, by=staff)

    assert (definitive.number, definitive.published_by, definitive.reason) == (1, staff, "")
    assert list(definitive.places.values_list("application_id", "position", "total")) == [
        (high.pk, 1, 9),
        (low.pk, 2, 3),
    ]
    told = Notification.objects.filter(kind="ranking_published")
    assert {notice.recipient for notice in told} == {low.person, high.person}
    for rows_of in (Ranking, RankingPlace):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            rows_of.objects.update(**({"number": 2} if rows_of is Ranking else {"position": 9}))


def test_what_keeps_a_ranking_provisional():
    edition, rows = ranked_edition()
    staff = UserFactory()
    with pytest.raises(BusinessRuleError, match="Non ci sono domande"):
        ranking.ranking_publish(edition=edition, by=staff)
    application = sent(edition, rows)
    with pytest.raises(BusinessRuleError, match="senza tutti i punti: 1"):
        ranking.ranking_publish(edition=edition, by=staff)
    give(application, 5)
    edition.applications_close_on = timezone.localdate()
    edition.save()
    with pytest.raises(BusinessRuleError, match="iscrizioni sono chiuse"):
        ranking.ranking_publish(edition=edition, by=staff)
    with pytest.raises(BusinessRuleError, match="Prima pubblica"):
        ranking.ranking_assign(edition=edition, by=staff)
    with pytest.raises(BusinessRuleError, match="per arrivo"):
        ranking.ranking_publish(edition=EditionFactory(closed=True), by=staff)


def test_a_ranking_is_published_once_and_never_of_a_cancelled_edition():
    edition, rows = ranked_edition()
    sent(edition, rows, 5)
    ranking.ranking_publish(edition=edition, by=UserFactory())

    with pytest.raises(BusinessRuleError, match="già pubblicata"):
        ranking.ranking_publish(edition=edition, by=UserFactory())
    edition.cancelled_at = NOW
    edition.save()
    with pytest.raises(BusinessRuleError, match="annullata"):
        ranking.ranking_publish(edition=edition, by=UserFactory())


def test_a_correction_says_why_and_tells_who_moved():
    edition, rows = ranked_edition()
    low, middle, high = sent(edition, rows, 1), sent(edition, rows, 5), sent(edition, rows, 9)
    ranking.ranking_publish(edition=edition, by=UserFactory())

    with pytest.raises(BusinessRuleError, match="scrivi perché"):
        give(middle, 10, reason="  ")
    give(middle, 10, reason="Un attestato letto male.")

    assert Ranking.objects.count() == 2
    assert own_place(middle).position == 1
    assert own_place(high).position == 2
    told = Notification.objects.filter(kind="ranking_changed")
    assert {notice.recipient for notice in told} == {middle.person, high.person}
    event = AuditEvent.objects.get(verb="training.ranking_replaced")
    assert event.reason == "Un attestato letto male."
    assert (event.before[str(middle.pk)], event.after[str(middle.pk)]) == (2, 1)
    assert low.person not in {notice.recipient for notice in told}


@pytest.mark.parametrize(("number", "reason"), [(1, "Perché sì."), (2, ""), (0, "")])
def test_the_database_asks_a_reason_of_every_change(number, reason):
    edition, _rows = ranked_edition()

    with pytest.raises(IntegrityError, match="changed_iff_reason"), transaction.atomic():
        Ranking.objects.create(
            edition=edition, number=number, reason=reason, published_at=NOW, published_by=UserFactory()
        )


def test_two_never_share_a_position():
    place = RankingPlaceFactory()
    for fields, name in (({"position": 1}, "one_position"), ({"position": 0}, "from_one")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            RankingPlaceFactory(ranking=place.ranking, **fields)


# Seats ---------------------------------------------------------------------------------------------------------------


def definitive(seats=1, points=(3, 9, 6)):
    """A published ranking; the applications in the order in which they came."""
    edition, rows = ranked_edition(seats=seats)
    applications = [sent(edition, rows, number, hours=9 - turn) for turn, number in enumerate(points)]
    ranking.ranking_publish(edition=edition, by=UserFactory())
    return edition, applications


def states(*applications):
    return [Application.objects.get(pk=row.pk).state for row in applications]


def test_no_seat_and_no_list_before_the_ranking_is_definitive():
    edition, rows = ranked_edition()
    application = sent(edition, rows, 9)

    for answer in (services.application_accept, services.application_waitlist):
        with pytest.raises(BusinessRuleError, match="decide la graduatoria"):
            answer(application=application, by=UserFactory())


def test_seats_are_given_in_order_only():
    _edition, (low, high, middle) = definitive(seats=2)
    staff = UserFactory()

    with pytest.raises(BusinessRuleError, match="viene prima"):
        services.application_accept(application=middle, by=staff)
    services.application_accept(application=high, by=staff)
    services.application_accept(application=middle, by=staff)

    assert states(low, high, middle) == ["SUBMITTED", "ACCEPTED", "ACCEPTED"]


def test_who_is_not_in_the_ranking_gets_no_seat():
    edition, _rows = definitive()
    late = ApplicationFactory(edition=edition)

    with pytest.raises(BusinessRuleError, match="non è in graduatoria"):
        services.application_accept(application=late, by=UserFactory())


def test_all_are_answered_at_once_by_the_ranking_and_the_list_follows_it():
    edition, (low, high, middle) = definitive()

    outcome = ranking.ranking_assign(edition=edition, by=UserFactory())

    assert (outcome.done, outcome.held) == (3, [])
    assert states(low, high, middle) == ["WAITLISTED", "ACCEPTED", "WAITLISTED"]
    assert [place_in_queue(row) for row in (middle, low)] == [1, 2]
    high.refresh_from_db()
    services.application_withdraw(application=high, by=high.person)
    assert states(low, middle) == ["WAITLISTED", "OFFERED"]


def test_a_batch_goes_by_the_ranking():
    edition, (low, high, middle) = definitive(seats=2)

    outcome = applications_answer(applications=edition.applications.all(), action=BatchAction.ACCEPT, by=UserFactory())

    assert outcome.done == 2
    assert states(low, high, middle) == ["SUBMITTED", "ACCEPTED", "ACCEPTED"]


def test_who_may_not_take_part_yet_holds_nobody_back_and_keeps_the_place():
    edition, rows = ranked_edition(seats=1)
    minor = sent(edition, rows, 9, person=UserFactory(minor=True))
    adult = sent(edition, rows, 5)
    ranking.ranking_publish(edition=edition, by=UserFactory())

    outcome = ranking.ranking_assign(edition=edition, by=UserFactory())

    assert [pk for pk, _why in outcome.held] == [minor.pk]
    assert states(minor, adult) == ["SUBMITTED", "ACCEPTED"]


def test_a_corrected_ranking_reorders_the_list_and_takes_no_seat_away():
    edition, (low, high, middle) = definitive()
    ranking.ranking_assign(edition=edition, by=UserFactory())

    give(Application.objects.get(pk=low.pk), 10, reason="Un errore di somma.")

    assert states(low, high, middle) == ["WAITLISTED", "ACCEPTED", "WAITLISTED"]
    assert [place_in_queue(row) for row in (low, middle)] == [1, 2]
