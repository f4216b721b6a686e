"""Which rules are in force, and those of any version: written with the portal or, later, by the referent."""

from collections.abc import Iterable
from types import MappingProxyType

from recruitment.matching.policy import FIRST_POLICY, POLICIES, MatchingPolicy
from recruitment.models import MatchingRules
from skills.enums import Evidence, Importance


def current() -> MatchingPolicy:
    """The version put in force last."""
    rules = MatchingRules.objects.started().first()
    return as_policy(rules) if rules else FIRST_POLICY


def by_version(versions: Iterable[str]) -> dict[str, MatchingPolicy]:
    """The rules of these versions; one query when some were not written with the portal."""
    wanted = set(versions)
    found = {version: POLICIES[version] for version in wanted & set(POLICIES)}
    if missing := wanted - set(found):
        rows = MatchingRules.objects.filter(version__in=missing).order_by("pk")
        found |= {rules.version: as_policy(rules) for rules in rows}
    return found


def as_policy(rules: MatchingRules) -> MatchingPolicy:
    return MatchingPolicy(
        version=rules.version,
        level_pct=(100, rules.level_1, rules.level_2, rules.level_3),
        evidence_pct=MappingProxyType({kind: getattr(rules, kind) for kind in Evidence.values}),
        weights=MappingProxyType(
            {Importance.ESSENTIAL: rules.weight_essential, Importance.OPTIONAL: rules.weight_optional}
        ),
        trainable_divisor=rules.trainable_divisor,
        uses_rarity=rules.uses_rarity,
        focus=rules.focus,
    )
