import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from partners import policies
from partners.enums import PERMISSION_CATEGORIES, ROLE_PERMISSIONS, Category, Office, Permission, Role, Standing
from partners.models import Partner
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("category", Category)
def test_both_forms_agree_for_every_role_and_category(role, category):
    membership = MembershipFactory(role=role, partner__category=category)
    user, own, foreign = membership.user, membership.partner, PartnerFactory(category=category)

    for permission in Permission:
        expected = permission in ROLE_PERMISSIONS[role] and category in PERMISSION_CATEGORIES.get(permission, Category)
        assert policies.has_permission(user, permission, own) is expected, permission
        assert policies.has_permission_anywhere(user, permission) is expected, permission
        assert list(Partner.objects.permitting(user, permission)) == ([own] if expected else []), permission
        assert not policies.has_permission(user, permission, foreign), permission
        assert (permission in policies.permissions_in(user, own)) is expected, permission
        assert list(policies.people_permitted(permission, own)) == ([user] if expected else []), permission
    assert policies.permissions_in(user, foreign) == set()


@pytest.mark.django_db
def test_what_each_role_may_do():
    assert Permission.OPEN_SLOTS not in ROLE_PERMISSIONS[Role.MANAGER]
    assert Permission.MANAGE_MEMBERS not in ROLE_PERMISSIONS[Role.EDITOR]
    assert ROLE_PERMISSIONS[Role.TEACHER] == {Permission.TEACHER_TRAINING}


@pytest.mark.django_db
def test_strangers_and_ended_memberships_have_nothing():
    membership = MembershipFactory(ended=True)

    for permission in Permission:
        assert not policies.has_permission(membership.user, permission, membership.partner)
        assert not policies.people_permitted(permission, membership.partner).exists()
        assert not policies.has_permission(AnonymousUser(), permission, membership.partner)
        assert not policies.has_permission_anywhere(UserFactory(superuser=True), permission)


@pytest.mark.django_db
@pytest.mark.parametrize("standing", Standing)
def test_a_partner_that_is_not_in_the_polo_permits_nothing(standing):
    membership = MembershipFactory(role=Role.MANAGER, partner__firm=True, partner__standing=standing)
    user, partner, permission = membership.user, membership.partner, Permission.EDIT_DEMAND
    held = standing not in {Standing.FORMER, Standing.APPLICANT}

    assert policies.has_permission(user, permission, partner) is held
    assert policies.has_permission_anywhere(user, permission) is held
    assert bool(policies.permissions_in(user, partner)) is held
    assert policies.people_permitted(permission, partner).exists() is held
    assert user.memberships.active().count() == 1


@pytest.mark.django_db
def test_several_roles_add_up_without_doubling_rows():
    first = MembershipFactory(role=Role.MANAGER)
    MembershipFactory(user=first.user, partner=first.partner, role=Role.EDITOR)

    assert list(Partner.objects.permitting(first.user, Permission.EDIT_COURSES)) == [first.partner]


@pytest.mark.django_db
def test_acting_partner_limits_rights():
    school = MembershipFactory(role=Role.EDITOR)
    firm = MembershipFactory(user=school.user, partner__firm=True, role=Role.EDITOR)
    user = school.user

    user.acting_partner_id = firm.partner.pk

    assert policies.has_permission(user, Permission.EDIT_DEMAND, firm.partner)
    assert not policies.has_permission(user, Permission.EDIT_COURSES, school.partner)
    assert not policies.has_permission_anywhere(user, Permission.EDIT_COURSES)
    assert policies.permissions_in(user, school.partner) == set()
    assert Permission.EDIT_DEMAND in policies.permissions_in(user, firm.partner)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end", "held"), [(None, None, True), (-1, 1, True), (0, 0, True), (1, None, False), (None, -1, False)])  # fmt: skip  # noqa: E501
def test_offices_have_a_term(start, end, held):
    today = timezone.localdate()
    days = [None if offset is None else today + datetime.timedelta(days=offset) for offset in (start, end)]
    mandate = MandateFactory(starts_on=days[0], ends_on=days[1])

    assert policies.holds_office(mandate.user, Office.REFERENT) is held
    assert policies.can_see_dashboard(mandate.user) is held
    assert policies.offices_held(mandate.user) == ({Office.REFERENT} if held else set())


@pytest.mark.django_db
def test_offices_of_others():
    mandate = MandateFactory(office=Office.SECRETARIAT)
    mandate.user.is_active = False

    assert not policies.holds_office(mandate.user, Office.SECRETARIAT)
    assert not policies.holds_office(AnonymousUser(), Office.SECRETARIAT)
    assert not policies.holds_office(UserFactory(), Office.SECRETARIAT)
    assert not policies.can_see_dashboard(UserFactory())
    assert policies.can_see_dashboard(UserFactory(superuser=True))
