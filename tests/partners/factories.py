import datetime
import hashlib

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from partners.enums import (
    AccessionState,
    AgreementStatus,
    BodyKind,
    Category,
    DocumentVisibility,
    LeaveState,
    NameChange,
    Office,
    Role,
    Standing,
)
from partners.models import (
    Accession,
    Adhesion,
    Agreement,
    Body,
    BodyMember,
    Document,
    Filiera,
    Handover,
    Invitation,
    JoinRequest,
    Leave,
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


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def pdf(content=PDF, name="atto.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


class DocumentFactory(factory.django.DjangoModelFactory):
    """A reserved one unless `public`."""

    class Meta:
        model = Document

    class Params:
        public = factory.Trait(visibility=DocumentVisibility.PUBLIC)

    title = factory.Sequence(lambda n: f"Documento {n}")
    file = factory.LazyFunction(pdf)
    size = len(PDF)
    sha256 = hashlib.sha256(PDF).hexdigest()


class AgreementFactory(factory.django.DjangoModelFactory):
    """The network agreement, signed, without dates."""

    class Meta:
        model = Agreement

    title = factory.Sequence(lambda n: f"Accordo {n}")
    status = AgreementStatus.SIGNED


class AdhesionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adhesion

    partner = factory.SubFactory(PartnerFactory)
    agreement = factory.SubFactory(AgreementFactory)
    category = factory.SelfAttribute("partner.category")


class BodyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Body

    kind = BodyKind.ASSEMBLY
    name_it = factory.Sequence(lambda n: f"Assemblea {n}")


class BodyMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BodyMember

    body = factory.SubFactory(BodyFactory)
    holder_name = factory.Sequence(lambda n: f"Componente {n}")


class AccessionFactory(factory.django.DjangoModelFactory):
    """`AccessionFactory(to_approve=True)`; its partner waits outside the Polo."""

    class Meta:
        model = Accession

    class Params:
        in_check = factory.Trait(state=AccessionState.IN_CHECK)
        to_approve = factory.Trait(
            state=AccessionState.TO_APPROVE,
            checked_at=factory.LazyFunction(timezone.now),
            checked_by=factory.SubFactory(UserFactory),
        )

    partner = factory.SubFactory(PartnerFactory, firm=True, standing=Standing.APPLICANT, tax_code="00743110157")
    asked_standing = Standing.MEMBER
    contact = factory.SubFactory(UserFactory)
    motivation = "Abbiamo un laboratorio da condividere."
    places = "Via di Prova 1, La Spezia"


class LeaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leave

    class Params:
        confirmed = factory.Trait(
            state=LeaveState.CONFIRMED,
            confirmed_at=factory.LazyFunction(timezone.now),
            confirmed_by=factory.SubFactory(UserFactory),
        )

    partner = factory.SubFactory(PartnerFactory)
    last_day = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))
    reason = "Cambiamo attività."
    asked_by = factory.SubFactory(UserFactory)


class HandoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handover

    outgoing = factory.SubFactory(MandateFactory)
    successor = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))
    proposed_by = factory.SelfAttribute("outgoing.user")
