"""What happens to needs, offers and profiles when two become one."""

from accounts.models import Consent, Purpose, User
from core.merge import Moves, Rule, Rules
from recruitment.models import CandidateProfile
from recruitment.services import profile


def matching_of_the_second_stopped(keep: User, drop: User, by: User) -> None:
    """A yes of the account that closes goes over only where the other has never said anything about being matched."""
    said = Consent.objects.filter(person=keep, purpose=Purpose.MATCHING)
    if said.exists() or CandidateProfile.objects.filter(person=keep).exists():
        profile.matching_stop(person=drop, by=by)


# Two profiles: that of the account which is kept counts; the other stays with the closed account and is not matched.
RULES: Rules = {
    "recruitment.SkillNeed.partner": Moves(),
    "recruitment.Opening.partner": Moves(),
    "recruitment.CandidateProfile.person": Moves(before=matching_of_the_second_stopped),
    # What the two told of themselves; the same language or licence twice: the second stays where it was.
    "recruitment.Experience.person": Moves(),
    "recruitment.StudyTitle.person": Moves(),
    "recruitment.LanguageSkill.person": Moves(),
    "recruitment.Licence.person": Moves(),
    "recruitment.PassportLink.person": Moves(),
    "recruitment.Cv.person": Moves(),
    "recruitment.Placement.host": Moves(),
    "recruitment.Placement.sender": Moves(),
    "recruitment.Placement.person": Moves(),
    "recruitment.Placement.company_tutor": Moves(),
    "recruitment.Placement.school_tutor": Moves(),
    "recruitment.PlacementSignature.recorded_by": Rule.STAYS,
    "recruitment.Interest.expressed_by": Rule.STAYS,
    "recruitment.MatchContest.answered_by": Rule.STAYS,
    "recruitment.MatchingRules.author": Rule.STAYS,
    "recruitment.MatchingRules.started_by": Rule.STAYS,
    "recruitment.InterestMessage.author": Rule.STAYS,
    "recruitment.InterestNote.author": Rule.STAYS,
}
