"""Support: looking at the portal as somebody sees it, and nothing more than looking."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent, Notification
from partners import policies, support
from partners.enums import Office, Role
from tests.access.world import build_world
from tests.accounts.factories import UserFactory
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import StrictClient
from tests.partners.factories import MandateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DESK = "/area/"
REASON = {"reason": "Chiede perché non vede i suoi corsi"}


def start_url(person):
    return reverse("partners:support_start", args=[person.pk])


@pytest.fixture
def person():
    return UserFactory(first_name="Anna", last_name="Rossi")


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT, user__is_staff=True).user


@pytest.fixture
def helping(client, person, secretary):
    """The secretary's browser, in the middle of helping the person."""
    client.force_login(secretary)
    assert client.post(start_url(person), REASON).url == reverse("dashboards:desk")
    return client


def who(client):
    return client.get(DESK).context["user"]


def test_the_portal_is_seen_as_the_person_sees_it(helping, person, secretary):
    html = helping.get(DESK).content.decode()

    assert who(helping) == person
    assert "Stai guardando il portale come" in html
    start = AuditEvent.objects.get(verb="accounts.support_started")
    assert (start.actor, start.subject, start.reason) == (secretary, person, REASON["reason"])
    assert Notification.objects.get(recipient=person).data == REASON


def test_every_page_leaves_a_row_of_who_really_looks(helping, person, secretary):
    for path in (DESK, "/formazione/", "/area/non-esiste/"):
        helping.get(path)

    pages = AuditEvent.objects.filter(verb="accounts.support_page_seen").order_by("pk")
    assert [row.after["route"] for row in pages] == ["dashboards:desk", "training:course_list"]
    assert {(row.actor, row.subject) for row in pages} == {(secretary, person)}
    assert AuditEvent.objects.looks().about(person).get(verb="accounts.support_seen").actor == secretary


def test_the_person_reads_who_looked(helping, person):
    helping.get(DESK)
    browser = StrictClient()
    browser.force_login(person)

    html = browser.get(reverse("dashboards:look_list")).content.decode()

    assert "l portale come lo vedi tu" in html
    assert "Segreteria del Polo" in html


def test_stopping_gives_ones_own_account_back(helping, person, secretary):
    response = helping.post(reverse("partners:support_end"))

    assert response.url == reverse("admin:accounts_user_change", args=[person.pk])
    assert who(helping) == secretary
    assert helping.get("/amministrazione/").status_code == 200
    assert AuditEvent.objects.get(verb="accounts.support_ended").actor == secretary


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(helping, person, method):
    before = User.objects.filter(pk=person.pk).values().get()

    response = getattr(helping, method)(reverse("partners:acting_partner_switch"))

    assert response.status_code == 403
    assert "Guardi soltanto" in response.content.decode()
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_htmx_is_refused_and_the_page_says_so(helping):
    response = helping.post(reverse("partners:acting_partner_switch"), headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Refresh"]) == (403, "true")
    assert "non è cambiato niente" in helping.get(DESK).content.decode()


CLOSED = ["admin:index", "account_email", "account_change_password", "mfa_index", "usersessions_list",
          "accounts:security", "core:notification_list", "dashboards:look_list", "orientation:appointment_list",
          "orientation:agenda", "recruitment:interest_list"]  # fmt: skip


@pytest.mark.parametrize("route", CLOSED)
def test_security_privacy_and_messages_are_closed(helping, route):
    response = helping.get(reverse(route))

    assert response.status_code == 403
    assert "non si apre mentre assisti" in response.content.decode()
    assert not AuditEvent.objects.filter(verb="accounts.support_page_seen").exists()


def test_the_closed_routes_exist():
    assert {name for name, _view in iter_patterns()} >= support.CLOSED_ROUTES


def test_no_page_writes_while_it_is_looked_at(client):
    """Every page of ours, as the busiest person and as a manager of each kind: no row but the audit's."""
    world = build_world()
    client.force_login(world.users["superuser"])
    names = [
        n for n, view in iter_patterns() if view.__module__.split(".")[0] in OWN and "GET" in allowed_methods(view)
    ]
    refused = {}
    for actor in ("person", "school", "firm", "other_firm"):
        client.post(start_url(world.users[actor]), REASON)
        statuses = {name: client.get(reverse(name, args=world.arguments.get(name))).status_code for name in names}
        refused[actor] = {name for name, status in statuses.items() if status == 403}
        client.post(reverse("partners:support_end"))

    closed = {name for name in names if name in support.CLOSED_ROUTES or name.startswith(support.CLOSED_PREFIXES)}
    private = {name for name in names if "area/privacy/" in reverse(name, args=world.arguments.get(name))}
    assert set().union(*refused.values()) == closed | private


def test_whoever_really_looks_is_the_actor_of_every_look(client):
    world = build_world()
    client.force_login(world.users["superuser"])
    client.post(start_url(world.users["school"]), REASON)

    client.get(reverse("training:desk_application_list"))

    seen = AuditEvent.objects.looks().filter(verb="training.application_seen")
    assert {(row.actor, row.acting_partner_id) for row in seen} == {(world.users["superuser"], None)}
    assert seen.exists()


def test_it_ends_after_half_an_hour(helping, secretary, monkeypatch):
    monkeypatch.setattr(support, "LIMIT", datetime.timedelta(0))

    response = helping.get(reverse("recruitment:profile_detail"))

    assert response.url == reverse("dashboards:desk")
    assert who(helping) == secretary
    assert AuditEvent.objects.get(verb="accounts.support_ended").after == {"why": "time or right"}


@pytest.mark.parametrize("change", ["mandate", "staff", "person"])
def test_it_ends_when_a_right_ends(helping, person, secretary, change):
    if change == "mandate":
        secretary.mandates.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    elif change == "staff":
        User.objects.filter(pk=secretary.pk).update(is_active=False)
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)

    response = helping.post(reverse("partners:acting_partner_switch"), {"partner": 1})

    assert response.status_code == 302
    assert who(helping) == secretary if change != "staff" else helping.get(DESK).status_code == 302


