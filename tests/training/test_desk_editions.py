"""The school's desk: editions. Dates and seats are checked beside their fields; changes are told to who applied."""

import datetime

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from core.elision import elided
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from core.services import render_notification
from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, SiteFactory
from tests.training.desk_pages import edition_data, editor
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory
from training.enums import ApplicationState, RefusalReason
from training.models import Edition
from training.services import editions

pytestmark = pytest.mark.django_db
LIST = reverse("training:desk_course_list")
PAGES = ["edition_update", "edition_cancel"]


def url(name, row):
    return reverse(f"training:{name}", args=[row.pk])


def as_typed(edition, **fields):
    names = ["starts_on", "ends_on", "mode", "seats", "enrolment", "applications_open_on", "applications_close_on"]
    return {name: getattr(edition, name) for name in names} | fields


def test_edition_create_adds_an_edition(client):
    user, school = editor()
    course, site = CourseFactory(partner=school), SiteFactory(partner=school)
    client.force_login(user)

    data = edition_data(site=site.pk, min_enrolment="8", timetable="lunedì sera", starts_on="01/03/2027")
    response = client.post(url("edition_create", course), data)

    edition = Edition.objects.get()
    assert response.url == LIST
    assert (edition.course, edition.site, edition.seats, edition.min_enrolment) == (course, site, 20, 8)
    assert (edition.starts_on, edition.applications_close_on) == (
        datetime.date(2027, 3, 1),
        datetime.date(2027, 2, 15),
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.after["seats"]) == ("training.edition_created", user, 20)


def test_edition_create_starts_from_the_course_and_uses_native_dates(client):
    user, school = editor()
    course = CourseFactory(partner=school, site=SiteFactory(partner=school), mode="BLENDED")
    other = SiteFactory(name="Sede altrui")
    client.force_login(user)

    response = client.get(url("edition_create", course))

    form, page = response.context["form"], response.content.decode()
    assert (form["site"].value(), form["mode"].value()) == (course.site_id, "BLENDED")
    assert page.count('type="date"') == 4
    assert other.name not in page


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"ends_on": "2027-02-20"}, "ends_on", "La fine non può venire prima dell'inizio."),
        (
            {"applications_open_on": "2027-02-16"},
            "applications_close_on",
            "Le iscrizioni non possono chiudere prima di aprire.",
        ),
        ({"seats": ""}, "seats", "Per iscriversi sul portale serve il numero di posti."),
        (
            {"applications_close_on": ""},
            "applications_close_on",
            "Per iscriversi sul portale serve l'ultimo giorno per le iscrizioni.",
        ),
        ({"min_enrolment": "21"}, "min_enrolment", "Le iscrizioni minime non possono superare i posti."),
        (
            {"applications_close_on": "2027-07-01"},
            "applications_close_on",
            "Le iscrizioni chiudono prima della fine dell'edizione.",
        ),
        ({"enrolment": "EXTERNAL"}, "enrolment_note", "Spiega come ci si iscrive presso di voi."),
    ],
)
def test_edition_create_says_what_is_wrong_beside_the_field(client, typed, field, message):
    user, school = editor()
    client.force_login(user)

    response = client.post(
        url("edition_create", CourseFactory(partner=school)), edition_data(timetable="sera", **typed)
    )

    assert response.context["form"].errors == {field: [message]}
    assert 'value="sera"' in response.content.decode()
    assert not Edition.objects.exists()


def test_edition_create_survives_nonsense(client):
    user, school = editor()
    client.force_login(user)

    data = edition_data(starts_on="ieri\x00", ends_on="31/02/2027", seats="9" * 30, site="x", mode="?", enrolment="")
    response = client.post(url("edition_create", CourseFactory(partner=school)), data)

    assert set(response.context["form"].errors) == {"starts_on", "ends_on", "seats", "site", "mode", "enrolment"}


def test_edition_create_for_sign_up_elsewhere_needs_no_window(client):
    user, school = editor()
    client.force_login(user)

    data = edition_data(enrolment="EXTERNAL", enrolment_note="In segreteria.", seats="", applications_close_on="")
    client.post(url("edition_create", CourseFactory(partner=school)), data)

    assert Edition.objects.get().enrolment_note == "In segreteria."


