"""Who may do what with courses and applications: the one-object form of the querysets' scopes."""

from accounts.models import User
from partners.enums import Permission
from partners.policies import can_approve_accession, can_see_dashboard, has_permission, has_permission_anywhere
from training.enums import Audience
from training.models import Application, Course


def can_edit_course(user: User, course: Course) -> bool:
    """The one-object form of `Course.objects.editable_by(user)`."""
    return has_permission(user, Permission.EDIT_COURSES, course.partner)


def can_answer_application(user: User, application: Application) -> bool:
    """The one-object form of `Application.objects.answerable_by(user)`."""
    return has_permission(user, Permission.ANSWER_APPLICATIONS, application.edition.course.partner)


def can_apply(user: User, course: Course) -> bool:
    """Courses for teachers and operators are for those who work for a partner; the others are for everybody."""
    if course.audience != Audience.TEACHERS:
        return True
    return has_permission_anywhere(user, Permission.TEACHER_TRAINING)


def can_keep_templates(user: User) -> bool:
    """Write the templates of the Polo and withdraw them: the referent and the secretariat."""
    return can_see_dashboard(user)


def can_approve_template(user: User) -> bool:
    """Say yes or no to one that a school offers: the referent, who lets partners in too."""
    return can_approve_accession(user)
