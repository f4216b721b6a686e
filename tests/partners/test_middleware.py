import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from partners.enums import Standing
from partners.middleware import SESSION_KEY, ActingPartnerMiddleware
from partners.models import Membership
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def handled(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    ActingPartnerMiddleware(lambda request: request)(request)
    return request


def two_partners():
    user = UserFactory()
    beta = MembershipFactory(user=user, partner__name="Beta").partner
    alfa = MembershipFactory(user=user, partner__name="Alfa").partner
    return user, alfa, beta


def test_stranger(django_assert_num_queries):
    with django_assert_num_queries(0):
        request = handled(AnonymousUser())

    assert (request.partners, request.acting_partner) == ([], None)


def test_person_without_partner():
    request = handled(UserFactory(), **{SESSION_KEY: 1})

    assert (request.partners, request.acting_partner, request.user.acting_partner_id) == ([], None, None)


def test_partner_that_has_left_is_not_acted_for():
    membership = MembershipFactory(partner__standing=Standing.FORMER)

    request = handled(membership.user, **{SESSION_KEY: membership.partner_id})

    assert (request.partners, request.acting_partner, request.user.acting_partner_id) == ([], None, None)


def test_first_partner_by_name_unless_one_was_chosen(django_assert_num_queries):
    user, alfa, beta = two_partners()

    with django_assert_num_queries(1):
        request = handled(user)

    assert request.partners == [alfa, beta]
    assert (request.acting_partner, user.acting_partner_id) == (alfa, alfa.pk)
    assert handled(user, **{SESSION_KEY: beta.pk}).acting_partner == beta


def test_two_roles_are_one_partner():
    membership = MembershipFactory(role="EDITOR")
    MembershipFactory(user=membership.user, partner=membership.partner, role="TEACHER")

    assert handled(membership.user).partners == [membership.partner]


def test_ended_membership_is_forgotten_at_the_next_request():
    user, alfa, beta = two_partners()
    MembershipFactory(partner=beta)  # the last manager could not be ended
    Membership.objects.filter(partner=beta, user=user).update(ended_at="2026-01-01T00:00Z")

    request = handled(user, **{SESSION_KEY: beta.pk})

    assert (request.partners, request.acting_partner) == ([alfa], alfa)
