"""Lists as files: the same rows and columns, no formulas, a reason, a row for whoever checks and for each person."""

import csv
import io

import openpyxl
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.admin.export import safe
from core.models import AuditEvent
from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.admin.factories import EmailAddressFactory
from tests.partners.factories import MandateFactory, PartnerFactory
from tests.training.factories import ApplicationFactory, OfferKindFactory

pytestmark = pytest.mark.django_db
USERS = "/amministrazione/accounts/user/esporta/"
REASON = {"reason": "Elenco per la verifica annuale", "kind": "csv"}
XLSX = REASON | {"kind": "xlsx"}


@pytest.fixture
def secretary(client):
    user = MandateFactory(office=Office.SECRETARIAT).user
    client.force_login(user)
    return user


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_file_holds_what_the_list_shows(client, secretary):
    UserFactory(email="anna@example.org", first_name="=1+1", last_name="Rossi")
    UserFactory(last_name="Verdi")

    header, *lines = rows(client.post(f"{USERS}?q=rossi", REASON))

    assert header[:4] == ["indirizzo e-mail", "cognome", "nome", "attivo"]
    assert [line[:3] for line in lines] == [["anna@example.org", "Rossi", "'=1+1"]]


def test_an_export_is_remembered_by_the_polo_and_by_the_person(client, secretary):
    person = UserFactory(last_name="Rossi")

    rows(client.post(f"{USERS}?q=rossi", REASON))

    event = AuditEvent.objects.get(verb="core.list_exported")
    assert (event.actor, event.reason) == (secretary, REASON["reason"])
    assert event.after == {"list": "accounts.user", "rows": 1, "filters": ["q"], "file": "csv"}
    assert AuditEvent.objects.looks().about(person).get().actor == secretary


@pytest.mark.parametrize("way", ["list", "search", "page", "export"])
def test_tables_of_packages_leave_their_looks_too(client, secretary, way):
    """Addresses are of a package, which declares nothing itself."""
    address = EmailAddressFactory()
    base = "/amministrazione/account/emailaddress/"
    ask = {
        "list": lambda: client.get(base),
        "search": lambda: client.get(base, {"q": address.email}),
        "page": lambda: client.get(f"{base}{address.pk}/change/"),
        "export": lambda: rows(client.post(f"{base}esporta/", REASON)),
    }

    ask[way]()

    look = AuditEvent.objects.looks().about(address.user).get()
    assert (look.actor, look.verb, look.target_id) == (secretary, "account.emailaddress_seen", address.pk)


def test_the_file_speaks_italian(client, secretary):
    UserFactory(last_name="Rossi")

    response = client.post(f"{USERS}?q=rossi", REASON)

    assert f'filename="persone-{timezone.localdate()}.csv"' in response["Content-Disposition"]
    assert rows(response)[1][3] == "sì"


def test_choices_and_times_are_written_in_words(client, secretary):
    OfferKindFactory()
    ApplicationFactory()

    _header, line = rows(client.post("/amministrazione/training/application/esporta/", REASON))

    assert line[2] == "inviata" or line[2].islower()
    assert len(line[3]) == len("2026-11-23 01:02")


def test_without_a_reason_nothing_leaves(client, secretary):
    response = client.post(USERS, {"reason": " ", "kind": "csv"})

    assert response.status_code == 200
    assert not AuditEvent.objects.filter(verb="core.list_exported").exists()


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda m: m._meta.label), ids=lambda m: m.__name__)
def test_every_list_is_exported_to_those_who_read_it(client, model):
    opts = model._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_export")
    client.force_login(UserFactory(superuser=True))
    assert client.get(url).status_code == 200
    assert len(rows(client.post(url, REASON))[0]) == len(admin.site._registry[model].list_display)
    client.force_login(UserFactory(is_staff=True))
    assert client.post(url, REASON).status_code == 302


def test_the_referent_exports_no_people(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.post(USERS, REASON).status_code == 403
    assert client.post("/amministrazione/partners/partner/esporta/", REASON).status_code == 200


def test_more_rows_cost_no_more_queries(client, secretary):
    url, asked = "/amministrazione/partners/partner/esporta/", []

    for more in (1, 1, 5):  # the first finds nothing remembered
        PartnerFactory.create_batch(more)
        with CaptureQueriesContext(connection) as captured:
            rows(client.post(url, REASON))
        asked.append(len(captured))

    assert asked[1] == asked[2]


@pytest.mark.parametrize("start", [*"=+-@\t\r\n＝＋－＠", " =", "\u00a0\u2003@", " ＝"])
def test_formulas_are_disarmed(start):
    assert safe(f"{start}cmd") == f"'{start}cmd"
    assert safe("a=b") == "a=b"


def book_rows(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows())


def test_the_workbook_holds_what_the_list_shows(client, secretary):
    person = UserFactory(email="anna@example.org", first_name="=1+1", last_name="Rossi\x07")

    response = client.post(f"{USERS}?q=rossi", XLSX)

    header, line = book_rows(response)
    assert f'filename="persone-{timezone.localdate()}.xlsx"' in response["Content-Disposition"]
    assert [cell.value for cell in header[:4]] == ["indirizzo e-mail", "cognome", "nome", "attivo"]
    assert [cell.value for cell in line[:4]] == ["anna@example.org", "Rossi", "=1+1", "sì"]
    assert AuditEvent.objects.get(verb="core.list_exported").after["file"] == "xlsx"
    assert AuditEvent.objects.looks().about(person).get().actor == secretary


@pytest.mark.parametrize("start", "=+-@＝")
def test_a_workbook_holds_no_formulas(client, secretary, start):
    UserFactory(first_name=f"{start}1+1", last_name="Rossi")

    _header, line = book_rows(client.post(f"{USERS}?q=rossi", XLSX))

    assert (line[2].data_type, line[2].value, line[2].quotePrefix) == ("s", f"{start}1+1", True)


def test_a_workbook_keeps_times(client, secretary):
    OfferKindFactory()
    application = ApplicationFactory()

    _header, line = book_rows(client.post("/amministrazione/training/application/esporta/", XLSX))

    assert line[3].value.replace(microsecond=0) == timezone.localtime(application.created_at).replace(
        tzinfo=None, microsecond=0
    )


def test_a_very_long_list_is_for_csv(client, secretary, monkeypatch):
    monkeypatch.setattr("core.admin.export.MOST_ROWS", 1)
    UserFactory(last_name="Rossi")

    response = client.post(USERS, XLSX)

    assert response.context["form"].errors == {
        "kind": ["Un file Excel arriva a 1 righe: scegli il CSV, o restringi l'elenco con i filtri."]
    }
    assert not AuditEvent.objects.filter(verb="core.list_exported").exists()
