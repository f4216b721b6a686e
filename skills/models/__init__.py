from skills.models.claim import SkillClaim
from skills.models.concept import Concept, ConceptMapping, ConceptScheme, OccupationSkill, SkillCredit, SkillRelation

__all__ = [
    "Concept", "ConceptMapping", "ConceptScheme", "OccupationSkill", "SkillClaim", "SkillCredit", "SkillRelation",
]  # fmt: skip