def test_edition_update_tells_those_who_applied_of_new_plans(client):
    user, school = editor(name="Istituto Sauro")
    edition = EditionFactory(course__partner=school, course__title="Vela", open=True)
    waiting, accepted = ApplicationFactory(edition=edition), ApplicationFactory(edition=edition, accepted=True)
    ApplicationFactory(edition=edition, refused=True)
    ApplicationFactory()
    client.force_login(user)

    later = edition.starts_on + datetime.timedelta(days=7)
    response = client.post(url("edition_update", edition), as_typed(edition, starts_on=later))

    edition.refresh_from_db()
    assert response.url == LIST
    assert edition.starts_on == later
    notices = Notification.objects.filter(kind="edition_changed")
    assert {notice.recipient for notice in notices} == {waiting.person, accepted.person}
    assert {notice.path for notice in notices} == {
        url("application_detail", waiting),
        url("application_detail", accepted),
    }
    mail = OutboxMessage.objects.get(to=waiting.person.email)
    assert mail.subject == "Novità sul corso «Vela»"
    assert "Istituto Sauro ha cambiato il programma" in mail.body
    assert elided(f"Ora inizia il {date_format(later, 'j F Y')}.") in mail.body
    event = AuditEvent.objects.get(verb="training.edition_updated")
    assert (event.before["starts_on"], event.after["starts_on"]) != (later.isoformat(), None)


def test_edition_update_tells_what_changed(client):
    user, school = editor()
    old_site = SiteFactory(partner=school, name="Sede centrale")
    edition = EditionFactory(
        course__partner=school, open=True, mode="ONSITE", timetable="lunedì 18-21", site=old_site, seats=20
    )
    application = ApplicationFactory(edition=edition, person__language="en")
    ApplicationFactory(edition=edition)
    before = date_format(edition.ends_on, "j F Y")
    client.force_login(user)

    ends_on = edition.ends_on + datetime.timedelta(days=1)
    typed = as_typed(edition, ends_on=ends_on, mode="ONLINE", timetable="", site="", seats=21)
    client.post(url("edition_update", edition), typed)

    event = AuditEvent.objects.get(verb="training.edition_updated")
    assert event.before == {
        "ends_on": edition.ends_on.isoformat(), "mode": "ONSITE", "timetable": "lunedì 18-21", "site": old_site.pk,
        "seats": 20,
    }  # fmt: skip
    assert event.after == {
        "ends_on": ends_on.isoformat(), "mode": "ONLINE", "timetable": "", "site": None, "seats": 21,
    }  # fmt: skip
    lines = [
        f"Fine: {date_format(ends_on, 'j F Y')} (prima: {before})",
        f"Sede: da definire (prima: {old_site})",
        "Modalità: a distanza (prima: in presenza)",
        "Orario: da definire (prima: lunedì 18-21)",
    ]
    mails = {mail.to: mail.body for mail in OutboxMessage.objects.all()}
    english = mails.pop(application.person.email)
    [italian] = mails.values()
    assert "Che cosa cambia:\n" + "\n".join(lines) in italian
    assert "How it is held: online (before: in person)" in english
    notice = Notification.objects.get(recipient=application.person)
    assert notice.data["changes_it"] == "\n".join(lines)


def test_a_fact_that_was_not_there_is_told_without_a_before():
    edition = ApplicationFactory(edition__open=True, edition__timetable="").edition

    editions.edition_update(edition=edition, facts={"timetable": "lunedì 18-21"}, by=UserFactory())

    assert Notification.objects.get().data["changes_it"] == "Orario: lunedì 18-21"


def test_a_notice_of_a_change_written_before_still_reads():
    old = {"course": "Vela", "partner": "Sauro", "starts_on": "01/03/2027"}

    words = render_notification(kind="edition_changed", part="body", data=old)

    assert words.endswith("Ora inizia il 1 marzo 2027.\n\nSul portale trovi tutti i dettagli.")


