"""The facts behind a stored match, as the engine wrote them: enough to compute the score again, and nothing more."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AskedFact:
    """A skill that the opening asked for at the time of the match."""

    skill: int
    weight: int
    level: int
    importance: str
    is_trainable: bool


@dataclass(frozen=True)
class HeldFact:
    """A claim that covers an asked skill at least in part, and how close the two skills were."""

    skill: int
    held: int
    closeness: int
    level: int
    evidence: str


@dataclass(frozen=True)
class Conditions:
    """What was compared before the score; None is what one side did not say. Dates are ISO texts."""

    work: str | None
    home: str | None
    km: int | None
    max_km: int
    starts_on: str | None
    available_from: str | None
    min_eqf: int | None
    eqf: int | None


@dataclass(frozen=True)
class MatchInputs:
    asked: tuple[AskedFact, ...]
    held: tuple[HeldFact, ...]
    conditions: Conditions

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "MatchInputs":
        return cls(
            asked=tuple(AskedFact(**fact) for fact in stored["asked"]),
            held=tuple(HeldFact(skill=one["skill"], **fact) for one in stored["held"] for fact in one["by"]),
            conditions=Conditions(**stored["conditions"]),
        )
