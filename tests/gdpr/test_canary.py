"""One person, a canary in every text about them: the copy holds all, after the erasure nothing holds any."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.archive import archive_of
from accounts.models import Erasure, User
from accounts.services import erasure
from core.isolation import Tally
from core.models import OutboxMessage
from core.outbox import outbox_relay
from core.privacy import Delete, rules_about_people
from orientation.enums import AppointmentState
from orientation.models import Appointment
from recruitment.models import Interest
from tests.client import StrictClient
from tests.gdpr.life import addresses, canaries_in, canaries_of, dump, live
from training.enums import ApplicationState
from training.models import Application

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return live()


def erase(person):
    asked = erasure.erasure_request(by=person)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())
    assert erasure.erasures_carry_out() == Tally(done=1)


def words_of(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return "\n".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())


def test_free_texts_about_a_person_are_declared_personal():
    free = (models.TextField, models.EmailField, models.FileField, models.URLField)
    plain = [
        f"{rules.label}.{field.name}"
        for rules in rules_about_people()
        for field in rules.fields
        if isinstance(field, free) and not field.choices and field.name in rules.plain and field.name != "pgh_label"
    ]

    # What was changed, by field names; the places of an organisation.
    words = ["admin.LogEntry.change_message", "admin.LogEntry.object_id", "partners.Accession.places"]
    assert sorted(name for name in plain if not name.endswith("History.pgh_label")) == words


def test_export_holds_every_canary_and_none_of_anybody_else(person):
    other = live()
    told, withheld = canaries_of(person)
    assert len(told) > 20

    found = canaries_in(words_of(archive_of(person)))

    assert told - found == set()
    assert found & (canaries_of(other)[0] | canaries_of(other)[1]) == set()
    assert found & withheld == set()


def test_export_page_is_self_contained_and_says_everything(person):
    told, _withheld = canaries_of(person)

    with zipfile.ZipFile(io.BytesIO(archive_of(person))) as opened:
        page, schema = opened.read("index.html").decode(), json.loads(opened.read("schema.json"))
        tables = {name: json.loads(opened.read(name)) for name in opened.namelist() if name.startswith("data/")}

    assert told - canaries_in(page) == set()
    assert "<script" not in page
    assert "src=" not in page
    assert {facts["file"] for facts in schema["tables"].values()} == set(tables)
    application = schema["tables"]["training.application"]
    assert application["name"]["it"] == "domande di iscrizione"
    assert application["fields"]["state"] == {"it": "stato", "en": "status"}
    rows = tables["data/training.application.json"]["rows"]
    assert {frozenset(row) for row in rows} == {frozenset(application["fields"])}
    assert [row["person"] for row in rows] == [{"person": "me"}] * len(rows)


def test_erasure_leaves_no_canary_anywhere(person, sink):
    mine = set.union(*canaries_of(person))
    browser = StrictClient()
    browser.force_login(person)
    browser.get("/area/")
    before = "\n".join(row for rows in dump().values() for row in rows.values())
    assert mine - canaries_in(before) == set()

    erase(person)
    outbox_relay()

    after = {table: "\n".join(rows.values()) for table, rows in dump().items()}
    assert {table: canaries_in(text) & mine for table, text in after.items() if canaries_in(text) & mine} == {}
    assert canaries_in(_valkey()) & mine == set()
    assert canaries_in(_media()) & mine == set()
    assert [mail["To"] for mail in sink.mails][-1] in addresses(person)
    assert f"persona-{person.pk}@cancellata.invalid" in after["accounts_user"]


def test_erasure_leaves_the_rows_of_others_as_they_were(person):
    other = live()
    mine = {
        rules.model._meta.db_table: {
            str(pk) for pk in rules.rows_about(person, addresses(person)).values_list("pk", flat=True)
        }
        for rules in rules_about_people()
    }
    # The mail to the guardian says the minor's name.
    asked = Q(pk__in=[])
    for pk in person.guardian_requests.values_list("pk", flat=True):
        asked |= Q(key=f"guardian-{pk}") | Q(key__startswith=f"guardian-{pk}:")
    mails = OutboxMessage.objects.filter(asked).values_list("pk", flat=True)
    mine["core_outboxmessage"] |= {str(pk) for pk in mails}
    before = dump()

    erase(person)

    after = dump()
    changed = {
        (table, key)
        for table, rows in before.items()
        for key, row in rows.items()
        if key not in mine.get(table, set()) and after[table].get(key) != row
    }
    sessions = {key for key in before["django_session"] if key not in after["django_session"]}
    assert changed == {("django_session", key) for key in sessions}
    assert len(sessions) == 1
    assert canaries_of(other)[0] - canaries_in("\n".join(r for rows in after.values() for r in rows.values())) == set()


def test_erasure_keeps_what_is_counted(person):
    kept = [rules for rules in rules_about_people() if not isinstance(rules.erasure, Delete)]
    before = {rules.label: rules.model._default_manager.count() for rules in kept}

    erase(person)

    after = {rules.label: rules.model._default_manager.count() for rules in kept}
    grown = {"core.AuditEvent", "accounts.Erasure"} | {label for label in after if label.endswith("History")}
    assert {label: rows for label, rows in after.items() if label not in grown} == {
        label: rows for label, rows in before.items() if label not in grown
    }
    assert User.objects.filter(pk=person.pk, is_active=False).exists()


def test_erasure_closes_what_is_open_and_tells_the_other_side(person, sink):
    appointment, applications = Appointment.objects.get(person=person), list(person.applications.all())

    erase(person)

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED
    left = Application.objects.filter(pk__in=[application.pk for application in applications])
    assert [application.state for application in left] == [ApplicationState.WITHDRAWN] * len(applications)
    assert not Interest.objects.filter(profile__person=person, closed_at=None).exists()
    assert appointment.slot.counsellor.notifications.filter(kind="appointment_cancelled").count() == 1


def _valkey() -> str:
    client = caches["default"]._cache.get_client()
    return "\n".join(f"{key!r} {client.get(key)!r}" for key in client.scan_iter("*") if client.type(key) == b"string")


def _media() -> str:
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return "\n".join(f"{path} {path.read_bytes()!r}" for path in files)
