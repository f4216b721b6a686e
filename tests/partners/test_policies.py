import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from partners import policies
from partners.enums import PERMISSION_CATEGORIES, ROLE_PERMISSIONS, Category, Office, Permission, Role, Standing
from partners.models import Invitation, Mandate, Partner
from tests.accounts.factories import UserFactory
from tests.partners.factories import InvitationFactory, MandateFactory, MembershipFactory, PartnerFactory


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


@pytest.mark.django_db
def test_the_admin_opens_to_offices_and_superusers():
    """Asked of one alone, and of one who came in with a request."""
    inside = [MandateFactory(office=Office.SECRETARIAT).user, MandateFactory().user, UserFactory(superuser=True)]
    outside = [UserFactory(is_staff=True), MembershipFactory().user, UserFactory(superuser=True, is_active=False)]

    assert [policies.may_enter_admin(user) for user in (*inside, *outside)] == [True] * 3 + [False] * 3
    assert not policies.may_enter_admin(AnonymousUser())


@pytest.mark.django_db
@pytest.mark.parametrize("office", [None, *policies.ADMIN_OFFICES])
def test_the_admin_is_offered_to_whom_it_opens(client, office):
    client.force_login(MandateFactory(office=office).user if office else UserFactory(is_staff=True))

    door = reverse("admin:index")

    assert (door in client.get("/").content.decode()) is (office is not None)
    assert client.get(door, follow=True).status_code == (200 if office else 403)


@pytest.mark.django_db
def test_who_need_not_have_a_second_factor_lacks_none():
    assert not policies.lacks_second_factor(UserFactory())
    assert policies.lacks_second_factor(UserFactory(superuser=True, second_factor=False))


@pytest.mark.django_db
@pytest.mark.parametrize("by_superuser", [False, True])
def test_whose_accounts_are_looked_after(by_superuser):
    by = UserFactory(superuser=True) if by_superuser else MandateFactory(office=Office.SECRETARIAT).user
    MandateFactory(user=None, holder_name="Titolare senza account")
    person, away = UserFactory(), UserFactory(is_active=False)
    UserFactory(is_active=False, merged_into=person)
    powerful = [MandateFactory(office=Office.SECRETARIAT).user, UserFactory(superuser=True)]

    found = policies.people_looked_after_by(by)

    assert {*found} == {person, away, *(powerful if by_superuser else [])}
    assert not policies.people_looked_after_by(person).exists()


@pytest.mark.django_db
def test_an_invitation_is_for_who_reads_that_mailbox():
    """The address of the account, or another one that they have verified; whatever others have verified."""
    user, other = UserFactory(), UserFactory()
    for owner, address, verified in (
        (user, "seconda@example.org", True), (user, "sperata@example.org", False), (other, "altrui@example.org", True),
    ):  # fmt: skip
        EmailAddress.objects.create(user=owner, email=address, verified=verified)
    for address in (user.email.upper(), "Seconda@example.org", "sperata@example.org", "altrui@example.org"):
        InvitationFactory(email=address)

    assert {row.email for row in Invitation.objects.addressed_to(user)} == {user.email.upper(), "Seconda@example.org"}


@pytest.mark.django_db
def test_the_referents_office_is_handed_over_by_its_holder_or_a_superuser(client):
    today = timezone.localdate()
    referent, secretariat = MandateFactory(starts_on=today), MandateFactory(office=Office.SECRETARIAT)
    MandateFactory(user=referent.user, ends_on=today - datetime.timedelta(days=1))
    propose = reverse("partners:handover_propose", args=[referent.pk])

    for user, expected in (
        (referent.user, [referent]),
        (UserFactory(superuser=True), [referent]),
        (secretariat.user, []),
        (AnonymousUser(), []),
    ):
        assert [*Mandate.objects.handed_over_by(user)] == expected
        assert policies.can_hand_over(user, referent) is bool(expected)
        if user.is_authenticated:
            client.force_login(user)
            desk = client.get(reverse("partners:consortium_desk")).content.decode()
            assert (propose in desk) is bool(expected)
