"""Rows of the models that have no factory of their own, and the factory of every model that the admin shows."""

import datetime
import importlib
import itertools
from pathlib import Path

import factory
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.utils import timezone

from core.models import AuditEvent, ListExport, Notification, OutboxMessage
from partners.enums import Office
from partners.models import Handover, Mandate, RegisterImport
from skills.models import ConceptMapping, OccupationSkill, SkillRelation, VocabularyImport
from tests.accounts.factories import UserFactory
from tests.partners.factories import HandoverFactory, MandateFactory
from tests.skills.factories import ConceptFactory

TESTS = Path(__file__).parents[1]


class EmailAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory(UserFactory)
    email = factory.Sequence(lambda n: f"indirizzo{n}@example.org")
    verified = True


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboxMessage

    key = factory.Sequence(lambda n: f"lettera-{n}")
    message_id = factory.Sequence(lambda n: f"<{n}@example.org>")
    to = "a@example.org"
    subject = "Una lettera"
    body = "Il codice è 123456"


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    kind = "account_changed"
    key = factory.Sequence(lambda n: f"notifica-{n}")


class ListExportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ListExport

    requested_by = factory.SubFactory(UserFactory)
    list = "accounts.user"
    kind = "csv"
    rows = 1


class AuditEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditEvent

    at = factory.LazyFunction(timezone.now)
    actor = factory.SubFactory(UserFactory)
    verb = "prova.fatta"
    target_type = "accounts.user"
    target_id = 1


class _BetweenConcepts(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True


class SkillRelationFactory(_BetweenConcepts):
    class Meta:
        model = SkillRelation

    skill = factory.SubFactory(ConceptFactory)
    related = factory.SubFactory(ConceptFactory)
    relation = "related"


class OccupationSkillFactory(_BetweenConcepts):
    class Meta:
        model = OccupationSkill

    occupation = factory.SubFactory(ConceptFactory, occupation=True)
    skill = factory.SubFactory(ConceptFactory)
    importance = "essential"


class ConceptMappingFactory(_BetweenConcepts):
    class Meta:
        model = ConceptMapping

    from_concept = factory.SubFactory(ConceptFactory)
    to_concept = factory.SubFactory(ConceptFactory)
    relation = "exact"


class RegisterImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterImport

    requested_by = factory.SubFactory(UserFactory)


class VocabularyImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VocabularyImport

    requested_by = factory.SubFactory(UserFactory)


TURNS = itertools.count(1900)


def past_referent(**fields) -> Mandate:
    """The referent of one year long ago: the office is held by one person at a time."""
    year = next(TURNS)
    terms = {"starts_on": datetime.date(year, 1, 1), "ends_on": datetime.date(year, 12, 31)}
    return MandateFactory(office=Office.REFERENT, **terms, **fields)


def handover() -> Handover:
    return HandoverFactory(outgoing=past_referent())


def factories() -> dict:
    """{model: factory} for every model in the admin; of two the one named after the model."""
    found = {}
    for path in sorted(TESTS.glob("*/factories.py")):
        module = importlib.import_module(f"tests.{path.parent.name}.factories")
        for one in vars(module).values():
            model = getattr(getattr(one, "_meta", None), "model", None)
            if model in admin.site._registry and (model not in found or one.__name__ == f"{model.__name__}Factory"):
                found[model] = one
    return found | {Mandate: past_referent, Handover: handover}
