"""What happens to what a person can do when two accounts become one."""

from core.merge import Moves, Rule, Rules

RULES: Rules = {
    "skills.SkillClaim.person": Moves(),  # the same with the same evidence twice: the second stays where it was
    "skills.VocabularyImport.requested_by": Rule.STAYS,
}
