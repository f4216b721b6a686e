"""What became of hires and placements: whom to ask today, what each side reads, and who is to be reminded."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partners.enums import ACTIVE_STANDINGS
from recruitment.enums import APPRENTICESHIPS, PlacementState
from recruitment.models import Interest, Outcome, Placement
from recruitment.models.outcome import endings, hires
from recruitment.outcome_enums import JOB_ENDS, OutcomeAnswer, OutcomeDay, OutcomeSide

# A question comes on its day, or as soon as the portal is up again; after this it does not come at all.
LATE_DAYS = 14
REMIND_AFTER = datetime.timedelta(days=10)
ANSWERS_SHOWN = 30


@dataclass(frozen=True)
class Line:
    """A question as its side reads it; the firm finds a name only where it still may."""

    outcome: Outcome
    name: str = ""
    url: str = ""


def hires_to_ask(day: OutcomeDay, side: OutcomeSide) -> QuerySet[Interest]:
    """Confirmed so many days ago. What led to a traineeship is asked about when that ends."""
    first, last = _days(day)
    learning = Placement.objects.filter(interest=OuterRef("pk")).exclude(kind__in=APPRENTICESHIPS)
    is_learning = Exists(learning.filter(Q(state=PlacementState.IN_FORCE) | Q(pk__in=endings().values("pk"))))
    rows = hires().filter(~is_learning, hire_confirmed_at__date__range=(first, last))
    if side == OutcomeSide.FIRM:
        rows = rows.filter(opening__partner__standing__in=ACTIVE_STANDINGS)
    return rows.filter(~Exists(_asked(Outcome.objects.filter(interest=OuterRef("pk")), day, side)))


def placements_to_ask(day: OutcomeDay, side: OutcomeSide) -> QuerySet[Placement]:
    """Ended so many days ago."""
    rows = endings().filter(ended_on__range=_days(day))
    if side == OutcomeSide.FIRM:
        rows = rows.filter(host__standing__in=ACTIVE_STANDINGS)
    return rows.filter(~Exists(_asked(Outcome.objects.filter(placement=OuterRef("pk")), day, side)))


def outcomes_to_remind() -> QuerySet[Outcome]:
    """Asked for some time, not answered, and not reminded of yet."""
    return Outcome.objects.waiting().filter(reminded_at=None, created_at__lte=timezone.now() - REMIND_AFTER)


def whole(rows: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """With all that a line, a page or a notice says of it."""
    return rows.select_related(
        "interest__opening__partner", "interest__profile__person", "placement__host", "placement__person"
    )


def waiting_for_person(user: User) -> list[Outcome]:
    return list(whole(Outcome.objects.of_person(user).waiting()).order_by("answer_until", "pk"))


def open_lines(user: User, side: OutcomeSide) -> list[Line]:
    """What can be answered today."""
    rows = whole(_of(user, side).open()).order_by("answer_until", "pk")
    return with_names(user, rows) if side == OutcomeSide.FIRM else [Line(outcome) for outcome in rows]


def past_lines(user: User, side: OutcomeSide) -> list[Line]:
    """The latest that were answered and cannot be any more: without names."""
    past = _of(user, side).exclude(pk__in=Outcome.objects.open().values("pk")).exclude(answer="")
    return [Line(outcome) for outcome in whole(past).order_by("-answered_at", "-pk")[:ANSWERS_SHOWN]]


def with_names(user: User, outcomes: Iterable[Outcome]) -> list[Line]:
    """In a firm: the name of who was hired while names are open, and of who learnt there to whoever runs it."""
    rows = list(outcomes)
    hired = Interest.objects.followed_by(user).disclosing().filter(pk__in=[row.interest_id for row in rows])
    placed = Placement.objects.staffed_by(user).filter(pk__in=[row.placement_id for row in rows])
    open_hires, open_placements = (set(found.values_list("pk", flat=True)) for found in (hired, placed))
    return [_named(row, row.interest_id in open_hires or row.placement_id in open_placements) for row in rows]


def counts_of_firm(user: User) -> dict[str, int]:
    """How many the firm was asked, and how many wait for a word."""
    rows = Outcome.objects.followed_by(user)
    is_waiting = Q(pk__in=Outcome.objects.waiting().values("pk"))
    return rows.aggregate(total=Count("pk"), waiting=Count("pk", filter=is_waiting))


def _of(user: User, side: OutcomeSide) -> Any:
    rows = Outcome.objects
    return rows.followed_by(user) if side == OutcomeSide.FIRM else rows.of_person(user)


def _named(outcome: Outcome, is_visible: bool) -> Line:
    if not is_visible:
        return Line(outcome)
    if outcome.interest is not None:
        url = reverse("recruitment:selection_detail", args=[outcome.interest_id])
    else:
        url = reverse("recruitment:placement_detail", args=[outcome.placement_id])
    return Line(outcome, name=outcome.person.get_full_name(), url=url)


def _days(day: OutcomeDay) -> tuple[datetime.date, datetime.date]:
    """Of what happened in these days the question is due: civil days, whatever the clocks did between."""
    last = timezone.localdate() - datetime.timedelta(days=day)
    return last - datetime.timedelta(days=LATE_DAYS), last


def _asked(about: QuerySet[Outcome], day: OutcomeDay, side: OutcomeSide) -> QuerySet[Outcome]:
    """This question already, or an answer after which there is nothing more to ask."""
    enough = Q(day=day, side=side) | Q(answer=OutcomeAnswer.NO_MORE)
    if side == OutcomeSide.FIRM:
        enough |= Q(side=side, answer__in=JOB_ENDS)
    return about.filter(enough)
