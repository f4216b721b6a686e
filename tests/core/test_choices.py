"""The database itself refuses what is not among the choices."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from partners.enums import AccessionCheck, Role
from partners.models import Accession, Membership
from tests.accounts.factories import UserFactory
from tests.partners.factories import AccessionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_value_out_of_the_choices_is_refused_by_the_database():
    MembershipFactory()

    with pytest.raises(IntegrityError, match="partners_membership_role_known"):
        Membership.objects.update(role="OWNER")


def test_a_list_holds_choices_only():
    accession = AccessionFactory()
    Accession.objects.filter(pk=accession.pk).update(not_needed=[AccessionCheck.values[0]])

    with pytest.raises(IntegrityError, match="partners_accession_not_needed_known"):
        Accession.objects.filter(pk=accession.pk).update(not_needed=["ANYTHING"])


def test_other_words_need_no_migration():
    """The check holds sorted values, no labels."""
    check = next(c for c in Membership._meta.constraints if c.name == "partners_membership_role_known")

    assert check.condition.children == [("role__in", sorted(Role.values))]


def test_a_person_is_told_in_words():
    user = UserFactory()
    user.language = "xx"

    with pytest.raises(ValidationError) as refused:
        user.validate_constraints()

    assert refused.value.messages == ["Scegli uno dei valori previsti."]
    assert User.objects.get().language == "it"
