"""The school's desk: answers to applications."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Notification
from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.training.desk_pages import editor
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory
from training.enums import ApplicationState, RefusalReason
from training.models import Application

pytestmark = pytest.mark.django_db
LIST = reverse("training:desk_application_list")
ACTIONS = ["application_accept", "application_refuse", "application_complete"]
QUERIES_LIST = 9


def url(name, application):
    return reverse(f"training:{name}", args=[application.pk])


def applied(school, **fields):
    return ApplicationFactory(edition=EditionFactory(course__partner=school, open=True), **fields)


def days_ago(application, days):
    Application.objects.filter(pk=application.pk).update(submitted_at=timezone.now() - datetime.timedelta(days=days))


def test_desk_application_list_shows_names_and_days_of_those_who_wait(client):
    user, school = editor()
    first, second = (applied(school, person__first_name=name) for name in ("Prima", "Seconda"))
    days_ago(first, 2)
    days_ago(second, 9)
    answered = applied(school, person__first_name="Risposta", accepted=True)
    elsewhere = ApplicationFactory(person__first_name="Altrove")
    client.force_login(user)

    page = client.get(LIST).content.decode()

    assert page.index("Seconda") < page.index("Prima")
    assert "Aspetta da 9 giorni." in page
    assert "2 persone aspettano la tua risposta." in page
    assert "Restano 20 posti liberi." in page
    assert "Voglio imparare a saldare." in page
    assert answered.person.first_name not in page
    assert elsewhere.person.first_name not in page
    assert first.person.email not in page


def test_desk_application_list_filters_by_state_and_edition(client):
    user, school = editor()
    accepted, other = applied(school, accepted=True), applied(school, accepted=True)
    refused = applied(school, refused=True, message="Ci dispiace.")
    client.force_login(user)

    by_edition = client.get(LIST, {"state": "ACCEPTED", "edition": accepted.edition_id})
    everything = client.get(LIST, {"state": ""})

    assert [row["application"] for row in by_edition.context["rows"]] == [accepted]
    assert accepted.person.email in by_edition.content.decode()
    assert {row["application"] for row in everything.context["rows"]} == {accepted, other, refused}
    assert "mancano i requisiti di ingresso" in everything.content.decode()
    assert "Ci dispiace." in everything.content.decode()


@pytest.mark.parametrize("query", [{"state": "x"}, {"edition": "9" * 40}, {"edition": "x"}, {"page": "-1"}])
def test_desk_application_list_survives_malformed_queries(client, query):
    user, school = editor()
    applied(school)
    foreign = ApplicationFactory()
    client.force_login(user)

    response = client.get(LIST, query)

    assert response.status_code == 200
    assert foreign.person.get_full_name() not in response.content.decode()


def test_desk_application_list_does_not_offer_foreign_editions(client):
    user, _school = editor()
    foreign = ApplicationFactory()
    client.force_login(user)

    response = client.get(LIST, {"edition": foreign.edition_id})

    assert "edition" in response.context["form"].errors
    assert "Nessuna persona aspetta la tua risposta." in response.content.decode()
    assert not response.context["rows"]


@pytest.mark.parametrize("number", [1, 3])
def test_desk_application_list_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    for _ in range(number):
        applied(school)
    client.force_login(user)

    with django_assert_num_queries(QUERIES_LIST):
        client.get(LIST)


def test_desk_application_list_sends_nothing_by_itself(client):
    user, school = editor()
    application = applied(school)
    client.force_login(user)

    page = client.get(LIST).content.decode()

    assert f'<a class="btn btn-primary btn-sm" href="{url("application_accept", application)}">Accogli<' in page
    assert f'action="{url("application_accept", application)}"' not in page
    assert "La persona riceve subito un avviso." in client.get(url("application_accept", application)).content.decode()


def test_application_accept_gives_the_seat_without_a_message(client):
    user, school = editor()
    application = applied(school)
    client.force_login(user)

    response = client.post(url("application_accept", application), follow=True)

    application.refresh_from_db()
    assert (application.state, application.decided_by) == (ApplicationState.ACCEPTED, user)
    assert "Risposta inviata: la persona riceve un avviso." in response.content.decode()
    assert Notification.objects.get().recipient == application.person


def test_application_accept_with_a_message(client):
    user, school = editor()
    application = applied(school)
    client.force_login(user)

    page = client.get(url("application_accept", application)).content.decode()
    client.post(url("application_accept", application), {"message": "Porta un documento."})

    application.refresh_from_db()
    assert application.person.get_full_name() in page
    assert application.message == "Porta un documento."


def test_application_accept_refuses_in_the_page_when_seats_are_over(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True, seats=1)
    ApplicationFactory(edition=edition, accepted=True)
    application = ApplicationFactory(edition=edition)
    client.force_login(user)

    response = client.post(url("application_accept", application), {"message": "Parole scritte."})

    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert "I posti sono finiti: puoi mettere la persona in lista d'attesa." in html.unescape(
        response.content.decode()
    )
    assert "Parole scritte." in response.content.decode()


def test_application_refuse_says_why(client):
    user, school = editor()
    application = applied(school)
    client.force_login(user)

    assert client.get(url("application_refuse", application)).status_code == 200
    client.post(url("application_refuse", application), {"reason": "REQUIREMENTS", "message": "Serve il diploma."})

    application.refresh_from_db()
    assert (application.state, application.refusal_reason) == (ApplicationState.REFUSED, RefusalReason.REQUIREMENTS)
    assert application.message == "Serve il diploma."


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"message": "Parole scritte."}, "reason"),
        ({"reason": "CANCELLED", "message": "Parole scritte."}, "reason"),
        ({"reason": "OTHER", "message": "  "}, "message"),
        ({"reason": "FULL", "message": "x" * 2001}, "message"),
        ({"reason": "FULL", "message": "a\x00b"}, "message"),
    ],
)
def test_application_refuse_wants_a_reason(client, typed, field):
    user, school = editor()
    application = applied(school)
    client.force_login(user)

    response = client.post(url("application_refuse", application), typed)

    application.refresh_from_db()
    assert set(response.context["form"].errors) == {field}
    assert application.state == ApplicationState.SUBMITTED


def test_application_complete_ends_the_path(client):
    user, school = editor()
    application = ApplicationFactory(edition=EditionFactory(course__partner=school, finished=True), accepted=True)
    client.force_login(user)

    assert "Ha concluso il percorso" in client.get(LIST, {"state": "ACCEPTED"}).content.decode()
    page = client.post(url("application_complete", application), follow=True).content.decode()

    application.refresh_from_db()
    assert application.state == ApplicationState.COMPLETED
    assert "Percorso concluso" in page


def test_application_complete_is_refused_before_the_end(client):
    user, school = editor()
    application = applied(school, accepted=True)
    client.force_login(user)

    assert "Ha concluso il percorso" not in client.get(LIST, {"state": "ACCEPTED"}).content.decode()
    page = client.post(url("application_complete", application), follow=True).content.decode()

    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    assert "dall'ultimo giorno in poi" in page.replace("&#x27;", "'")


def test_answers_are_closed_to_strangers(client):
    application = ApplicationFactory()
    school = application.edition.course.partner
    strangers = [
        UserFactory(),
        application.person,
        MembershipFactory(role=Role.EDITOR).user,
        MembershipFactory(role=Role.MANAGER, partner__firm=True).user,
        MembershipFactory(role=Role.TEACHER, partner=school).user,
    ]

    for stranger in strangers:
        client.force_login(stranger)
        statuses = {client.post(url(name, application), {"reason": "FULL"}).status_code for name in ACTIONS}
        assert statuses == {404}

    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_desk_application_list_is_closed_to_those_who_answer_nothing(client):
    for stranger in [UserFactory(), MembershipFactory(role=Role.MANAGER, partner__firm=True).user]:
        client.force_login(stranger)
        assert client.get(LIST).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_answers_send_the_anonymous_to_sign_in(client, name):
    assert "/accesso/" in client.post(url(name, ApplicationFactory())).url


def test_desk_acts_for_one_partner_at_a_time(client):
    user, first = editor(name="A prima")
    second = MembershipFactory(user=user, role=Role.EDITOR, partner__name="B seconda").partner
    CourseFactory(partner=second, title="Corso della seconda")
    application = applied(second)
    client.force_login(user)

    assert "Corso della seconda" not in client.get(reverse("training:desk_course_list")).content.decode()
    assert client.post(url("application_accept", application)).status_code == 404
    assert first.name in client.get(reverse("training:desk_course_list")).content.decode()


@pytest.mark.parametrize("state", ["withdrawn", "confirmed", "offered", "accepted"])
def test_the_steps_are_told_to_the_school_in_its_own_words(client, state):
    user, school = editor()
    application = applied(school, **{state: True})
    client.force_login(user)

    page = html.unescape(client.get(url("desk_application_detail", application)).content.decode())

    for words in ("Hai ritirato", "Hai confermato", "liberato per te", "hai un posto", "La tua risposta"):
        assert words not in page
