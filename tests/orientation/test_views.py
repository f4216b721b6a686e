import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from orientation.enums import AppointmentState, Channel
from orientation.models import Appointment, Slot
from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.orientation.factories import AppointmentFactory, ServiceFactory, SlotFactory
from tests.partners.factories import MembershipFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def counsellor(client):
    membership = MembershipFactory(role=Role.COUNSELLOR)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.mark.parametrize("items", [1, 3])
def test_service_list_counts_free_slots(client, django_assert_num_queries, items):
    for _ in range(items):
        service = ServiceFactory()
        SlotFactory.create_batch(2, service=service)
        AppointmentFactory(slot__service=service)
        AppointmentFactory(slot__service=service, state=AppointmentState.CANCELLED)
        SlotFactory(service=service, past=True)

    with django_assert_num_queries(1):
        response = client.get(reverse("orientation:service_list"))

    assert [service.free_slots for service in response.context["services"]] == [3] * items


def test_service_list_says_when_nothing_is_free(client):
    ServiceFactory()

    assert "non ci sono orari liberi" in client.get(reverse("orientation:service_list")).content.decode()


def test_service_list_without_services(client):
    assert "Ancora nessun servizio" in client.get(reverse("orientation:service_list")).content.decode()


def test_service_list_counts_what_can_be_booked_only(client):
    slot = SlotFactory(partner__standing="FORMER")

    [service] = client.get(reverse("orientation:service_list")).context["services"]

    assert (service, service.free_slots, service.next_slot_at) == (slot.service, 0, None)


@pytest.mark.parametrize("items", [1, 3])
def test_slot_list_shows_free_slots_only(client, django_assert_num_queries, items):
    service = ServiceFactory()
    free = SlotFactory.create_batch(items, service=service)
    AppointmentFactory(slot__service=service)
    SlotFactory(service=service, withdrawn_at=timezone.now())
    SlotFactory()

    with django_assert_num_queries(3):
        response = client.get(reverse("orientation:slot_list", args=[service.slug]))

    assert list(response.context["page"]) == free


@pytest.mark.parametrize(("asked", "found"), [("PHONE", 1), ("VIDEO", 0), ("boh", 2), ("", 2)])
def test_slot_list_by_channel(client, asked, found):
    service = ServiceFactory()
    SlotFactory(service=service, channel=Channel.PHONE)
    SlotFactory(service=service, channel=Channel.ONSITE)

    response = client.get(reverse("orientation:slot_list", args=[service.slug]), {"come": asked, "page": "99999999"})

    assert len(response.context["page"].object_list) == found


def test_slot_list_of_no_service_is_404(client):
    assert client.get(reverse("orientation:slot_list", args=["niente"])).status_code == 404


def test_appointment_create_anonymous_is_sent_to_login(client):
    url = reverse("orientation:appointment_create", args=[SlotFactory().pk])

    response = client.get(url)

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={url}"


def test_appointment_create_books(client, person):
    slot = SlotFactory()
    url = reverse("orientation:appointment_create", args=[slot.pk])
    assert "Prenota l" in client.get(url).content.decode()

    response = client.post(url, {"topic": "Cambiare lavoro"})

    assert response.url == reverse("orientation:appointment_list")
    appointment = Appointment.objects.get()
    assert (appointment.slot, appointment.person, appointment.topic) == (slot, person, "Cambiare lavoro")


def test_appointment_create_too_late_keeps_what_was_typed(client, person):
    held = AppointmentFactory()

    response = client.post(
        reverse("orientation:appointment_create", args=[held.slot.pk]), {"topic": "Cambiare lavoro"}
    )

    body = response.content.decode()
    assert "appena stato prenotato" in body
    assert "Cambiare lavoro" in body
    assert Appointment.objects.get() == held


def test_appointment_create_too_long_topic_is_refused(client, person):
    response = client.post(reverse("orientation:appointment_create", args=[SlotFactory().pk]), {"topic": "a" * 1001})

    assert "topic" in response.context["form"].errors
    assert not Appointment.objects.exists()


