import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from orientation import policies, seeding, services
from orientation.enums import AppointmentState
from orientation.models import Appointment, Service, Slot
from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.orientation.factories import AppointmentFactory, ServiceFactory, SlotFactory
from tests.partners.factories import MembershipFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_slot_open_takes_the_length_of_the_service():
    counsellor = MembershipFactory(role=Role.COUNSELLOR)
    service = ServiceFactory(minutes=60)
    start = timezone.now() + HOUR

    slot = services.slot_open(
        slot=Slot(service=service, partner=counsellor.partner, starts_at=start), by=counsellor.user
    )

    assert (slot.counsellor, slot.ends_at) == (counsellor.user, start + HOUR)
    assert AuditEvent.objects.get().verb == "orientation.slot_opened"


def test_slot_open_in_the_past_is_refused():
    slot = SlotFactory.build(service=ServiceFactory(), starts_at=timezone.now() - HOUR)

    with pytest.raises(BusinessRuleError):
        services.slot_open(slot=slot, by=UserFactory())
    assert not Slot.objects.exists()


def test_slot_open_over_another_of_the_same_counsellor_is_refused():
    first = SlotFactory()
    again = Slot(service=first.service, partner=first.partner, starts_at=first.starts_at + HOUR / 4)

    with pytest.raises(BusinessRuleError):
        services.slot_open(slot=again, by=first.counsellor)
    assert Slot.objects.get() == first


def test_slot_open_calls_no_other_fault_an_overlap():
    service = ServiceFactory()
    service.minutes = 0  # as a hand in the database could leave it
    slot = Slot(service=service, partner=SlotFactory().partner, starts_at=timezone.now() + HOUR)

    with pytest.raises(IntegrityError, match="orientation_slot_times_in_order"):
        services.slot_open(slot=slot, by=UserFactory())
    assert not AuditEvent.objects.exists()


def test_slots_of_two_counsellors_may_overlap():
    first = SlotFactory()

    SlotFactory(starts_at=first.starts_at)

    assert Slot.objects.count() == 2


def test_a_withdrawn_slot_leaves_room_for_another():
    first = SlotFactory(withdrawn_at=timezone.now())

    SlotFactory(counsellor=first.counsellor, starts_at=first.starts_at)

    assert Slot.objects.count() == 2


def test_slot_must_end_after_it_starts():
    with pytest.raises(IntegrityError):
        SlotFactory(ends_at=timezone.now() - HOUR)


def test_slot_withdraw():
    slot = SlotFactory()

    services.slot_withdraw(slot=slot, by=slot.counsellor)

    slot.refresh_from_db()
    assert slot.withdrawn_at is not None
    assert list(Slot.objects.bookable()) == []


def test_slot_withdraw_when_booked_is_refused():
    appointment = AppointmentFactory()

    with pytest.raises(BusinessRuleError):
        services.slot_withdraw(slot=appointment.slot, by=appointment.slot.counsellor)
    appointment.slot.refresh_from_db()
    assert appointment.slot.withdrawn_at is None


def test_appointment_book_tells_both_sides():
    slot, person = SlotFactory(), UserFactory()

    appointment = services.appointment_book(slot=slot, by=person, topic="Vorrei saldare")

    assert (appointment.slot, appointment.person, appointment.topic) == (slot, person, "Vorrei saldare")
    assert appointment.state == AppointmentState.BOOKED
    assert set(Notification.objects.values_list("recipient", flat=True)) == {person.pk, slot.counsellor_id}
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {person.email, slot.counsellor.email}
    assert not OutboxMessage.objects.filter(body__contains="saldare").exists()
    assert AuditEvent.objects.get().target_id == appointment.pk


@pytest.mark.parametrize("state", [AppointmentState.BOOKED, AppointmentState.ATTENDED, AppointmentState.MISSED])
def test_appointment_book_a_held_slot_is_refused(state):
    held = AppointmentFactory(state=state)

    with pytest.raises(BusinessRuleError):
        services.appointment_book(slot=held.slot, by=UserFactory())
    assert Appointment.objects.get() == held


