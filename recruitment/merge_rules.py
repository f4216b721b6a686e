from core.merge import Moves, Rule, Rules

# Two profiles: that of the account which is kept counts; the other stays with the closed account and is not matched.
RULES: Rules = {
    "recruitment.SkillNeed.partner": Moves(),
    "recruitment.Opening.partner": Moves(),
    "recruitment.CandidateProfile.person": Moves(),
    "recruitment.Interest.expressed_by": Rule.STAYS,
}