def test_edition_update_of_other_facts_tells_nobody(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    ApplicationFactory(edition=edition)
    client.force_login(user)

    client.post(url("edition_update", edition), as_typed(edition, seats=25))

    edition.refresh_from_db()
    assert edition.seats == 25
    assert not Notification.objects.exists()


def test_edition_update_cannot_take_away_given_seats(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True, seats=20)
    ApplicationFactory.create_batch(2, edition=edition, accepted=True)
    client.force_login(user)

    response = client.post(url("edition_update", edition), as_typed(edition, seats=1))

    edition.refresh_from_db()
    assert edition.seats == 20
    assert response.context["form"].errors == {
        "seats": ["Posti già assegnati: 2. I posti dell'edizione non possono essere meno."]
    }


def test_edition_update_shows_what_is_there(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    client.force_login(user)

    page = client.get(url("edition_update", edition)).content.decode()

    assert f'value="{edition.starts_on:%Y-%m-%d}"' in page
    assert url("edition_cancel", edition) in page


def test_edition_cancel_refuses_and_tells_everybody_involved(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    waiting, accepted = ApplicationFactory(edition=edition), ApplicationFactory(edition=edition, accepted=True)
    withdrawn = ApplicationFactory(edition=edition, withdrawn=True)
    client.force_login(user)

    assert client.get(url("edition_cancel", edition)).status_code == 200
    response = client.post(url("edition_cancel", edition), {"reason": "Le iscrizioni sono poche."})

    edition.refresh_from_db()
    assert response.url == LIST
    assert edition.cancelled_at is not None
    for application in (waiting, accepted):
        application.refresh_from_db()
        assert (application.state, application.refusal_reason) == (ApplicationState.REFUSED, RefusalReason.CANCELLED)
        assert (application.message, application.decided_by) == ("Le iscrizioni sono poche.", user)
    withdrawn.refresh_from_db()
    assert withdrawn.state == ApplicationState.WITHDRAWN
    told = set(Notification.objects.values_list("recipient", "kind"))
    assert told == {(row.person_id, "application_called_off") for row in (waiting, accepted)}
    client.force_login(accepted.person)
    page = client.get(accepted.get_absolute_url()).content.decode()
    assert "Questa edizione è stata annullata" in page
    assert "Questa volta non è andata" not in page
    client.force_login(user)
    event = AuditEvent.objects.get(verb="training.edition_cancelled")
    assert event.reason == "Le iscrizioni sono poche."
    assert client.get(url("edition_update", edition)).status_code == 404


def test_edition_cancel_tells_the_way_back_from_the_cancellation(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school)
    client.force_login(user)

    page = client.get(url("edition_cancel", edition)).content.decode()

    assert f'href="{LIST}">Torna indietro</a>' in page
    assert ">Annulla</a>" not in page
    assert f'href="{LIST}">Annulla</a>' in client.get(url("edition_update", edition)).content.decode()


def test_edition_cancel_says_first_whom_it_concerns(client):
    user, school = editor()
    empty, edition = EditionFactory(course__partner=school), EditionFactory(course__partner=school, open=True)
    ApplicationFactory(edition=edition, withdrawn=True)
    ApplicationFactory(edition=edition, accepted=True)
    ApplicationFactory.create_batch(2, edition=edition)
    client.force_login(user)

    page = client.get(url("edition_cancel", edition)).content.decode()

    assert "Una persona ha già un posto" in page
    assert "2 persone aspettano una risposta" in page
    assert "senza disturbare nessuno" in client.get(url("edition_cancel", empty)).content.decode()


def test_edition_cancel_wants_a_reason(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school)
    client.force_login(user)

    response = client.post(url("edition_cancel", edition), {"reason": "   "})

    edition.refresh_from_db()
    assert edition.cancelled_at is None
    assert "reason" in response.context["form"].errors


def test_edition_cancel_of_a_finished_one_is_refused_in_the_page(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, finished=True)
    client.force_login(user)

    response = client.post(url("edition_cancel", edition), {"reason": "Troppo tardi."})

    assert response.context["form"].non_field_errors() == ["Questa edizione è conclusa: non si può più annullare."]


def test_edition_cancel_twice_is_refused():
    edition = EditionFactory(cancelled=True)

    with pytest.raises(BusinessRuleError, match="già annullata"):
        editions.edition_cancel(edition=edition, reason="Ancora.", by=UserFactory())


@pytest.mark.parametrize("name", PAGES)
def test_editions_are_closed_to_strangers(client, name):
    edition = EditionFactory()
    strangers = [
        UserFactory(),
        MembershipFactory(role=Role.EDITOR).user,
        MembershipFactory(role=Role.EDITOR, partner__firm=True).user,
        MembershipFactory(role=Role.TEACHER, partner=edition.course.partner).user,
    ]

    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(url(name, edition)).status_code == 404
        assert client.post(url(name, edition), {"reason": "Dispetto."}).status_code == 404

    edition.refresh_from_db()
    assert edition.cancelled_at is None


@pytest.mark.parametrize("name", PAGES)
def test_editions_send_the_anonymous_to_sign_in(client, name):
    assert "/accesso/" in client.get(url(name, EditionFactory())).url
