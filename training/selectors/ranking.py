"""Who comes first by the points given: computed anew each time, the same for the same points."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from training.enums import PENDING_APPLICATION_STATES, TieBreak
from training.models import Admission, Application, Edition, Ranking, RankingCriterion, RankingPlace, RankingPoints


@dataclass(frozen=True)
class Rank:
    """One application with its points, in the order of the criteria; `position` is 0 until all are given."""

    application: Application
    points: list[RankingPoints | None]
    total: int
    position: int = 0
    is_tied: bool = False

    @property
    def is_complete(self) -> bool:
        return None not in self.points


@dataclass(frozen=True)
class OwnPlace:
    """What the applicant reads: their own points, their position, nothing of the others."""

    position: int
    total: int
    most: int
    among: int
    ranking: Ranking
    points: list[RankingPoints]


def latest_ranking(edition: Edition) -> Ranking | None:
    return Ranking.objects.filter(edition=edition).order_by("-number").first()


def ranked(edition: Edition) -> list[Rank]:
    """Those who still wait or have a seat: who has all points in order, then, by arrival, who lacks some."""
    criteria = list(edition.criteria.all())
    rows = (
        Application.objects.filter(edition=edition, state__in=PENDING_APPLICATION_STATES)
        .select_related("person")
        .prefetch_related("points")
        .order_by("submitted_at", "pk")
    )
    found = [_rank(row, criteria) for row in rows]
    complete = sorted((rank for rank in found if rank.is_complete), key=_order(Admission.of(edition)))
    totals = [rank.total for rank in complete]
    placed = [
        Rank(rank.application, rank.points, rank.total, place, totals.count(rank.total) > 1)
        for place, rank in enumerate(complete, start=1)
    ]
    return placed + [rank for rank in found if not rank.is_complete]


def _rank(application: Application, criteria: Iterable[RankingCriterion]) -> Rank:
    given = {row.criterion_id: row for row in application.points.all()}
    points = [given.get(criterion.pk) for criterion in criteria]
    total = sum(
        row.points * criterion.weight for row, criterion in zip(points, criteria, strict=True) if row is not None
    )
    return Rank(application, points, total)


def _order(admission: Admission):
    """Most points first; then the rule that was published; then who sent it first, then the lower number."""

    def key(rank: Rank) -> tuple[int, list[int], datetime.datetime | None, int]:
        by_criterion = [-row.points for row in rank.points if row is not None]
        even = by_criterion if admission.tie_break == TieBreak.CRITERIA else []
        return -rank.total, even, rank.application.submitted_at, rank.application.pk

    return key


def own_place(application: Application) -> OwnPlace | None:
    """Where an application stands in the ranking in force; nothing before it is definitive."""
    place = RankingPlace.objects.filter(application=application).select_related("ranking").order_by("-pk").first()
    if place is None:
        return None
    return OwnPlace(
        position=place.position,
        total=place.total,
        most=sum(criterion.most for criterion in RankingCriterion.objects.filter(edition=application.edition_id)),
        among=place.ranking.places.count(),
        ranking=place.ranking,
        points=list(application.points.select_related("criterion").order_by("criterion_id")),
    )