def test_appointment_create_on_a_past_slot_is_404(client, person):
    assert client.get(reverse("orientation:appointment_create", args=[SlotFactory(past=True).pk])).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_appointment_list_shows_own_only(client, person, django_assert_num_queries, items):
    own = AppointmentFactory.create_batch(items, person=person)
    foreign = AppointmentFactory(slot__counsellor__first_name="Canarino")

    with django_assert_num_queries(5):
        response = client.get(reverse("orientation:appointment_list"))

    assert list(response.context["page"]) == own[::-1]
    assert foreign.slot.counsellor.first_name not in response.content.decode()


def test_appointment_list_empty_says_what_to_do(client, person):
    body = client.get(reverse("orientation:appointment_list")).content.decode()

    assert "Nessun appuntamento" in body
    assert reverse("orientation:service_list") in body


def test_appointment_cancel_by_the_person(client, person):
    appointment = AppointmentFactory(person=person)

    response = client.post(reverse("orientation:appointment_cancel", args=[appointment.pk]))

    assert response.url == reverse("orientation:appointment_list")
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED


def test_appointment_cancel_by_the_counsellor(client, counsellor):
    appointment = AppointmentFactory(slot__counsellor=counsellor.user, slot__partner=counsellor.partner)

    response = client.post(reverse("orientation:appointment_cancel", args=[appointment.pk]))

    assert response.url == reverse("orientation:agenda")
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED


def test_appointment_cancel_twice_says_so(client, person):
    appointment = AppointmentFactory(person=person, state=AppointmentState.CANCELLED)

    response = client.post(reverse("orientation:appointment_cancel", args=[appointment.pk]), follow=True)

    assert "non si può più disdire" in response.content.decode()


@pytest.mark.parametrize("name", ["appointment_cancel", "appointment_close"])
def test_appointments_of_others_are_404(client, person, name):
    appointment = AppointmentFactory()

    assert client.post(reverse(f"orientation:{name}", args=[appointment.pk])).status_code == 404
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.BOOKED


@pytest.mark.parametrize("name", ["agenda", "slot_create"])
def test_agenda_is_for_counsellors(client, person, name):
    assert client.get(reverse(f"orientation:{name}")).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_agenda_shows_own_slots(client, counsellor, django_assert_num_queries, items):
    slots = [SlotFactory(counsellor=counsellor.user, partner=counsellor.partner) for _ in range(items)]
    for slot in slots:
        AppointmentFactory(slot=slot, topic="Parlare di robotica")
    SlotFactory()

    with django_assert_num_queries(9):
        response = client.get(reverse("orientation:agenda"))

    assert list(response.context["page"]) == slots
    assert "Parlare di robotica" in response.content.decode()


def test_agenda_asks_for_the_outcome_after_the_hour(client, counsellor):
    AppointmentFactory(slot__past=True, slot__counsellor=counsellor.user, slot__partner=counsellor.partner)

    assert 'name="esito"' in client.get(reverse("orientation:agenda")).content.decode()


def test_agenda_begins_with_what_waits_then_the_nearest(client, counsellor):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    own = {"counsellor": counsellor.user, "partner": counsellor.partner}
    days = {
        name: now + datetime.timedelta(days=n) for name, n in [("late", 9), ("near", 2), ("free", -1), ("open", -3)]
    }
    slots = {name: SlotFactory(starts_at=at, **own) for name, at in days.items()}
    AppointmentFactory(slot=slots["open"])

    response = client.get(reverse("orientation:agenda"))

    assert response.context["parts"] == [
        ("Com'è andata?", [slots["open"]]),
        ("In programma", [slots["near"], slots["late"]]),
        ("Già passati", [slots["free"]]),
    ]


def test_slot_create(client, counsellor):
    site, service = SiteFactory(partner=counsellor.partner), ServiceFactory()
    day = timezone.localdate() + datetime.timedelta(days=2)
    data = {"service": service.pk, "day": day.isoformat(), "hour": "15:30", "channel": "ONSITE", "site": site.pk}

    response = client.post(reverse("orientation:slot_create"), data)

    assert response.url == reverse("orientation:agenda")
    slot = Slot.objects.get()
    assert timezone.localtime(slot.starts_at).strftime("%Y-%m-%d %H:%M") == f"{day} 15:30"
    assert (slot.counsellor, slot.partner, slot.site) == (counsellor.user, counsellor.partner, site)


