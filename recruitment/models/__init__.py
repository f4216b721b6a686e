from recruitment.models.assessment import AssessedSkill, PlacementAssessment
from recruitment.models.background import Experience, LanguageSkill, Licence, StudyTitle
from recruitment.models.contest import MatchContest
from recruitment.models.cv import Cv, CvProposal
from recruitment.models.demand import Opening, OpeningSkill, SkillNeed, SkillNeedSkill
from recruitment.models.europass import EuropassDraft
from recruitment.models.history import InterestHistory
from recruitment.models.interest import Interest, Match
from recruitment.models.opening_import import OpeningCode, OpeningImport, OpeningImportRow
from recruitment.models.outcome import Outcome
from recruitment.models.passport import PassportLink
from recruitment.models.placement import Placement, PlacementSignature, PlacementSkill
from recruitment.models.profile import CandidateProfile
from recruitment.models.questions import OpeningQuestion, QuestionReply
from recruitment.models.rules import MatchingGround, MatchingRules, SkillRarity
from recruitment.models.run import MatchingRun
from recruitment.models.selection import InterestMessage, InterestNote
from recruitment.models.showing import Showing

__all__ = [
    "AssessedSkill",
    "CandidateProfile",
    "Cv",
    "CvProposal",
    "EuropassDraft",
    "Experience",
    "Interest",
    "InterestHistory",
    "InterestMessage",
    "InterestNote",
    "LanguageSkill",
    "Licence",
    "Match",
    "MatchContest",
    "MatchingGround",
    "MatchingRules",
    "MatchingRun",
    "Opening",
    "OpeningCode",
    "OpeningImport",
    "OpeningImportRow",
    "OpeningQuestion",
    "OpeningSkill",
    "Outcome",
    "PassportLink",
    "Placement",
    "PlacementAssessment",
    "PlacementSignature",
    "PlacementSkill",
    "QuestionReply",
    "Showing",
    "SkillNeed",
    "SkillNeedSkill",
    "SkillRarity",
    "StudyTitle",
]
