"""Terms act on the exact day, once, and only where they should."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import tasks
from accounts.models import RetentionRun, User
from accounts.services import retention
from accounts.services.retention import last_day, retention_preview, retention_run
from accounts.signals import erasure_requested, person_leaving
from core.models import AuditEvent, Notification, OutboxMessage
from core.services import record_event
from partners.enums import Role
from partners.models import Invitation, JoinRequest
from tests.accounts.factories import ErasureFactory, RetentionRunFactory, UserFactory
from tests.orientation.factories import AppointmentFactory
from tests.partners.factories import InvitationFactory, JoinRequestFactory, MembershipFactory
from tests.recruitment.factories import InterestFactory
from tests.training.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def night(year, month, day):
    return datetime.datetime(year, month, day, 2, 50, tzinfo=ROME)


@pytest.mark.parametrize(
    ("today", "term", "expected"),
    [
        ((2027, 3, 15), {"months": 12}, (2026, 3, 15)),
        ((2027, 3, 1), {"months": 1}, (2027, 2, 1)),
        ((2027, 3, 31), {"months": 1}, (2027, 2, 28)),
        ((2027, 2, 28), {"months": 1}, (2027, 1, 28)),
        ((2027, 1, 10), {"months": 23}, (2025, 2, 10)),
        ((2029, 2, 28), {"months": 12}, (2028, 2, 28)),
        ((2027, 1, 10), {"days": 30}, (2026, 12, 11)),
    ],
)
def test_last_day_counts_whole_months(today, term, expected):
    assert last_day(**term, today=datetime.date(*today)) == datetime.date(*expected)


def application():
    return ApplicationFactory(
        edition__starts_on=datetime.date(2026, 1, 10), edition__ends_on=datetime.date(2026, 6, 15),
        edition__applications_open_on=datetime.date(2025, 12, 1),
        edition__applications_close_on=datetime.date(2025, 12, 31), message="Benvenuta",
    )  # fmt: skip


def test_application_files_lose_their_words_twelve_months_after_the_end():
    row = application()

    with time_machine.travel(night(2027, 6, 14), tick=False):
        retention_run()
        row.refresh_from_db()
        assert (row.motivation, row.message) == ("Voglio imparare a saldare.", "Benvenuta")
    with time_machine.travel(night(2027, 6, 15), tick=False):
        assert retention_preview()["training.Application"] == 1
        assert retention_run().figures["training.Application"] == 1
        assert "training.Application" not in retention_run().figures
        row.refresh_from_db()
        assert (row.motivation, row.message, row.state) == ("", "", "SUBMITTED")


def test_guidance_words_go_after_twenty_four_months():
    begin = datetime.datetime(2026, 3, 31, 23, 30, tzinfo=ROME)
    row = AppointmentFactory(topic="Segreto", slot__starts_at=begin)

    with time_machine.travel(night(2028, 3, 30), tick=False):
        assert "orientation.Appointment" not in retention_run().figures
    with time_machine.travel(night(2028, 3, 31), tick=False):
        assert retention_run().figures["orientation.Appointment"] == 1
    row.refresh_from_db()
    assert row.topic == ""


def test_interests_invitations_requests_and_notices_go_in_time():
    born = night(2026, 1, 10)
    with time_machine.travel(born, tick=False):
        interest = InterestFactory(message="Ciao", opening__closes_on=datetime.date(2026, 1, 10))
        InvitationFactory(expires_at=born + datetime.timedelta(hours=1))
        JoinRequestFactory(
            state="REFUSED", refusal_reason="No", decided_at=born, decided_by=UserFactory(), person=UserFactory()
        )
        JoinRequestFactory()  # still open: no answer, no term
        Notification.objects.create(recipient=UserFactory(), kind="export_failed", key="k")
        OutboxMessage.objects.create(
            key="a", message_id="a", to="x@example.org", subject="S", body="B", sent_at=timezone.now()
        )

    with time_machine.travel(night(2027, 1, 9), tick=False):
        figures = retention_run().figures
        assert {label for label in figures if "." in label} == {"core.OutboxMessage"}
    with time_machine.travel(night(2027, 1, 10), tick=False):
        figures = retention_run().figures

    assert {label: rows for label, rows in figures.items() if "." in label} == {
        "recruitment.Interest": 1, "partners.Invitation": 1, "partners.JoinRequest": 1, "core.Notification": 1,
    }  # fmt: skip
    interest.refresh_from_db()
    assert interest.message == ""
    assert (Invitation.objects.count(), JoinRequest.objects.count()) == (0, 1)


def test_the_audit_forgets_after_five_years_and_not_before():
    person = UserFactory()
    six_years = timezone.now() - datetime.timedelta(days=6 * 365)
    with time_machine.travel(six_years, tick=False):
        record_event(by=person, verb="x", target=person, subject=person)
    young = record_event(by=person, verb="y", target=person, subject=person)

    assert retention_run().figures["core.AuditEvent"] == 1

    assert list(AuditEvent.objects.values_list("pk", flat=True)) == [young.pk]


@pytest.mark.parametrize("change", [{"verb": "z"}, {"reason": "altro"}, {"reason": "", "verb": "z"}, {"actor": None}])
def test_the_audit_still_refuses_every_other_change(change):
    person = UserFactory()
    event = record_event(by=person, verb="y", target=person, subject=person, reason="perché")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()
    assert AuditEvent.objects.filter(pk=event.pk).update(reason="") == 1


def unused(**facts):
    return UserFactory(last_login=night(2025, 1, 15), date_joined=night(2024, 1, 1), **facts)


def test_an_unused_account_is_warned_at_twenty_three_months_and_erased_at_twenty_four():
    person, newcomer = unused(), UserFactory(date_joined=night(2026, 12, 1))

    with time_machine.travel(night(2026, 12, 14), tick=False):
        assert retention_run().figures["inactive_warned"] == 0
    with time_machine.travel(night(2026, 12, 15), tick=False):
        assert retention_run().figures["inactive_warned"] == 1
        assert retention_run().figures["inactive_warned"] == 0
        assert person.notifications.get().kind == "inactive_warned"
    with time_machine.travel(night(2027, 1, 14), tick=False):
        assert retention_run().figures["inactive_erased"] == 0
    with time_machine.travel(night(2027, 1, 15), tick=False):
        assert retention_run().figures["inactive_erased"] == 1

    person.refresh_from_db()
    newcomer.refresh_from_db()
    assert (person.is_active, person.first_name, newcomer.is_active) == (False, "", True)
    assert person.erasures.get().cause == "INACTIVE"


def test_an_account_is_never_erased_without_a_warning_in_time():
    person = unused()

    with time_machine.travel(night(2027, 6, 1), tick=False):
        figures = retention_run().figures
        assert (figures["inactive_warned"], figures["inactive_erased"]) == (1, 0)
    User.objects.filter(pk=person.pk).update(last_login=night(2027, 6, 20))
    with time_machine.travel(night(2027, 7, 1), tick=False):
        assert retention_run().figures["inactive_erased"] == 0


def test_a_suspended_account_goes_after_the_same_time_and_only_once():
    """Nobody can come back to it, and a closed account gets no mail: no warning is waited for."""
    suspended, merged = unused(is_active=False), unused(is_active=False, merged_into=UserFactory())

    with time_machine.travel(night(2027, 1, 14), tick=False):
        assert retention_run().figures["inactive_erased"] == 0
    with time_machine.travel(night(2027, 1, 15), tick=False):
        assert [retention_run().figures["inactive_erased"] for _night in range(2)] == [1, 0]

    assert suspended.erasures.get().cause == "INACTIVE"
    assert User.objects.get(pk=suspended.pk).first_name == ""
    assert not merged.erasures.exists()


def test_the_last_manager_is_never_erased_for_being_away():
    person = unused()
    MembershipFactory(user=person, role=Role.MANAGER)
    with time_machine.travel(night(2026, 12, 15), tick=False):
        retention_run()

    with time_machine.travel(night(2027, 2, 15), tick=False):
        assert retention_run().figures["inactive_erased"] == 0

    person.refresh_from_db()
    assert (person.is_active, person.erasures.count()) == (True, 0)


def test_who_comes_back_in_the_very_night_stays():
    first, second = unused(), unused()
    with time_machine.travel(night(2026, 12, 15), tick=False):
        retention_run()

    def comes_back(sender, *, person, **_more):
        """Between the list of the night and their turn, the other one signs in."""
        User.objects.filter(pk=second.pk).update(last_login=timezone.now())

    erasure_requested.connect(comes_back)
    try:
        with time_machine.travel(night(2027, 1, 15), tick=False):
            assert retention_run().figures["inactive_erased"] == 1
    finally:
        erasure_requested.disconnect(comes_back)

    assert [User.objects.get(pk=person.pk).is_active for person in (first, second)] == [False, True]


def test_an_unused_account_whose_owner_asked_to_go_goes_on_its_own_day():
    person = unused()
    with time_machine.travel(night(2026, 12, 15), tick=False):
        retention_run()

    with time_machine.travel(night(2027, 1, 15), tick=False):
        ErasureFactory(person=person)
        figures = retention_run().figures

    assert (figures["inactive_erased"], figures["failed"]) == (0, 0)


def test_an_erasure_that_fails_stops_neither_the_others_nor_the_night():
    broken, good = (ErasureFactory(due=True).person for _turn in range(2))

    def fail(sender, *, person, **_more):
        if person == broken:
            raise RuntimeError("an app above cannot close its own")

    person_leaving.connect(fail)
    try:
        figures = retention_run().figures
    finally:
        person_leaving.disconnect(fail)

    assert (figures["erasures_done"], figures["failed"], RetentionRun.objects.get().failed) == (1, 1, 1)
    assert [User.objects.get(pk=person.pk).is_active for person in (broken, good)] == [True, False]


def test_a_row_that_cannot_go_does_not_keep_the_others_of_its_batch():
    with time_machine.travel(night(2026, 1, 10), tick=False):
        for number in range(5):
            Notification.objects.create(recipient=UserFactory(), kind="export_failed", key=f"k{number}")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;"
            " CREATE TRIGGER refuse BEFORE DELETE ON core_notification FOR EACH ROW"
            " WHEN (OLD.key = 'k1') EXECUTE FUNCTION pg_temp.refuse()"
        )

    with time_machine.travel(night(2027, 1, 10), tick=False):
        figures = retention_run().figures

    assert (figures["core.Notification"], figures["failed"]) == (4, 1)
    assert Notification.objects.get().key == "k1"


def test_staff_read_on_the_first_page_of_the_admin_what_failed(client):
    RetentionRunFactory(figures={"failed": 3})
    client.force_login(UserFactory(superuser=True))

    assert "non ha potuto trattare" in client.get(reverse("admin:index")).content.decode()

    RetentionRunFactory(figures={"failed": 0})
    assert "non ha potuto trattare" not in client.get(reverse("admin:index")).content.decode()


def test_retention_works_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    with time_machine.travel(night(2026, 1, 10), tick=False):
        for number in range(5):
            Notification.objects.create(recipient=UserFactory(), kind="export_failed", key=f"k{number}")

    with time_machine.travel(night(2027, 1, 10), tick=False):
        assert retention_run().figures["core.Notification"] == 5
    assert not Notification.objects.exists()


def test_privacy_retention_counts_without_touching(capsys):
    row = application()

    with time_machine.travel(night(2027, 6, 15), tick=False):
        call_command("privacy_retention", "--dry-run")
        row.refresh_from_db()
        assert row.motivation != ""
        assert "training.Application: 1\nnothing was touched\n" in capsys.readouterr().out
        call_command("privacy_retention")
    row.refresh_from_db()
    assert row.motivation == ""
    assert "training.Application: 1\ndone\n" in capsys.readouterr().out


def test_the_nightly_task_leaves_its_figures():
    tasks.retention_run()

    assert RetentionRun.objects.get().figures["erasures_done"] == 0


def test_what_strangers_typed_at_the_door_goes_with_their_sessions(client):
    """Who asks for a code and never comes back leaves an address in the session, and has no account to erase."""
    client.post("/accesso/login/code/", {"email": "passante@example.org"})
    [typed] = Session.objects.all()
    assert "passante@example.org" in str(typed.get_decoded())
    Session.objects.filter(pk=typed.pk).update(expire_date=timezone.now() - datetime.timedelta(minutes=1))
    other = SessionStore()
    other.create()

    assert retention_run().figures["sessions_forgotten"] == 1

    assert [row.pk for row in Session.objects.all()] == [other.session_key]