def test_appointment_book_a_slot_given_back():
    cancelled = AppointmentFactory(state=AppointmentState.CANCELLED)
    person = UserFactory()

    services.appointment_book(slot=cancelled.slot, by=person)

    assert Appointment.objects.get(state=AppointmentState.BOOKED).person == person


@pytest.mark.parametrize("change", [{"withdrawn_at": timezone.now()}, {"past": True}])
def test_appointment_book_a_slot_no_longer_there_is_refused(change):
    slot = SlotFactory(**change)

    with pytest.raises(BusinessRuleError):
        services.appointment_book(slot=slot, by=UserFactory())
    assert not Appointment.objects.exists()


def test_appointment_book_ones_own_slot_is_refused():
    slot = SlotFactory()

    with pytest.raises(BusinessRuleError, match="lo offri tu"):
        services.appointment_book(slot=slot, by=slot.counsellor)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("minutes", [0, -1])
def test_the_database_refuses_a_service_of_no_minutes(minutes):
    with pytest.raises(IntegrityError):
        ServiceFactory(minutes=minutes)


def test_appointment_book_two_at_the_same_time_is_refused():
    mine = AppointmentFactory()
    other = SlotFactory(starts_at=mine.slot.starts_at)

    with pytest.raises(BusinessRuleError):
        services.appointment_book(slot=other, by=mine.person)
    assert Appointment.objects.get() == mine


def test_the_database_refuses_a_second_appointment():
    held = AppointmentFactory()

    with pytest.raises(IntegrityError):
        AppointmentFactory(slot=held.slot)


@pytest.mark.parametrize("by_person", [True, False])
def test_appointment_cancel_tells_the_other_side(by_person):
    appointment = AppointmentFactory()
    person, counsellor = appointment.person, appointment.slot.counsellor

    services.appointment_cancel(appointment=appointment, by=person if by_person else counsellor)

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED
    assert Notification.objects.get().recipient == (counsellor if by_person else person)
    event = AuditEvent.objects.get()
    assert (event.before, event.after) == ({"state": "BOOKED"}, {"state": "CANCELLED"})


@pytest.mark.parametrize("case", [{"state": AppointmentState.CANCELLED}, {"slot__past": True}])
def test_appointment_cancel_too_late_is_refused(case):
    appointment = AppointmentFactory(**case)

    with pytest.raises(BusinessRuleError):
        services.appointment_cancel(appointment=appointment, by=appointment.person)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(("attended", "state"), [(True, AppointmentState.ATTENDED), (False, AppointmentState.MISSED)])
def test_appointment_close(attended, state):
    appointment = AppointmentFactory(slot__past=True)

    services.appointment_close(appointment=appointment, by=appointment.slot.counsellor, attended=attended)

    appointment.refresh_from_db()
    assert appointment.state == state


@pytest.mark.parametrize("case", [{}, {"state": AppointmentState.ATTENDED, "slot__past": True}])
def test_appointment_close_too_early_or_twice_is_refused(case):
    appointment = AppointmentFactory(**case)

    with pytest.raises(BusinessRuleError):
        services.appointment_close(appointment=appointment, by=appointment.slot.counsellor, attended=True)


def test_services_seed_twice_writes_once():
    first = seeding.services_seed()

    assert seeding.services_seed() == first == Service.objects.count()


@pytest.mark.parametrize("role", Role)
def test_slot_scope_and_policy_agree(role):
    membership = MembershipFactory(role=role)
    own = SlotFactory(counsellor=membership.user, partner=membership.partner)
    foreign = SlotFactory()

    scope = Slot.objects.editable_by(membership.user)

    assert [slot in scope for slot in (own, foreign)] == [
        policies.can_edit_slot(membership.user, slot) for slot in (own, foreign)
    ]
    assert (own in scope) is (role == Role.COUNSELLOR) is policies.can_offer_slots(membership.user)
