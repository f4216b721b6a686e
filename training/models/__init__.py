from training.models.admission import Admission
from training.models.application import Application
from training.models.application_parts import ApplicationDocument, ApplicationMessage, RequestedDocument
from training.models.course import Course, CourseSkill, OfferKind
from training.models.course_import import CourseCode, CourseImport, CourseImportRow
from training.models.edition import Edition
from training.models.guardian_approval import GuardianApproval
from training.models.history import ApplicationHistory
from training.models.kept import Bookmark, SavedSearch
from training.models.ranking import Ranking, RankingCriterion, RankingPlace, RankingPoints, in_order
from training.models.search import EmptySearch, SearchWord, SynonymGroup
from training.models.template import OfferTemplate, TemplateCopy, TemplateVersion
from training.models.term import Term
from training.models.together import EditionPartner
from training.models.version import CourseDraft, CourseVersion

__all__ = [
    "Admission", "Application", "ApplicationDocument", "ApplicationHistory", "ApplicationMessage", "Bookmark",
    "Course", "CourseCode", "CourseDraft", "CourseImport", "CourseImportRow", "CourseSkill", "CourseVersion",
    "Edition", "EditionPartner", "EmptySearch", "GuardianApproval", "OfferKind", "OfferTemplate", "Ranking",
    "RankingCriterion", "RankingPlace", "RankingPoints", "RequestedDocument", "SavedSearch", "SearchWord",
    "SynonymGroup", "TemplateCopy", "TemplateVersion", "Term", "in_order",
]  # fmt: skip
