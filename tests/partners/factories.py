import datetime

import factory
from django.utils import timezone

from partners.enums import Category, NameChange, Office, Role, Standing
from partners.models import (
    Filiera,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Municipality,
    Partner,
    PartnerName,
    SchoolCode,
    Site,
)
from tests.accounts.factories import UserFactory, with_second_factor


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("istat_code",)

    istat_code = "011015"
    name = "La Spezia"
    province = "SP"
    region = "Liguria"
    lat = 44.107
    lon = 9.828


class FilieraFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Filiera
        django_get_or_create = ("slug",)
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"filiera-{n}")
    name_it = factory.LazyAttribute(lambda o: f"Filiera {o.slug}")
    name_en = factory.LazyAttribute(lambda o: f"Chain {o.slug}")


class PartnerFactory(factory.django.DjangoModelFactory):
    """A school unless a trait says otherwise."""

    class Meta:
        model = Partner
        skip_postgeneration_save = True

    class Params:
        firm = factory.Trait(category=Category.FIRM)
        training_body = factory.Trait(category=Category.TRAINING_BODY)
        its = factory.Trait(category=Category.ITS)
        institution = factory.Trait(category=Category.INSTITUTION)
        supporter = factory.Trait(standing=Standing.SUPPORTER)

    slug = factory.Sequence(lambda n: f"partner-{n}")
    name = factory.Sequence(lambda n: f"Partner {n:03}")
    category = Category.SCHOOL


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    partner = factory.SubFactory(PartnerFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    address = "Via di Prova 1"
    is_main = True


class PartnerNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnerName

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Nome di prima {n}")
    change = NameChange.AS_SIGNED


class SchoolCodeFactory(factory.django.DjangoModelFactory):
    """A vocational school unless another code is given."""

    class Meta:
        model = SchoolCode

    partner = factory.SubFactory(PartnerFactory)
    code = factory.Sequence(lambda n: f"SPRI{n:05}X")


class MembershipFactory(factory.django.DjangoModelFactory):
    """`MembershipFactory(role=Role.EDITOR)`; the partner is a school unless given. A manager has a second factor."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    class Params:
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = Role.MANAGER

    @factory.post_generation
    def second_factor(self, create, extracted, **_kwargs):
        if create and (self.role == Role.MANAGER if extracted is None else extracted):
            with_second_factor(self.user)


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate
        skip_postgeneration_save = True

    office = Office.REFERENT
    user = factory.SubFactory(UserFactory)
    holder_name = factory.LazyAttribute(lambda o: o.user.get_full_name())

    @factory.post_generation
    def second_factor(self, create, extracted, **_kwargs):
        if create and self.user and (extracted is None or extracted):
            with_second_factor(self.user)


class InvitationFactory(factory.django.DjangoModelFactory):
    """`InvitationFactory(token="abc")` is opened by /inviti/abc/."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"segreto-{n}")
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    partner = factory.SubFactory(PartnerFactory)
    email = factory.Sequence(lambda n: f"invito{n}@example.org")
    role = Role.EDITOR
    token_hash = factory.LazyAttribute(lambda o: Invitation.hash_of(o.token))
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


def expire(invitation):
    """As if it had been written a month ago."""
    long_ago = timezone.now() - datetime.timedelta(days=30)
    Invitation.objects.filter(pk=invitation.pk).update(created_at=long_ago, expires_at=long_ago + Invitation.LIFETIME)
    invitation.refresh_from_db()
    return invitation


class JoinRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinRequest

    partner = factory.SubFactory(PartnerFactory)
    person = factory.SubFactory(UserFactory)
    message = "Insegno qui."