def test_a_person_who_gains_power_is_helped_no_more(helping, person, secretary):
    MandateFactory(office=Office.REFERENT, user=person)

    helping.get(DESK)

    assert who(helping) == secretary


def test_the_session_and_the_log_in_stay_the_helpers(helping, person, secretary):
    logged_in = User.objects.get(pk=person.pk).last_login
    helping.get(DESK)

    assert helping.session["_auth_user_id"] == str(secretary.pk)
    assert User.objects.get(pk=person.pk).last_login == logged_in
    assert not UserSession.objects.filter(user=person).exists()


def test_log_out_ends_both(helping, secretary):
    helping.post(reverse("account_logout"))

    assert helping.get(DESK).status_code == 302
    ended = AuditEvent.objects.get(verb="accounts.support_ended")
    assert (ended.actor, ended.after) == (secretary, {"why": "log-out"})
    helping.force_login(secretary)
    assert who(helping) == secretary


def test_a_stranger_cannot_borrow_the_start_of_somebody_else(helping, secretary):
    start = AuditEvent.objects.get(verb="accounts.support_started")
    other = StrictClient()
    other.force_login(MandateFactory(office=Office.SECRETARIAT, user__is_staff=True).user)
    session = other.session
    session[support.SESSION_KEY] = start.pk
    session.save()

    assert other.get(DESK).url == reverse("dashboards:desk")
    assert support.SESSION_KEY not in other.session


def test_csrf_is_checked_at_start_and_stop(person, secretary):
    client = StrictClient(enforce_csrf_checks=True)
    client.force_login(secretary)

    assert client.post(start_url(person), REASON).status_code == 403
    assert not AuditEvent.objects.filter(verb="accounts.support_started").exists()


def test_a_reason_is_asked_for(client, person, secretary):
    client.force_login(secretary)

    assert client.post(start_url(person), {"reason": ""}).status_code == 200
    assert support.SESSION_KEY not in client.session


@pytest.mark.parametrize("helper", ["referent", "manager", "person"])
def test_others_cannot_start(client, person, helper):
    made = {
        "referent": lambda: MandateFactory(office=Office.REFERENT, user__is_staff=True).user,
        "manager": lambda: MembershipFactory(role=Role.MANAGER).user,
        "person": UserFactory,
    }
    client.force_login(made[helper]())

    assert client.post(start_url(person), REASON).status_code == 404


def test_nobody_with_power_over_the_polo_is_looked_through(client):
    superuser = UserFactory(superuser=True)
    powerful = [
        superuser,
        UserFactory(superuser=True),
        UserFactory(is_staff=True),
        *(MandateFactory(office=office).user for office in Office),
        UserFactory(is_active=False),
    ]
    client.force_login(superuser)

    assert {client.post(start_url(one), REASON).status_code for one in powerful} == {404}
    assert not policies.people_supportable_by(superuser).filter(pk__in=[one.pk for one in powerful]).exists()
