"""The facts behind a stored match, as the engine wrote them: enough to compute the score again, and nothing more.

What matches stored before version 2026.2 do not have has the value that it had then.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class AskedFact:
    """A skill that the opening asked for at the time of the match."""

    skill: int
    weight: int
    level: int
    importance: str
    is_trainable: bool
    rarity: int = 1


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
    licences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ListLength:
    """How many skills the person has, and how many people had on average when it was measured (0: not known)."""

    skills: int = 0
    average: int = 0


@dataclass(frozen=True)
class MatchInputs:
    asked: tuple[AskedFact, ...]
    held: tuple[HeldFact, ...]
    conditions: Conditions
    length: ListLength

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "MatchInputs":
        return cls(
            asked=tuple(AskedFact(**fact) for fact in stored["asked"]),
            held=tuple(HeldFact(skill=one["skill"], **fact) for one in stored["held"] for fact in one["by"]),
            conditions=Conditions(**stored["conditions"]),
            length=ListLength(**stored.get("list", {})),
        )
