"""The past of rows of legal weight: whatever writes them leaves it, and nothing takes it away."""

import datetime
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import Error
from django.urls import reverse
from django.utils import timezone

from core.history import PLAIN, past_of
from partners.enums import Role
from partners.models import Membership, MembershipHistory
from partners.services import join_request_accept
from polo.celery import app as celery
from tests.client import StrictClient
from tests.partners.factories import (
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    PartnerNameFactory,
)
from tests.recruitment.factories import InterestFactory
from tests.strict import NEVER_EMPTIED
from tests.training.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
HISTORIES = {
    "partners.MandateHistory",
    "partners.MembershipHistory",
    "partners.PartnerNameHistory",
    "recruitment.InterestHistory",
    "training.ApplicationHistory",
}
# Types of columns in which nobody writes freely; the name of a partner is the one text that is kept on purpose.
CODES_ONLY = {"partners.PartnerNameHistory": {"name", "since"}}


def labels(row):
    return list(past_of(row).values_list("pgh_label", flat=True))


def test_the_histories_are_those_of_the_adr():
    found = {model._meta.label for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}

    assert found - {"pghistory.Events", "pghistory.MiddlewareEvents"} == HISTORIES


@pytest.mark.parametrize("label", sorted(HISTORIES))
def test_a_history_holds_no_free_text(label):
    model = apps.get_model(label)
    free = {
        field.name
        for field in model._meta.concrete_fields
        if field.name not in PLAIN
        and field.get_internal_type() in {"CharField", "TextField", "EmailField", "JSONField"}
        and not field.choices
    }

    assert free == CODES_ONLY.get(label, set())


def test_update_bulk_and_raw_sql_leave_history():
    membership = MembershipFactory(role=Role.TEACHER)
    Membership.objects.filter(pk=membership.pk).update(role=Role.EDITOR)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_membership SET role = 'COUNSELLOR' WHERE id = %s", [membership.pk])
    [copy] = Membership.objects.bulk_create(
        [Membership(user=membership.user, partner=PartnerFactory(), role="TEACHER")]
    )
    Membership.objects.filter(pk=membership.pk).delete()

    assert labels(membership) == ["insert", "update", "update", "delete"]
    roles = past_of(membership).values_list("role", flat=True)
    assert list(roles) == ["TEACHER", "EDITOR", "COUNSELLOR", "COUNSELLOR"]
    assert labels(copy) == ["insert"]


def test_saving_a_row_as_it_was_leaves_nothing():
    application = ApplicationFactory()
    application.motivation = "Un'altra"
    application.save()

    assert labels(application) == ["insert"]


@pytest.mark.parametrize("factory", [MandateFactory, InterestFactory, ApplicationFactory])
def test_each_tracked_row_has_a_past(factory):
    assert labels(factory()) == ["insert"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_membershiphistory SET role = ''",
        "DELETE FROM partners_membershiphistory",
        "TRUNCATE partners_membershiphistory",
    ],
)
def test_history_is_append_only(statement):
    MembershipFactory()

    with connection.cursor() as cursor, pytest.raises(Error, match="append-only"), transaction.atomic():
        cursor.execute(statement)

    assert MembershipHistory.objects.count() == 1


def test_whatever_is_append_only_is_never_emptied():
    kept = {apps.get_model(label)._meta.db_table for label in HISTORIES}
    kept |= {"accounts_notice", "core_auditdigest", "core_auditevent"}
    for table in kept:
        with connection.cursor() as cursor, pytest.raises(Error, match="TRUNCATE refused"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")

    assert kept == NEVER_EMPTIED


@pytest.mark.parametrize(
    ("app", "migration", "factories"),
    [
        ("partners", "0018_history_begins", [MembershipFactory, MandateFactory, PartnerNameFactory]),
        ("training", "0006_history_begins", [ApplicationFactory]),
        ("recruitment", "0009_history_begins", [InterestFactory]),
    ],
)
def test_rows_older_than_their_history_get_its_first_event(app, migration, factories):
    rows = [factory() for factory in factories]
    begin = import_module(f"{app}.migrations.{migration}").BEGIN
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for row in rows:
            table = f"{row._meta.db_table}history"
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE pgh_obj_id = %s", [row.pk])  # noqa: S608 - our own names
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            for column in _since(row, begin):
                cursor.execute(f"ALTER TABLE {table} ALTER {column} DROP NOT NULL")
        for _time in range(2):
            cursor.execute(begin)

    for row in rows:
        [event] = past_of(row)
        names = [field.name for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
        names = [name for name in names if event._meta.get_field(name).column not in _since(row, begin)]
        assert (event.pgh_label, event.pgh_context) == ("insert", None)
        assert {name: getattr(event, name) for name in names} == {name: getattr(row, name) for name in names}


def _since(row, begin):
    """Columns that a history has got since it began."""
    table = f"{row._meta.db_table}history"
    [history] = [model for model in apps.get_models() if model._meta.db_table == table]
    named = re.search(rf"INSERT INTO {table} \(([^)]*)\)", begin)[1].split(", ")
    columns = [field.column for field in history._meta.concrete_fields]
    return [column for column in columns if column not in {*named, "pgh_id", "pgh_context_id"}]


def test_history_goes_after_ten_years():
    old = timezone.now() - datetime.timedelta(days=3653)
    MembershipHistory.objects.bulk_create(
        [MembershipHistory(pgh_label="insert", pgh_obj_id=1, user_id=1, partner_id=1, role=Role.TEACHER)]
    )
    with connection.cursor() as cursor:  # the clock of the database cannot be turned back: insert with an old date
        cursor.execute(
            "INSERT INTO partners_membershiphistory (pgh_created_at, pgh_label, pgh_obj_id, user_id, partner_id, role)"
            " VALUES (%s, 'insert', 1, 1, 1, 'TEACHER')",
            [old],
        )

    MembershipHistory.objects.filter(pgh_created_at__lt=timezone.now() - datetime.timedelta(days=3652)).delete()

    assert MembershipHistory.objects.count() == 1


def test_a_request_says_who_wrote_and_for_whom():
    manager = MembershipFactory(role=Role.MANAGER)
    asked = JoinRequestFactory(partner=manager.partner)
    client = StrictClient()
    client.force_login(manager.user)

    client.post(reverse("partners:join_request_accept", args=[asked.pk]), {"role": Role.TEACHER})

    row = MembershipHistory.objects.get(user=asked.person)
    assert row.pgh_context == {"user": manager.user.pk, "acting_partner": manager.partner.pk}


def test_a_task_says_its_name():
    @celery.task(name="tests.history")
    def writes():
        MembershipFactory()

    writes()

    assert MembershipHistory.objects.get().pgh_context == {"task": "tests.history"}


def test_a_row_that_is_not_tracked_has_no_past():
    assert list(past_of(PartnerFactory())) == []


def test_without_a_request_nobody_is_named():
    asked = JoinRequestFactory()
    join_request_accept(join_request=asked, by=MembershipFactory().user, role=Role.TEACHER)

    assert MembershipHistory.objects.get(user=asked.person).pgh_context is None
