"""Out of the Polo: asked, confirmed, done; what the partner had published is closed and whoever waits is told."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services.erasure import erasure_request
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from core.services import notification_words
from orientation.enums import AppointmentState
from partners import services, tasks
from partners.enums import JoinRequestState, LeaveState, Office, PersonAct, Role, Standing
from partners.models import Leave, Partner
from partners.signals import partner_left
from recruitment.enums import DemandState
from tests.accounts.factories import UserFactory
from tests.orientation.factories import AppointmentFactory, SlotFactory
from tests.partners.factories import (
    AdhesionFactory,
    InvitationFactory,
    JoinRequestFactory,
    LeaveFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    pdf,
)
from tests.recruitment.factories import InterestFactory, OpeningFactory, SkillNeedFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory
from training.enums import ApplicationState, RefusalReason
from training.services import application_submit

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + datetime.timedelta(days)


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def kinds(user):
    return [row.kind for row in Notification.objects.filter(recipient=user).order_by("pk")]


def leave_now(partner, by):
    return services.leave_record(partner=partner, last_day=day(-1), reason="Chiusa.", by=by)


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


def test_leave_is_asked_confirmed_and_done_after_its_day(secretary):
    manager, referent = MembershipFactory(), MandateFactory(office=Office.REFERENT).user
    partner = manager.partner
    adhesion = AdhesionFactory(partner=partner)
    invitation = InvitationFactory(partner=partner)

    leave = services.leave_ask(partner=partner, last_day=day(1), reason="Chiudiamo.", by=manager.user)
    assert kinds(secretary) == ["leave_asked"]
    leave = services.leave_confirm(leave=leave, last_day=day(0), by=secretary, deed=pdf())
    assert (leave.state, leave.deed.title) == (LeaveState.CONFIRMED, f"Atto di uscita: {partner}")
    assert kinds(referent) == ["leave_confirmed"]
    assert services.leaves_apply() == 0

    Leave.objects.filter(pk=leave.pk).update(last_day=day(-1))
    tasks.leaves_apply()
    tasks.leaves_apply()

    for row in (leave, partner, adhesion, invitation):
        row.refresh_from_db()
    assert (leave.state, partner.standing, adhesion.left_on) == (LeaveState.DONE, Standing.FORMER, day(-1))
    assert invitation.revoked_at is not None
    assert kinds(manager.user) == ["leave_confirmed", "leave_done"]
    assert AuditEvent.objects.filter(verb="partners.standing_changed").count() == 1


def test_the_roles_at_a_partner_that_left_end_and_its_manager_may_go(secretary):
    manager = MembershipFactory()
    editor = MembershipFactory(partner=manager.partner, role=Role.EDITOR)

    leave_now(manager.partner, secretary)

    assert not manager.partner.memberships.active().exists()
    assert kinds(manager.user)[-1] == "leave_done"
    assert kinds(editor.user) == ["membership_ended"]
    ended = AuditEvent.objects.filter(verb="partners.membership_ended").values_list("reason", flat=True)
    assert set(ended) == {f"{manager.partner} non fa più parte del Polo."}


@pytest.mark.parametrize("way", ["end", "suspend", "erase"])
def test_the_last_manager_of_a_former_partner_is_held_by_nothing(secretary, way):
    """Rows from before roles ended with the partner, or written past the services."""
    manager = MembershipFactory(partner__standing=Standing.FORMER)
    ways = {
        "end": lambda: services.member_end(membership=manager, by=secretary, reason="prova"),
        "suspend": lambda: services.person_act(
            person=manager.user, act=PersonAct.SUSPEND, by=secretary, reason="prova"
        ),
        "erase": lambda: erasure_request(by=manager.user),
    }

    assert ways[way]().pk


def test_who_waits_to_be_let_in_is_told_no(secretary):
    asked = JoinRequestFactory()

    leave_now(asked.partner, secretary)

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (JoinRequestState.REFUSED, secretary)
    told = Notification.objects.get(recipient=asked.person)
    assert (told.kind, told.path) == ("join_request_refused", reverse("partners:partner_list"))


def test_nobody_is_let_into_a_partner_that_left(secretary):
    asked = JoinRequestFactory(partner__standing=Standing.FORMER)

    with pytest.raises(BusinessRuleError, match="non fa parte"):
        services.join_request_accept(join_request=asked, by=secretary, role=Role.EDITOR)
    with pytest.raises(BusinessRuleError, match="non fa parte"):
        services.join_request_create(partner=asked.partner, by=secretary)


def test_whoever_was_told_of_a_leave_is_told_that_it_is_off(secretary):
    manager, referent = MembershipFactory(), MandateFactory(office=Office.REFERENT).user
    colleague = MembershipFactory(partner=manager.partner, role=Role.MANAGER).user
    asked = services.leave_ask(partner=manager.partner, last_day=day(9), reason="Chiudiamo.", by=manager.user)
    services.leave_withdraw(leave=asked, by=manager.user)
    assert [kinds(user) for user in (secretary, colleague, manager.user, referent)] == [
        ["leave_asked", "leave_withdrawn"],
        ["leave_withdrawn"],
        [],  # it was their own doing
        [],  # had never heard of it
    ]
    told = Notification.objects.get(recipient=colleague)
    assert told.path == url("adhesion_own")
    assert notification_words(notification=told)["subject"] == f"{manager.partner} resta nel Polo"

    confirmed = services.leave_confirm(
        leave=services.leave_ask(partner=manager.partner, last_day=day(9), reason="Chiudiamo.", by=manager.user),
        last_day=day(9),
        by=secretary,
    )
    services.leave_cancel(leave=confirmed, by=secretary)
    assert kinds(referent) == ["leave_confirmed", "leave_withdrawn"]
    assert kinds(manager.user)[-1] == "leave_withdrawn"


def test_a_leave_whose_day_is_over_is_not_taken_back(secretary):
    leave = LeaveFactory(confirmed=True, last_day=day(-1))

    with pytest.raises(BusinessRuleError, match="è passato"):
        services.leave_cancel(leave=leave, by=secretary)

    asked = LeaveFactory(last_day=day(-1))  # never answered
    assert services.leave_cancel(leave=asked, by=secretary).state == LeaveState.WITHDRAWN


def test_a_leave_that_fails_does_not_stop_the_others():
    first, second = (LeaveFactory(confirmed=True, last_day=day(-days)) for days in (2, 1))

    def fail(sender, *, partner, **_more):
        if partner == first.partner:
            raise RuntimeError("an app above cannot close its own")

    partner_left.connect(fail)
    try:
        assert services.leaves_apply() == 1
    finally:
        partner_left.disconnect(fail)

    for row in (first, second):
        row.refresh_from_db()
        row.partner.refresh_from_db()
    assert (first.state, first.partner.standing) == (LeaveState.CONFIRMED, Standing.MEMBER)
    assert (second.state, second.partner.standing) == (LeaveState.DONE, Standing.FORMER)


def test_a_leave_of_the_past_happens_at_once(secretary):
    adhesion = AdhesionFactory(joined_on=day(-5))

    leave = services.leave_record(partner=adhesion.partner, last_day=day(-9), reason="Chiusa.", by=secretary)

    adhesion.refresh_from_db()
    assert leave.state == LeaveState.DONE
    assert adhesion.left_on == day(-5)  # never before it began


def test_what_a_school_had_open_is_closed_and_people_are_told(secretary):
    school = PartnerFactory()
    course = CourseFactory(partner=school, published=True)
    waiting = ApplicationFactory(edition=EditionFactory(course=course, open=True))
    running = EditionFactory(course=course, running=True)
    seated = ApplicationFactory(edition=running, accepted=True)
    late = ApplicationFactory(edition=running)
    finished = ApplicationFactory(edition=EditionFactory(course=course, finished=True), accepted=True)

    services.leave_record(partner=school, last_day=day(-1), reason="Chiusa.", by=secretary)

    for row in (waiting, seated, late, finished):
        row.refresh_from_db()
    assert (waiting.state, waiting.refusal_reason) == (ApplicationState.REFUSED, RefusalReason.CANCELLED)
    assert (late.state, late.message) == (ApplicationState.REFUSED, f"{school} non fa più parte del Polo.")
    assert (seated.state, finished.state) == (ApplicationState.ACCEPTED, ApplicationState.ACCEPTED)
    assert [kinds(row.person) for row in (waiting, late, seated, finished)] == [
        ["application_called_off"],
        ["application_refused"],
        ["application_partner_left"],
        [],
    ]
    with pytest.raises(BusinessRuleError, match="non fa più parte"):
        application_submit(edition=running, by=UserFactory())


def test_what_a_firm_had_open_is_closed_and_people_are_told(secretary):
    firm = PartnerFactory(firm=True)
    opening = OpeningFactory(partner=firm, published=True)
    asked = InterestFactory(opening=opening)
    need, draft = SkillNeedFactory(partner=firm, published=True), SkillNeedFactory(partner=firm)

    services.leave_record(partner=firm, last_day=day(-1), reason="Chiusa.", by=secretary)

    for row in (opening, need, draft):
        row.refresh_from_db()
    assert [row.state for row in (opening, need, draft)] == [DemandState.CLOSED, DemandState.CLOSED, DemandState.DRAFT]
    assert kinds(asked.profile.person) == ["opening_closed"]


def test_free_times_go_and_booked_ones_are_told(secretary):
    body = PartnerFactory(training_body=True)
    booked = AppointmentFactory(slot=SlotFactory(partner=body))
    free = SlotFactory(partner=body, starts_at=timezone.now() + datetime.timedelta(days=40))

    services.leave_record(partner=body, last_day=day(-1), reason="Chiusa.", by=secretary)

    for row in (booked, booked.slot, free):
        row.refresh_from_db()
    assert booked.state == AppointmentState.CANCELLED
    assert booked.slot.withdrawn_at
    assert free.withdrawn_at
    assert kinds(booked.person) == ["appointment_cancelled"]


def test_leave_refusals(secretary):
    partner = PartnerFactory()
    with pytest.raises(BusinessRuleError, match="già passato"):
        services.leave_ask(partner=partner, last_day=day(-1), reason="Basta.", by=secretary)
    leave = services.leave_ask(partner=partner, last_day=day(5), reason="Basta.", by=secretary)
    with pytest.raises(BusinessRuleError, match="già un'uscita"):
        services.leave_ask(partner=partner, last_day=day(5), reason="Basta.", by=secretary)
    with pytest.raises(BusinessRuleError, match="non fa parte"):
        services.leave_record(
            partner=PartnerFactory(standing=Standing.FORMER), last_day=day(5), reason="Basta.", by=secretary
        )
    services.leave_confirm(leave=leave, last_day=day(5), by=secretary)
    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
        services.leave_confirm(leave=leave, last_day=day(5), by=secretary)
    assert services.leave_cancel(leave=leave, by=secretary).state == LeaveState.WITHDRAWN
    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
        services.leave_cancel(leave=leave, by=secretary)


@pytest.mark.parametrize(
    "facts", [{"reason": ""}, {"state": LeaveState.CONFIRMED}, {"state": LeaveState.DONE}, {"done_at": timezone.now()}]
)
def test_the_database_refuses_half_leaves(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveFactory(**facts)


def test_one_live_leave_for_a_partner():
    leave = LeaveFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveFactory(partner=leave.partner)
    assert str(leave) == f"{leave.partner} · chiesta"


def test_managers_see_their_adhesion_and_ask_to_leave(client):
    manager = MembershipFactory()
    client.force_login(manager.user)
    assert "Nessuna adesione registrata" in client.get(url("adhesion_own")).content.decode()
    AdhesionFactory(partner=manager.partner)

    assert client.get(url("leave_ask")).status_code == 200
    bad = client.post(url("leave_ask"), {"last_day": day(-1), "reason": "Basta."})
    assert "già passato" in bad.content.decode()
    client.post(url("leave_ask"), {"last_day": day(9), "reason": "Basta.", "partner": PartnerFactory().pk})
    leave = Leave.objects.get()
    assert (leave.partner, leave.asked_by) == (manager.partner, manager.user)
    html = client.get(url("adhesion_own")).content.decode()
    assert "Basta." in html
    assert "atto da completare" in html
    again = client.post(url("leave_ask"), {"last_day": day(9), "reason": "Basta."})
    assert "già un&#x27;uscita" in again.content.decode()

    client.post(url("leave_withdraw", leave.pk))
    leave.refresh_from_db()
    assert leave.state == LeaveState.WITHDRAWN
    assert client.post(url("leave_withdraw", leave.pk)).status_code == 404


def test_what_the_secretariat_has_confirmed_its_manager_does_not_undo(client):
    """An ente that is put out of the Polo does not put itself in again."""
    manager = MembershipFactory()
    leave = LeaveFactory(partner=manager.partner, confirmed=True, last_day=day(9))
    client.force_login(manager.user)

    page = client.get(url("adhesion_own")).content.decode()
    assert url("leave_withdraw", leave.pk) not in page
    assert "La segreteria ha confermato" in page
    assert client.post(url("leave_withdraw", leave.pk)).status_code == 404
    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):  # confirmed in this very moment
        services.leave_withdraw(leave=leave, by=manager.user)
    leave.refresh_from_db()
    assert leave.state == LeaveState.CONFIRMED


def test_whoever_manages_nothing_sees_no_adhesion(client):
    client.force_login(MembershipFactory(role=Role.EDITOR).user)

    assert [client.get(url(name)).status_code for name in ("adhesion_own", "leave_ask")] == [404, 404]


def test_the_secretariat_records_confirms_and_cancels(client, secretary):
    asked, other = LeaveFactory(), PartnerFactory()
    client.force_login(secretary)

    assert asked.reason in client.get(url("consortium_desk")).content.decode()
    assert client.get(url("leave_record")).status_code == 200
    client.post(url("leave_record"), {"partner": other.pk, "last_day": day(-1), "reason": "Fallita."})
    other.refresh_from_db()
    assert other.standing == Standing.FORMER
    assert client.get(url("leave_confirm", asked.pk)).status_code == 200
    client.post(url("leave_confirm", asked.pk), {"last_day": day(3)})
    asked.refresh_from_db()
    assert (asked.state, asked.last_day) == (LeaveState.CONFIRMED, day(3))
    client.post(url("leave_withdraw", asked.pk))
    assert Partner.objects.get(pk=asked.partner_id).standing == Standing.MEMBER


def test_the_desk_is_for_staff_and_asks_the_same_whatever_the_rows(client, secretary, django_assert_num_queries):
    client.force_login(UserFactory())
    assert client.get(url("consortium_desk")).status_code == 404
    client.force_login(secretary)
    LeaveFactory()
    with django_assert_num_queries(13):
        client.get(url("consortium_desk"))
    LeaveFactory()
    LeaveFactory()
    with django_assert_num_queries(13):
        client.get(url("consortium_desk"))
