"""What happens to needs, offers and profiles when two become one."""

from typing import Any

from accounts.models import Consent, Purpose, User
from core.merge import Moves, Rule, Rules
from recruitment.models import CandidateProfile, OpeningCode, OpeningImport
from recruitment.services import profile
from recruitment.services.opening_imports import opening_import_stop


def matching_of_the_second_stopped(keep: User, drop: User, by: User) -> None:
    """A yes of the account that closes goes over only where the other has never said anything about being matched."""
    said = Consent.objects.filter(person=keep, purpose=Purpose.MATCHING)
    if said.exists() or CandidateProfile.objects.filter(person=keep).exists():
        profile.matching_stop(person=drop, by=by)


def import_stopped(row: OpeningImport, _keep: Any, by: Any) -> OpeningImport:
    """Both firms had one at work: that of the double ends where it is."""
    return opening_import_stop(run=row, by=by)


def code_forgotten(row: OpeningCode, _keep: Any, _by: Any) -> OpeningCode:
    """Both called an opening by the same code: the double's is forgotten, and found by its title."""
    OpeningCode.objects.filter(pk=row.pk).delete()
    return row


# Two profiles: that of the account which is kept counts; the other stays with the closed account and is not matched.
RULES: Rules = {
    "recruitment.SkillNeed.partner": Moves(),
    "recruitment.Opening.partner": Moves(),
    "recruitment.OpeningCode.partner": Moves(code_forgotten),
    "recruitment.OpeningImport.partner": Moves(import_stopped),
    "recruitment.OpeningImport.requested_by": Rule.STAYS,
    "recruitment.CandidateProfile.person": Moves(before=matching_of_the_second_stopped),
    # What the two told of themselves; the same language or licence twice: the second stays where it was.
    "recruitment.Experience.person": Moves(),
    "recruitment.StudyTitle.person": Moves(),
    "recruitment.LanguageSkill.person": Moves(),
    "recruitment.Licence.person": Moves(),
    "recruitment.PassportLink.person": Moves(),
    "recruitment.Cv.person": Moves(),
    "recruitment.EuropassDraft.person": Moves(),
    "recruitment.Placement.host": Moves(),
    "recruitment.Placement.sender": Moves(),
    "recruitment.Placement.person": Moves(),
    "recruitment.Placement.company_tutor": Moves(),
    "recruitment.Placement.school_tutor": Moves(),
    "recruitment.PlacementSignature.recorded_by": Rule.STAYS,
    "recruitment.PlacementAssessment.company_by": Rule.STAYS,
    "recruitment.PlacementAssessment.school_by": Rule.STAYS,
    "recruitment.PlacementAssessment.answered_by": Rule.STAYS,
    "recruitment.Interest.expressed_by": Rule.STAYS,
    "recruitment.MatchContest.answered_by": Rule.STAYS,
    "recruitment.MatchingRules.author": Rule.STAYS,
    "recruitment.MatchingRules.started_by": Rule.STAYS,
    "recruitment.InterestMessage.author": Rule.STAYS,
    "recruitment.InterestNote.author": Rule.STAYS,
}
