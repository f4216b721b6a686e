"""The register of the matching: rules, what they made, what people decided. Totals only, small ones not told."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from recruitment.enums import Answer
from recruitment.matching import rules
from recruitment.matching.policy import POLICIES, MatchingPolicy
from recruitment.models import Interest, Match, MatchingRules, MatchingRun
from skills.enums import Evidence, Importance

SMALL_GROUP = 5  # a smaller number of people would point at somebody


@dataclass(frozen=True)
class Version:
    """A version of the rules and the matches stored under it today."""

    policy: MatchingPolicy
    written: MatchingRules | None  # by the referent; None: with the portal
    is_current: bool
    matches: int
    first: datetime.datetime | None
    last: datetime.datetime | None

    @property
    def evidence(self) -> list[tuple[str, int]]:
        return [(str(Evidence(name).label), percent) for name, percent in self.policy.evidence_pct.items()]

    @property
    def weights(self) -> list[tuple[str, int]]:
        return [(str(Importance(name).label), weight) for name, weight in self.policy.weights.items()]


@dataclass(frozen=True)
class Decisions:
    """What firms asked and people answered; None where too few people stand behind the number."""

    asked: int | None
    yes: int | None
    no: int | None


def versions() -> list[Version]:
    """Every version of the rules, the newest first: old ones explain the matches that they made."""
    nothing: dict[str, Any] = {"matches": 0, "first": None, "last": None}
    stored: dict[str, Any] = {
        row["policy_version"]: {"matches": row["matches"], "first": row["first"], "last": row["last"]}
        for row in Match.objects.order_by()
        .values("policy_version")
        .annotate(matches=Count("pk"), first=Min("computed_at"), last=Max("computed_at"))
    }
    written = MatchingRules.objects.started().select_related("author", "started_by")
    known: list[tuple[MatchingPolicy, MatchingRules | None]] = [(rules.as_policy(row), row) for row in written]
    known += [(policy, None) for policy in reversed(list(POLICIES.values()))]
    return [
        Version(policy=policy, written=row, is_current=place == 0, **stored.get(policy.version, nothing))
        for place, (policy, row) in enumerate(known)
    ]


def described(policy: MatchingPolicy, row: MatchingRules) -> Version:
    """One version on its own page, without what is stored under it."""
    return Version(policy=policy, written=row, is_current=False, matches=0, first=None, last=None)


def proposals() -> QuerySet[MatchingRules]:
    return MatchingRules.objects.proposed().select_related("author")


def as_rules(policy: MatchingPolicy) -> MatchingRules:
    """Unwritten rules with the numbers of a version: where a proposal starts."""
    return MatchingRules(
        weight_essential=policy.weights[Importance.ESSENTIAL],
        weight_optional=policy.weights[Importance.OPTIONAL],
        trainable_divisor=policy.trainable_divisor,
        uses_rarity=policy.uses_rarity,
        level_1=policy.level_pct[1],
        level_2=policy.level_pct[2],
        level_3=policy.level_pct[3],
        focus=policy.focus,
        **policy.evidence_pct,
    )


def decisions() -> Decisions:
    """Who decides are people: a small answer hides its complement too, which would tell it by subtraction."""
    counted = Interest.objects.aggregate(
        asked=Count("pk"), yes=Count("pk", filter=Q(answer=Answer.YES)), no=Count("pk", filter=Q(answer=Answer.NO))
    )
    told = {name: number if number == 0 or number >= SMALL_GROUP else None for name, number in counted.items()}
    if told["yes"] is None or told["no"] is None:
        told["yes"] = told["no"] = None
    return Decisions(**told)


def runs() -> QuerySet[MatchingRun]:
    return MatchingRun.objects.order_by("-ended_at", "-pk")
