import factory

from core.imports.file_states import RowAction
from recruitment.models import OpeningCode, OpeningImport, OpeningImportRow
from tests.accounts.factories import UserFactory
from tests.partners.factories import PartnerFactory
from tests.recruitment.factories import OpeningFactory


class OpeningImportFactory(factory.django.DjangoModelFactory):
    """A feed whose columns wait to be matched."""

    class Meta:
        model = OpeningImport

    partner = factory.SubFactory(PartnerFactory, firm=True)
    requested_by = factory.SubFactory(UserFactory)
    file = factory.django.FileField(filename="offerte.csv", data="titolo,città\nSaldatura,Luni\n".encode())
    file_name = "offerte.csv"
    headers = factory.LazyFunction(lambda: ["titolo", "città"])
    sample = factory.LazyFunction(lambda: [["Saldatura", "Luni"]])
    mapping = factory.LazyFunction(lambda: {"titolo": "title", "città": "site"})


class OpeningImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningImportRow

    run = factory.SubFactory(OpeningImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    action = RowAction.NEW
    title = "Saldatura"
    changes = factory.LazyFunction(lambda: [["title", None, "Saldatura"]])


class OpeningCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningCode

    opening = factory.SubFactory(OpeningFactory)
    partner = factory.SelfAttribute("opening.partner")
    code = factory.Sequence(lambda n: f"O{n}")
