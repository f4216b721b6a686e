"""What a proposal would change: the lists of today beside those it would give, on the people and openings of today.

Nothing is written and nobody is named: a row is a place in a list, and a list of few people is not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from recruitment.matching import engine
from recruitment.matching.policy import MatchingPolicy
from recruitment.models import Opening
from recruitment.selectors.register import SMALL_GROUP

LONG = 20  # places compared


@dataclass(frozen=True)
class Place:
    """One place of the new list: where it was before (None: below the places compared), and how much is covered."""

    now: int
    before: int | None
    percent: int

    @property
    def moved(self) -> int:
        return 0 if self.before is None else self.before - self.now


@dataclass(frozen=True)
class Comparison:
    """The two lists of an opening; `places` is empty where fewer than five people are in it."""

    opening: Opening
    people: int
    places: list[Place]
    left: int

    @property
    def is_told(self) -> bool:
        return self.people >= SMALL_GROUP

    @property
    def is_same(self) -> bool:
        return self.left == 0 and all(place.before == place.now for place in self.places)

    @property
    def moved(self) -> int:
        return sum(place.before is not None and place.before != place.now for place in self.places)

    @property
    def entered(self) -> int:
        return sum(place.before is None for place in self.places)


def comparisons(openings: Iterable[Opening], *, today: MatchingPolicy, proposed: MatchingPolicy) -> list[Comparison]:
    """Two statements for each opening."""
    return [_comparison(opening, today, proposed) for opening in openings]


def _comparison(opening: Opening, today: MatchingPolicy, proposed: MatchingPolicy) -> Comparison:
    before = engine.candidates(opening_id=opening.pk, limit=LONG, policy=today)
    after = engine.candidates(opening_id=opening.pk, limit=LONG, policy=proposed)
    places = {row.profile_id: place for place, row in enumerate(before, start=1)}
    rows = [
        Place(now=place, before=places.get(row.profile_id), percent=row.percent)
        for place, row in enumerate(after, start=1)
    ]
    kept = {row.profile_id for row in after} & set(places)
    told = len(before) >= SMALL_GROUP
    return Comparison(opening, people=len(before), places=rows if told else [], left=len(before) - len(kept))
