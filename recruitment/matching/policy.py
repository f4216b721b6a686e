"""The rules of the match, written by people and versioned; a change of any number is a new version.

    credit(skill) = max over what the person holds of  closeness % x level % x evidence %  // 100     (0 to 10,000)
    weight(skill) = weight of its importance (less where the firm teaches it)  x  its rarity among the people
    score         = sum over the asked skills of  weight x credit                 (0 to 10,000 x sum of the weights)
    total         = score x focus %                                               (the order of the lists)

All integers; `//` rounds down, once per held skill, in SQL and in Python alike, so both give the same number.
Closeness stands in skills.SkillCredit (100 for the skill itself); rarity and the average number of skills are measured
over the people at each whole recalculation (recruitment.services.ground). Ties: the lower profile number.

Focus is the length factor of BM25: who lists more skills than the average comes a little after who lists fewer and
covers as much. It stands apart from the score, so that a firm reads how much is covered and not how long a list is.

Before the score come the conditions: consent in force and active account, of age or with a guardian's yes; home within
the kilometres that the person said, where the opening has a site; the licences in force, where the work asks for any;
free by the start, and study title high enough, where both sides said so. What is unknown excludes nobody and is shown
as unknown. Nobody is excluded by score: a person is listed as soon as one asked skill is covered in part.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

from skills.enums import Evidence, Importance

CREDIT_MAX = 10_000


@dataclass(frozen=True)
class MatchingPolicy:
    """One version of the rules. Percentages are integers; `level_pct[gap]` counts the missing levels.

    A skill that the firm teaches on the job weighs `weights[importance] // trainable_divisor`. `focus` is the b of
    BM25's length factor in percent: 0 leaves the order to the score alone.
    """

    version: str
    level_pct: tuple[int, int, int, int]
    evidence_pct: MappingProxyType[str, int]
    weights: MappingProxyType[str, int]
    trainable_divisor: int
    uses_rarity: bool = False
    focus: int = 0

    def __post_init__(self) -> None:
        if set(self.evidence_pct) != set(Evidence.values) or set(self.weights) != set(Importance.values):
            raise ValueError("a policy gives a percentage to each evidence and a weight to each importance")
        if any(weight % self.trainable_divisor for weight in self.weights.values()):
            raise ValueError("weights are divided exactly when the firm teaches the skill itself")

    def level_percent(self, *, asked: int, held: int) -> int:
        """Full credit at the asked level or above, less for each missing level."""
        return self.level_pct[max(0, asked - held)]

    def credit(self, *, closeness: int, level_percent: int, evidence: str) -> int:
        """What a held skill covers of an asked one, 0 to 10,000."""
        return closeness * level_percent * self.evidence_pct[evidence] // 100

    def focus_percent(self, *, skills: int, average: int) -> int:
        """100 x 2.2 / (1 + 1.2 (1 - b + b x skills / average)) in whole numbers; 100 while no average is known."""
        if not average:
            return 100
        return 55_000 * average // (550 * average + 3 * self.focus * (skills - average))


# Version 2026.1. Levels: the measured table of the prototype (full, 70, 40, 15). Evidence: a declared skill counts 80,
# so that a proof is worth something and nobody without certificates is pushed out. Weights: an essential skill is
# worth two useful ones; half of it when the firm teaches the skill itself.
POLICY_2026_1 = MatchingPolicy(
    version="2026.1",
    level_pct=(100, 70, 40, 15),
    evidence_pct=MappingProxyType(
        {Evidence.DECLARED: 80, Evidence.OBSERVED: 90, Evidence.ASSESSED: 95, Evidence.CERTIFIED: 100}
    ),
    weights=MappingProxyType({Importance.ESSENTIAL: 4, Importance.OPTIONAL: 2}),
    trainable_divisor=2,
)

# Version 2026.2. The same, with rare skills counting more and profiles to the point a little before (b = 0.3): on ESCO
# these two make up what plain coverage lacks against BM25 (benchmarks, "match quality").
POLICY_2026_2 = replace(POLICY_2026_1, version="2026.2", uses_rarity=True, focus=30)

# Written with the portal. Old versions stay: a stored match is always explained by the rules that made it.
# Versions that the referent writes later are rows (recruitment.matching.rules).
POLICIES = MappingProxyType({policy.version: policy for policy in (POLICY_2026_1, POLICY_2026_2)})
FIRST_POLICY = POLICY_2026_2
