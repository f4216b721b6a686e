"""Long lists: written by the worker, taken by whoever asked and still reads the list, gone after a day."""

import csv
import datetime
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.services import retention
from core.models import AuditEvent, ListExport, Notification
from core.tasks import list_exports_build
from partners.enums import Office
from partners.models import Mandate
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory

pytestmark = pytest.mark.django_db
USERS = "/amministrazione/accounts/user/esporta/?q=rossi"
REASON = {"reason": "Elenco per la verifica annuale", "kind": "csv"}


@pytest.fixture(autouse=True)
def long_from_two(monkeypatch):
    monkeypatch.setattr("core.admin.export.AT_ONCE", 1)


@pytest.fixture
def secretary(client):
    user = MandateFactory(office=Office.SECRETARIAT).user
    client.force_login(user)
    return user


@pytest.fixture
def people():
    return [UserFactory(first_name=name, last_name="Rossi") for name in ("Anna", "Bruno")]


def address(export):
    return reverse("core:list_export_download", args=[export.pk])


def asked_and_written(client, **posted):
    response = client.post(USERS, REASON | posted)
    assert response.url == USERS
    list_exports_build()
    return ListExport.objects.get()


def test_a_long_list_is_asked_for_and_taken_later(client, secretary, people):
    UserFactory(last_name="Verdi")
    before = client.post(USERS, REASON, follow=True).content.decode()

    list_exports_build()

    export = ListExport.objects.get()
    response = client.get(address(export))
    header, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert "in preparazione" in before
    assert (header[1], sorted(line[2] for line in lines)) == ("cognome", ["Anna", "Bruno"])
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'href="{address(export)}"' in client.get(USERS).content.decode()


def test_it_leaves_the_traces_of_every_export(client, secretary, people):
    export = asked_and_written(client)

    event = AuditEvent.objects.get(verb="core.list_exported")
    assert (event.actor, event.after["rows"]) == (secretary, 2)
    assert [AuditEvent.objects.looks().about(person).get().actor for person in people] == [secretary, secretary]
    notice = Notification.objects.get(recipient=secretary)
    assert (notice.kind, notice.path) == ("list_export_ready", "/amministrazione/accounts/user/esporta/")
    assert notice.data == {"list_it": "persone", "list_en": "people", "rows": export.rows}


def test_a_workbook_too(client, secretary, people):
    response = client.get(address(asked_and_written(client, kind="xlsx")))

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sorted(row[2].value for row in sheet.iter_rows(min_row=2)) == ["Anna", "Bruno"]


def test_it_is_for_whoever_asked(client, secretary, people):
    export = asked_and_written(client)
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    assert client.get(address(export)).status_code == 404
    assert address(export) not in client.get(USERS).content.decode()


def test_who_has_no_office_any_more_takes_nothing(client, secretary, people):
    export = asked_and_written(client)
    Mandate.objects.filter(user=secretary).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert client.get(address(export)).status_code == 404


def test_what_is_no_longer_one_s_own_to_read_is_not_written(client, secretary, people):
    client.post(USERS, REASON)
    Mandate.objects.filter(user=secretary).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    list_exports_build()

    export = ListExport.objects.get()
    assert (export.ready_at, export.content, export.failed_at is None) == (None, None, False)
    assert Notification.objects.get(recipient=secretary).kind == "list_export_failed"
    assert not AuditEvent.objects.looks().about(people[0]).exists()


def test_after_a_day_it_is_gone(client, secretary, people):
    export = asked_and_written(client)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, hours=1)):
        client.force_login(secretary)
        assert client.get(address(export)).status_code == 404
        retention.retention_run()

    assert not ListExport.objects.exists()


def test_a_list_without_end_is_taken_in_parts(client, secretary, people, monkeypatch):
    monkeypatch.setattr("core.admin.export.MOST_LINES", 1)

    response = client.post(USERS, REASON)

    assert "restringi l'elenco con i filtri" in response.context["form"].errors["kind"][0]
    assert not ListExport.objects.exists()


def test_a_file_is_written_once(client, secretary, people):
    asked_and_written(client)

    list_exports_build()

    assert Notification.objects.filter(recipient=secretary).count() == 1
