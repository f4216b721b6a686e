"""One SQL statement, conditions first: candidates of an opening, openings for a person, the lines that explain them.

It reads of a person only municipality, kilometres, availability, study title, licences in force, consent, active
account and claims; the birth date only to leave out whoever may not take part yet (a minor without a guardian's yes).
Without a policy the rules in force today are used.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.ages import ADULT, OWN_CONSENT, born_by
from accounts.enums import GuardianAnswer
from recruitment.enums import LICENCE_COVERED_BY, DemandState
from recruitment.matching import rules, statement
from recruitment.matching.policy import CREDIT_MAX, MatchingPolicy
from recruitment.models import Match
from skills.enums import Evidence, Importance

EVIDENCE = {kind: kind for kind in Evidence.values}
COVERED_BY = json.dumps(LICENCE_COVERED_BY)


@dataclass(frozen=True)
class Ranked:
    """An opening and a person with the integer score; lists are in the order of `total`."""

    opening_id: int
    profile_id: int
    score: int
    weight_total: int
    focus: int

    @property
    def total(self) -> int:
        return self.score * self.focus

    @property
    def percent(self) -> int:
        """Twin of `Match.percent`."""
        return self.score * 100 // (self.weight_total * CREDIT_MAX)


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


def candidates(*, opening_id: int, limit: int, policy: MatchingPolicy | None = None) -> list[Ranked]:
    """The people who cover most of what an open opening asks for, best first."""
    if settings.MATCHING_ACCELERATOR:
        from recruitment.matching import accelerator  # noqa: PLC0415  (needs numpy, which is there only for it)

        return accelerator.candidates(opening_id=opening_id, limit=limit, policy=policy or rules.current())
    return [Ranked(*row) for row in _rows(statement.CANDIDATES, policy, opening=opening_id, limit=limit)]


def openings(
    *, profile_id: int, limit: int, opening_id: int | None = None, policy: MatchingPolicy | None = None
) -> list[Ranked]:
    """The open openings of which a person covers the largest share, best first; or that one alone."""
    rows = _rows(statement.OPENINGS, policy, profile=profile_id, opening=opening_id, limit=limit)
    return [Ranked(*row) for row in rows]


def everything(*, limit: int, policy: MatchingPolicy | None = None) -> list[Ranked]:
    """Every open opening with everybody who matches it, the largest share first."""
    return [Ranked(*row) for row in _rows(statement.CANDIDATES, policy, limit=limit)]


def best_held(*, opening_id: int, profile_id: int, policy: MatchingPolicy | None = None) -> list[BestHeld]:
    """One row for each asked skill that the person covers in part; the points sum to the score."""
    return [BestHeld(*row) for row in _rows(statement.LINES, policy, opening=opening_id, profile=profile_id)]


def store(
    *, opening_id: int | None = None, profile_id: int | None = None, policy: MatchingPolicy | None = None
) -> Stored:
    """Write the matches of an opening or of a person with the facts behind them; delete those that no longer hold.

    Rows that did not change are not touched. Those of an opening that is no longer open stay as they were, so that
    they can still be explained, until the person takes the consent back.
    """
    sql = statement.STORE_OPENING if profile_id is None else statement.STORE_PERSON
    return Stored(*_rows(sql, policy, opening=opening_id, profile=profile_id)[0])


def is_intact(match: Match) -> bool:
    """The stored inputs are those that the engine wrote; a match older than the digests is told by its score alone."""
    digest = RawSQL(statement.DIGEST, [])  # noqa: S611  (a constant of ours)
    found = Match.objects.filter(pk=match.pk).values_list("inputs_digest", digest).get()
    return found[0] in {"", found[1]}


def parameters(policy: MatchingPolicy) -> dict[str, Any]:
    """The policy and today's date as the statement wants them."""
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
        "uses_rarity": policy.uses_rarity,
        "focus": policy.focus,
        "licence_covered_by": COVERED_BY,
        "opening": None,
        "profile": None,
        **EVIDENCE,
        **{f"e_{kind}": percent for kind, percent in policy.evidence_pct.items()},
    }


def _rows(sql: str, policy: MatchingPolicy | None, **scope: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(policy or rules.current()) | scope)
        return cursor.fetchall()
