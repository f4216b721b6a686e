import pytest

from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory
from training import policies
from training.models import Application, Course

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_firm", [True, False])
@pytest.mark.parametrize("role", Role)
def test_policies_agree_with_the_scopes_of_the_querysets(role, is_firm):
    own = PartnerFactory(firm=is_firm)
    user = MembershipFactory(partner=own, role=role).user
    courses = [CourseFactory(partner=own), CourseFactory()]
    applications = [ApplicationFactory(edition=EditionFactory(open=True, course=course)) for course in courses]

    editable = [policies.can_edit_course(user, course) for course in courses]
    answerable = [policies.can_answer_application(user, application) for application in applications]

    assert editable == [course in Course.objects.editable_by(user) for course in courses]
    assert answerable == [row in Application.objects.answerable_by(user) for row in applications]
    assert editable == [role in (Role.MANAGER, Role.EDITOR) and not is_firm, False]


def test_courses_for_teachers_are_for_those_who_work_for_a_partner():
    teacher = MembershipFactory(role=Role.TEACHER).user
    former = MembershipFactory(role=Role.TEACHER, ended=True).user
    course, open_to_all = CourseFactory(teachers=True), CourseFactory()

    assert [policies.can_apply(user, course) for user in (teacher, former, UserFactory())] == [True, False, False]
    assert policies.can_apply(former, open_to_all)
