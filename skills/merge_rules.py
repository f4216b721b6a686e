from core.merge import Moves, Rules

# The same skill with the same evidence twice: the second stays with the closed account.
RULES: Rules = {"skills.SkillClaim.person": Moves()}
