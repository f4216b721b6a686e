from training.models.application import Application
from training.models.course import Course, CourseSkill, OfferKind
from training.models.edition import Edition

__all__ = ["Application", "Course", "CourseSkill", "Edition", "OfferKind"]
