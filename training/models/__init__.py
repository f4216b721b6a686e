from training.models.application import Application
from training.models.course import Course, CourseSkill, OfferKind
from training.models.edition import Edition
from training.models.history import ApplicationHistory

__all__ = ["Application", "ApplicationHistory", "Course", "CourseSkill", "Edition", "OfferKind"]