@pytest.mark.parametrize("day", ["2999-01-01", "9999-12-31"])  # after the last one comes no day at all
def test_slot_create_too_far_ahead_is_refused_in_the_page(client, counsellor, day):
    data = {"service": ServiceFactory().pk, "day": day, "hour": "23:30", "channel": "PHONE"}

    response = client.post(reverse("orientation:slot_create"), data)

    assert "entro un anno da oggi" in response.content.decode()
    assert not Slot.objects.exists()


def test_slot_create_in_the_past_is_refused_in_the_page(client, counsellor):
    data = {"service": ServiceFactory().pk, "day": "2020-01-01", "hour": "09:00", "channel": "PHONE", "site": ""}

    response = client.post(reverse("orientation:slot_create"), data)

    assert "hour" in response.context["form"].errors
    assert 'value="2020-01-01"' in response.content.decode()


@pytest.mark.parametrize("wrong", [{"day": "domani"}, {"hour": "25:99"}, {"service": "99999999999999999999"}])
def test_slot_create_bad_input(client, counsellor, wrong):
    data = {"service": ServiceFactory().pk, "day": "2030-01-01", "hour": "09:00", "channel": "PHONE", "site": ""}

    response = client.post(reverse("orientation:slot_create"), data | wrong)

    assert set(response.context["form"].errors) == set(wrong)
    assert not Slot.objects.exists()


def test_slot_create_site_of_another_partner_is_refused(client, counsellor):
    data = {
        "service": ServiceFactory().pk, "day": "2030-01-01", "hour": "09:00", "channel": "ONSITE",
        "site": SiteFactory().pk,
    }  # fmt: skip

    response = client.post(reverse("orientation:slot_create"), data)

    assert "site" in response.context["form"].errors


def test_slot_withdraw(client, counsellor):
    slot = SlotFactory(counsellor=counsellor.user, partner=counsellor.partner)

    client.post(reverse("orientation:slot_withdraw", args=[slot.pk]))

    slot.refresh_from_db()
    assert slot.withdrawn_at is not None


def test_slot_withdraw_booked_says_why_not(client, counsellor):
    appointment = AppointmentFactory(slot__counsellor=counsellor.user, slot__partner=counsellor.partner)

    response = client.post(reverse("orientation:slot_withdraw", args=[appointment.slot.pk]), follow=True)

    assert "prima disdici" in response.content.decode()


def test_slot_withdraw_of_a_colleague_is_404(client, counsellor):
    slot = SlotFactory(partner=counsellor.partner)

    assert client.post(reverse("orientation:slot_withdraw", args=[slot.pk])).status_code == 404


@pytest.mark.parametrize(("said", "state"), [("presente", "ATTENDED"), ("assente", "MISSED")])
def test_appointment_close(client, counsellor, said, state):
    appointment = AppointmentFactory(
        slot__past=True, slot__counsellor=counsellor.user, slot__partner=counsellor.partner
    )

    client.post(reverse("orientation:appointment_close", args=[appointment.pk]), {"esito": said})

    appointment.refresh_from_db()
    assert appointment.state == state


@pytest.mark.parametrize("said", [{}, {"esito": ""}, {"esito": "forse"}])
def test_appointment_close_without_an_outcome_marks_nobody_as_missing(client, counsellor, said):
    appointment = AppointmentFactory(
        slot__past=True, slot__counsellor=counsellor.user, slot__partner=counsellor.partner
    )

    response = client.post(reverse("orientation:appointment_close", args=[appointment.pk]), said)

    appointment.refresh_from_db()
    assert (response.status_code, appointment.state) == (400, "BOOKED")


def test_appointment_close_before_the_hour_says_why_not(client, counsellor):
    appointment = AppointmentFactory(slot__counsellor=counsellor.user, slot__partner=counsellor.partner)

    url = reverse("orientation:appointment_close", args=[appointment.pk])
    response = client.post(url, {"esito": "presente"}, follow=True)

    assert "deve ancora venire" in response.content.decode()
