"""A person's skills for the profile page: one line each, whatever proofs stand behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from skills.enums import Evidence
from skills.models import SkillClaim

STRENGTH = {evidence: rank for rank, evidence in enumerate(Evidence.values)}


@dataclass(frozen=True)
class ClaimLine:
    """One skill: the claim with the strongest evidence, and the others."""

    strongest: SkillClaim
    others: list[SkillClaim]

    @property
    def declared(self) -> SkillClaim | None:
        """The claim that the person may change: at most one for each skill."""
        claims = [self.strongest, *self.others]
        return next((claim for claim in claims if claim.evidence == Evidence.DECLARED), None)


def claim_lines(claims: Iterable[SkillClaim]) -> list[ClaimLine]:
    """In the order in which the skills first occur; the higher level first where the evidence is the same."""
    by_skill: dict[int, list[SkillClaim]] = {}
    for claim in claims:
        by_skill.setdefault(claim.skill_id, []).append(claim)
    lines = [sorted(same, key=lambda one: (-STRENGTH[one.evidence], -one.level)) for same in by_skill.values()]
    return [ClaimLine(strongest=same[0], others=same[1:]) for same in lines]
