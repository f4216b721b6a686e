from skills.models.claim import SkillClaim
from skills.models.concept import Concept, ConceptMapping, ConceptScheme, OccupationSkill, SkillCredit, SkillRelation
from skills.models.name import ConceptName
from skills.models.vocabulary_import import VocabularyImport

__all__ = [
    "Concept", "ConceptMapping", "ConceptName", "ConceptScheme", "OccupationSkill", "SkillClaim", "SkillCredit",
    "SkillRelation", "VocabularyImport",
]  # fmt: skip
