"""The waiting list: who is next, until when, and what happens when nobody looks."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.training.desk_pages import editor
from tests.training.factories import AdmissionFactory, ApplicationFactory, EditionFactory
from training import services, tasks
from training.enums import ApplicationState
from training.models import Admission, Application
from training.services import editions, waiting_list

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
RULES = {"offer_hours": "24", "ordering": "ARRIVAL", "tie_break": "ARRIVAL"}


def states(*applications):
    return [Application.objects.get(pk=application.pk).state for application in applications]


def full(seats=1, **edition):
    """An edition whose seats are given, and those who hold them."""
    edition = EditionFactory(open=True, seats=seats, **edition)
    return edition, [ApplicationFactory(edition=edition, accepted=True) for _seat in range(seats)]


def queue(edition, number):
    """People on the list, the first of them the longest there."""
    now = timezone.now()
    return [
        ApplicationFactory(edition=edition, waitlisted=True, submitted_at=now - HOUR * (number - turn))
        for turn in range(number)
    ]


def kinds(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True).order_by("pk"))


def test_a_freed_seat_is_held_for_the_first_in_the_list():
    edition, [seated] = full()
    first, second = queue(edition, 2)

    services.application_withdraw(application=seated, by=seated.person)

    first.refresh_from_db()
    assert states(first, second) == ["OFFERED", "WAITLISTED"]
    assert abs(first.offer_until - timezone.now() - 48 * HOUR) < HOUR
    assert kinds(first.person) == ["application_offered"]
    mail = OutboxMessage.objects.get(to=first.person.email)
    assert "Un posto per te" in mail.subject
    event = AuditEvent.objects.get(verb="training.application_offered")
    assert (event.actor, event.before, event.after) == (None, {"state": "WAITLISTED"}, {"state": "OFFERED"})


def test_a_held_seat_is_nobody_elses():
    edition, [seated] = full()
    [first] = queue(edition, 1)
    late = ApplicationFactory(edition=edition)
    services.application_withdraw(application=seated, by=seated.person)

    with pytest.raises(BusinessRuleError, match="I posti sono finiti"):
        services.application_accept(application=late, by=UserFactory())

    assert states(first, late) == ["OFFERED", "SUBMITTED"]


def test_the_person_says_yes_in_time():
    application = ApplicationFactory(offered=True)
    manager = MembershipFactory(partner=application.edition.course.partner).user

    services.application_confirm(application=application, by=application.person)

    application.refresh_from_db()
    assert (application.state, application.offer_until) == ("CONFIRMED", None)
    assert kinds(manager) == ["application_confirmed"]


def test_an_accepted_person_confirms_too():
    application = ApplicationFactory(accepted=True)

    services.application_confirm(application=application, by=application.person)

    assert states(application) == ["CONFIRMED"]


def test_a_yes_that_comes_too_late_is_refused():
    application = ApplicationFactory(offered=True)

    with time_machine.travel(timezone.now() + 49 * HOUR), pytest.raises(BusinessRuleError, match="è passato"):
        services.application_confirm(application=application, by=application.person)


def test_a_no_hands_the_seat_on():
    edition, [seated] = full()
    first, second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)

    services.application_withdraw(application=first, by=first.person)

    assert states(first, second) == ["WITHDRAWN", "OFFERED"]


def test_without_an_answer_the_seat_goes_on_by_itself():
    edition, [seated] = full()
    first, second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)

    with time_machine.travel(timezone.now() + 49 * HOUR):
        tasks.waiting_lists_advance()
        tasks.waiting_lists_advance()

    first.refresh_from_db()
    assert states(first, second) == ["REFUSED", "OFFERED"]
    assert first.refusal_reason == "EXPIRED"
    assert kinds(first.person) == ["application_offered", "application_expired"]
    assert kinds(second.person) == ["application_offered"]


def test_running_it_again_changes_nothing():
    edition, _seated = full()
    queue(edition, 2)

    before = list(Application.objects.order_by("pk").values())
    tally = services.waiting_lists_advance()

    assert (tally.done, tally.failed) == (0, 0)
    assert list(Application.objects.order_by("pk").values()) == before


def test_more_seats_are_offered_in_order():
    edition, _seated = full()
    first, second, third = queue(edition, 3)

    editions.edition_update(edition=edition, facts={"seats": 3}, by=UserFactory())

    assert states(first, second, third) == ["OFFERED", "OFFERED", "WAITLISTED"]


def test_one_broken_list_does_not_stop_the_others(monkeypatch):
    broken, _ = full()
    queue(broken, 1)
    edition, [seated] = full()
    [first] = queue(edition, 1)
    Application.objects.filter(pk=seated.pk).update(state="WITHDRAWN")
    advance = waiting_list.waiting_list_advance

    def fails(*, edition):
        if edition.pk == broken.pk:
            raise RuntimeError
        return advance(edition=edition)

    monkeypatch.setattr(waiting_list, "waiting_list_advance", fails)
    tally = services.waiting_lists_advance()

    assert (tally.done, tally.failed) == (1, 1)
    assert states(first) == ["OFFERED"]


def test_who_may_not_take_part_is_passed_over_and_keeps_the_place():
    edition, [seated] = full()
    minor = ApplicationFactory(
        edition=edition, waitlisted=True, person=UserFactory(minor=True), submitted_at=timezone.now() - 9 * HOUR
    )
    [adult] = queue(edition, 1)

    services.application_withdraw(application=seated, by=seated.person)

    assert states(minor, adult) == ["WAITLISTED", "OFFERED"]


def test_an_offer_never_outlives_the_night_before_the_course():
    edition, [seated] = full(starts_on=timezone.localdate() + datetime.timedelta(days=1))
    [first] = queue(edition, 1)

    services.application_withdraw(application=seated, by=seated.person)

    first.refresh_from_db()
    assert timezone.localtime(first.offer_until).date() == edition.starts_on - datetime.timedelta(days=1)
    assert timezone.localtime(first.offer_until).time() == datetime.time(
        23, 59, 59
    )  # no reader takes it for the day after


def test_the_list_closes_when_the_course_begins():
    edition, _seated = full()
    [first] = queue(edition, 1)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=40, hours=2)):
        services.waiting_lists_advance()

    first.refresh_from_db()
    assert (first.state, first.refusal_reason) == ("REFUSED", "LIST_CLOSED")
    assert kinds(first.person) == ["application_list_closed"]


def move_start(edition, days, **facts):
    start = timezone.localdate() + datetime.timedelta(days=days)
    return editions.edition_update(edition=edition, facts={"starts_on": start}, by=UserFactory(), **facts)


def test_a_beginning_in_the_past_does_not_close_the_list_unasked():
    edition, _seated = full()
    [first, second] = queue(edition, 2)

    with pytest.raises(BusinessRuleError, match="ci sono 2 persone che aspettano un posto"):
        move_start(edition, -1)

    edition.refresh_from_db()
    assert edition.starts_on > timezone.localdate()
    assert states(first, second) == ["WAITLISTED", "WAITLISTED"]
    assert not Notification.objects.exists()


def test_a_beginning_in_the_past_needs_no_yes_where_nobody_waits():
    edition, [seated] = full()

    move_start(edition, -1)

    assert kinds(seated.person) == ["edition_changed"]


def test_a_list_closed_by_mistake_opens_again_with_the_right_date():
    edition, [seated] = full()
    first, second = queue(edition, 2)
    gone = UserFactory(is_active=False)
    ApplicationFactory(edition=edition, waitlisted=True, person=gone, submitted_at=timezone.now() - 9 * HOUR)
    refused = ApplicationFactory(edition=edition, refused=True)

    for _turn in range(2):
        move_start(edition, -1, closes_list=True)
        assert states(first, second, refused) == ["REFUSED", "REFUSED", "REFUSED"]
        move_start(edition, 40)
        assert states(first, second, refused) == ["WAITLISTED", "WAITLISTED", "REFUSED"]
    services.application_withdraw(application=seated, by=seated.person)

    first.refresh_from_db()
    assert (first.state, first.refusal_reason) == ("OFFERED", "")
    assert states(second) == ["WAITLISTED"]
    closed_and_open = ["edition_changed", "application_list_closed", "application_list_reopened"]
    assert kinds(second.person) == closed_and_open * 2
    assert kinds(gone) == []
    assert not Application.objects.filter(person=gone, state="WAITLISTED").exists()


def test_a_list_that_opens_again_offers_the_seats_that_became_free_meanwhile():
    edition, [seated] = full()
    [first] = queue(edition, 1)
    move_start(edition, 0, closes_list=True)
    services.application_withdraw(application=seated, by=seated.person)

    move_start(edition, 40)

    assert states(first) == ["OFFERED"]


def test_who_applied_again_meanwhile_is_not_brought_back_twice():
    edition, _seated = full(seats=2)
    AdmissionFactory(edition=edition, takes_when_full=True)
    [first] = queue(edition, 1)
    move_start(edition, -1, closes_list=True)
    again = services.application_submit(edition=edition, by=first.person)

    move_start(edition, 40)

    assert states(first, again) == ["REFUSED", "SUBMITTED"]


def test_the_page_asks_before_it_closes_the_list(client):
    user, school = editor()
    edition, _seated = full(course__partner=school)
    [first] = queue(edition, 1)
    client.force_login(user)
    url = reverse("training:edition_update", args=[edition.pk])
    names = ("starts_on", "ends_on", "mode", "seats", "enrolment", "applications_close_on")
    typed = {name: getattr(edition, name) for name in names}
    typed["starts_on"] = timezone.localdate() - datetime.timedelta(days=1)

    assert "closes_list" not in client.get(url).content.decode()
    asked = client.post(url, typed)

    [why] = asked.context["form"].errors["closes_list"]
    assert why.startswith("Con un inizio già arrivato la lista d'attesa si chiude, e c'è 1 persona che aspetta")
    assert asked.content.decode().count('name="closes_list"') == 1
    assert states(first) == ["WAITLISTED"]

    done = client.post(url, typed | {"closes_list": "on"})

    assert done.status_code == 302
    assert states(first) == ["REFUSED"]


def test_the_person_reads_that_they_wait_again(client):
    edition, _seated = full()
    [first] = queue(edition, 1)
    move_start(edition, -1, closes_list=True)
    client.force_login(first.person)
    closed = client.get(first.get_absolute_url()).content.decode()

    move_start(edition, 40)
    page = client.get(first.get_absolute_url()).content.decode()

    assert "il corso è cominciato e non si è liberato un posto" in closed
    assert "Sei in lista d&#x27;attesa: posto numero 1" in page
    assert "Domanda non accolta" not in page
    mail = OutboxMessage.objects.filter(to=first.person.email).latest("pk")
    assert "la lista d'attesa è di nuovo aperta" in mail.body


def test_the_school_puts_somebody_on_the_list():
    edition, _seated = full()
    application, staff = ApplicationFactory(edition=edition), UserFactory()

    services.application_waitlist(application=application, by=staff, message="Sei fra le prime persone.")

    application.refresh_from_db()
    assert (application.state, application.decided_by, application.message) == (
        "WAITLISTED", staff, "Sei fra le prime persone.",
    )  # fmt: skip
    assert kinds(application.person) == ["application_waitlisted"]


def test_the_list_has_no_place_in_a_course_that_began():
    application = ApplicationFactory(edition=EditionFactory(running=True))

    with pytest.raises(BusinessRuleError, match="adesso è chiusa"):
        services.application_waitlist(application=application, by=UserFactory())


def test_cancelling_the_edition_ends_every_wait_and_offers_nothing():
    edition, [seated] = full()
    first, _second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)

    editions.edition_cancel(edition=edition, reason="Manca il docente.", by=UserFactory())

    assert set(Application.objects.exclude(pk=seated.pk).values_list("state", flat=True)) == {"REFUSED"}
    assert kinds(first.person) == ["application_offered", "application_called_off"]


# Rules of admission --------------------------------------------------------------------------------------------------


def test_full_editions_take_applications_only_where_the_school_says_so():
    closed, open_edition = full()[0], full()[0]
    AdmissionFactory(edition=open_edition, takes_when_full=True)

    with pytest.raises(BusinessRuleError, match="sono finiti"):
        services.application_submit(edition=closed, by=UserFactory())
    assert services.application_submit(edition=open_edition, by=UserFactory()).state == "SUBMITTED"


def test_the_hours_are_those_of_the_school():
    edition, [seated] = full()
    AdmissionFactory(edition=edition, offer_hours=5)
    [first] = queue(edition, 1)

    services.application_withdraw(application=seated, by=seated.person)

    first.refresh_from_db()
    assert abs(first.offer_until - timezone.now() - 5 * HOUR) < HOUR / 10


@pytest.mark.parametrize("hours", [0, 337])
def test_the_database_bounds_the_hours(hours):
    with pytest.raises(IntegrityError, match="offer_hours"), transaction.atomic():
        AdmissionFactory(offer_hours=hours)


def test_edition_admission_writes_the_rules(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    client.force_login(user)
    url = reverse("training:edition_admission", args=[edition.pk])

    assert client.get(url).status_code == 200
    data = {
        "answers_by": "2027-01-31", "takes_when_full": "on", "offer_hours": "24", "ordering": "ARRIVAL",
        "tie_break": "ARRIVAL",
    }  # fmt: skip
    client.post(url, data)
    refused = client.post(url, data | {"offer_hours": "1000"})

    rules = Admission.objects.get(edition=edition)
    assert (str(rules.answers_by), rules.takes_when_full, rules.offer_hours) == ("2027-01-31", True, 24)
    assert "offer_hours" in refused.context["form"].errors
    assert AuditEvent.objects.filter(verb="training.admission_updated").count() == 1


def test_edition_admission_of_a_cancelled_edition_is_refused(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, cancelled=True)
    client.force_login(user)

    response = client.post(reverse("training:edition_admission", args=[edition.pk]), RULES)

    assert "Questa edizione è annullata." in response.content.decode()
    assert not Admission.objects.exists()


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_person_sees_place_deadline_and_button(client):
    edition, [seated] = full()
    first, second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)
    client.force_login(second.person)
    waiting = client.get(second.get_absolute_url()).content.decode()
    client.force_login(first.person)
    offered = client.get(first.get_absolute_url()).content.decode()

    page = client.post(reverse("training:application_confirm", args=[first.pk]), follow=True).content.decode()

    assert "posto numero 1" in waiting
    assert "Sì, prendo il posto" in offered
    assert "Il posto è tuo: abbiamo avvisato la scuola." in page
    assert states(first) == ["CONFIRMED"]


def test_looking_moves_a_list_that_is_late(client):
    edition, [seated] = full()
    first, second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)

    with time_machine.travel(timezone.now() + 49 * HOUR):
        client.force_login(second.person)
        page = client.get(second.get_absolute_url()).content.decode()

    assert states(first, second) == ["REFUSED", "OFFERED"]
    assert "Si è liberato un posto" in page


def test_a_late_yes_is_told_and_the_seat_has_gone_on(client):
    edition, [seated] = full()
    first, second = queue(edition, 2)
    services.application_withdraw(application=seated, by=seated.person)

    with time_machine.travel(timezone.now() + 49 * HOUR):
        client.force_login(first.person)
        page = client.post(reverse("training:application_confirm", args=[first.pk]), follow=True).content.decode()

    assert "Il tempo per dire di sì è passato" in page
    assert states(first, second) == ["REFUSED", "OFFERED"]


def test_application_waitlist_from_the_desk(client):
    user, school = editor()
    application = ApplicationFactory(edition=full(course__partner=school)[0])
    client.force_login(user)
    url = reverse("training:application_waitlist", args=[application.pk])

    assert "In lista d" in client.get(reverse("training:desk_application_list")).content.decode()
    assert client.get(url).status_code == 200
    client.post(url, {"message": ""})

    assert states(application) == ["WAITLISTED"]


def test_application_not_complete_writes_nothing_in_the_passport(client):
    user, school = editor()
    application = ApplicationFactory(edition=EditionFactory(course__partner=school, finished=True), confirmed=True)
    client.force_login(user)

    client.post(reverse("training:application_not_complete", args=[application.pk]))

    assert states(application) == [ApplicationState.NOT_COMPLETED]
    assert kinds(application.person) == ["application_not_completed"]


def test_a_draft_is_nobody_elses(client):
    user, school = editor()
    application = ApplicationFactory(edition=EditionFactory(course__partner=school, open=True), draft=True)
    client.force_login(user)

    everything = client.get(reverse("training:desk_application_list"), {"state": ""}).content.decode()
    answer = client.get(reverse("training:application_accept", args=[application.pk]))
    client.force_login(application.person)
    client.post(reverse("training:application_send", args=[application.pk]))

    assert application.person.get_full_name() not in everything
    assert answer.status_code == 404
    assert states(application) == ["SUBMITTED"]
