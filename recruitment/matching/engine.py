"""One SQL statement, conditions first: candidates of an opening, openings for a person, the lines that explain them.

It reads of a person only municipality, kilometres, availability, study title, consent, active account and claims; the
birth date only to leave out whoever may not take part yet (a minor without a guardian's yes).
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.ages import ADULT, OWN_CONSENT, born_by
from accounts.enums import GuardianAnswer
from recruitment.enums import DemandState
from recruitment.matching import statement
from recruitment.matching.policy import CURRENT_POLICY, MatchingPolicy
from skills.enums import Evidence, Importance


@dataclass(frozen=True)
class Ranked:
    """An opening and a person with the integer score of the current policy."""

    opening_id: int
    profile_id: int
    score: int
    weight_total: int


@dataclass(frozen=True)
class BestHeld:
    """The held skill that covers an asked one best."""

    skill_id: int
    held_id: int
    closeness: int
    level: int
    evidence: str
    points: int


@dataclass(frozen=True)
class Stored:
    """How many matches a rematch wrote (new or changed) and deleted."""

    written: int
    deleted: int


def candidates(*, opening_id: int, limit: int, policy: MatchingPolicy = CURRENT_POLICY) -> list[Ranked]:
    """The people who cover most of what an open opening asks for, best first."""
    return [Ranked(*row) for row in _rows(statement.RANKING, policy, opening=opening_id, limit=limit)]


def openings(*, profile_id: int, limit: int, policy: MatchingPolicy = CURRENT_POLICY) -> list[Ranked]:
    """The open openings of which a person covers the largest share, best first."""
    return [Ranked(*row) for row in _rows(statement.RANKING, policy, profile=profile_id, limit=limit)]


def best_held(*, opening_id: int, profile_id: int, policy: MatchingPolicy = CURRENT_POLICY) -> list[BestHeld]:
    """One row for each asked skill that the person covers in part; the points sum to the score."""
    return [BestHeld(*row) for row in _rows(statement.LINES, policy, opening=opening_id, profile=profile_id)]


def store(
    *, opening_id: int | None = None, profile_id: int | None = None, policy: MatchingPolicy = CURRENT_POLICY
) -> Stored:
    """Write the matches of an opening or of a person with the facts behind them; delete those that no longer hold.

    Rows that did not change are not touched. Those of an opening that is no longer open stay as they were, so that
    they can still be explained, until the person takes the consent back.
    """
    return Stored(*_rows(statement.STORE, policy, opening=opening_id, profile=profile_id)[0])


def parameters(policy: MatchingPolicy) -> dict[str, Any]:
    """The policy and today's date as the statement wants them."""
    evidence = {f"e_{kind}": policy.evidence_pct[kind] for kind in Evidence.values}
    return {
        "published": DemandState.PUBLISHED.value,
        "today": timezone.localdate(),
        "now": timezone.now(),
        "adult_born_by": born_by(ADULT),
        "minor_born_by": born_by(OWN_CONSENT),
        "guardian_yes": GuardianAnswer.YES.value,
        "version": policy.version,
        "level_pct": list(policy.level_pct),
        "essential": Importance.ESSENTIAL.value,
        "w_essential": policy.weights[Importance.ESSENTIAL],
        "w_optional": policy.weights[Importance.OPTIONAL],
        "trainable_divisor": policy.trainable_divisor,
        "opening": None,
        "profile": None,
        **{kind: kind for kind in Evidence.values},
        **evidence,
    }


def _rows(sql: str, policy: MatchingPolicy, **scope: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(policy) | scope)
        return cursor.fetchall()
