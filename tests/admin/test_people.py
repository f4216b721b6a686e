"""What the staff does to somebody's account: with a reason, by its service, never to themselves."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse

from accounts.models import User
from accounts.services.erasure import erasure_request
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from core.services import notification_words
from partners import policies, services
from partners.enums import Office, PersonAct, Role
from tests.accounts.factories import UserFactory
from tests.client import StrictClient
from tests.partners.factories import MandateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
REASON = {"reason": "Lo ha chiesto la persona"}


def officer(office=Office.SECRETARIAT):
    return MandateFactory(office=office).user


def url(person, act):
    return reverse("partners:person_act", args=[person.pk, act.value])


def page_of(person):
    return reverse("admin:accounts_user_change", args=[person.pk])


def test_a_person_is_found_by_name_and_by_address(client):
    UserFactory(email="anna.rossi@example.org", first_name="Anna", last_name="Rossi")
    UserFactory(email="altra@example.org", first_name="Anna", last_name="Verdi")
    client.force_login(officer())

    found = {
        words: [
            row.email for row in client.get("/amministrazione/accounts/user/", {"q": words}).context["cl"].queryset
        ]
        for words in ("rossi", "anna.ros", "ann verd", "nessuno")
    }

    assert found == {
        "rossi": ["anna.rossi@example.org"],
        "anna.ros": ["anna.rossi@example.org"],
        "ann verd": ["altra@example.org"],
        "nessuno": [],
    }


def test_her_page_shows_what_she_does_and_no_secret(client):
    membership = MembershipFactory(role=Role.TEACHER)
    client.force_login(officer())

    html = client.get(page_of(membership.user)).content.decode()

    assert membership.partner.name in html
    assert membership.user.password not in html
    assert url(membership.user, PersonAct.SUSPEND) in html
    assert 'name="_save"' not in html


def test_the_list_says_who_enters_the_admin(client):
    UserFactory(superuser=True, last_name="Alfa")
    UserFactory(last_name="Beta")
    client.force_login(officer())

    html = client.get("/amministrazione/accounts/user/").content.decode()

    assert [words in html for words in ("come superutente", ">no<", ">segreteria del Polo<")] == [True] * 3


@pytest.mark.parametrize("staff", ["secretariat", "superuser"])
def test_powers_cannot_be_posted(client, staff):
    by = UserFactory(superuser=True) if staff == "superuser" else officer()
    person = UserFactory()
    client.force_login(by)
    powers = {"is_staff": "on", "is_superuser": "on", "password": "x", "email": "mia@example.org"}

    answers = [client.post(page_of(one), powers).status_code for one in (person, by)]

    assert answers == [403, 403]
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (False, False)


def test_a_suspended_person_is_signed_out_and_told(client):
    secretary, person, browser = officer(), UserFactory(), StrictClient()
    browser.force_login(person)
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key=browser.session.session_key)
    client.force_login(secretary)

    response = client.post(url(person, PersonAct.SUSPEND), REASON)

    person.refresh_from_db()
    event = AuditEvent.objects.get(verb="accounts.user_suspend")
    assert response.url == page_of(person)
    assert (person.is_active, UserSession.objects.filter(user=person).count()) == (False, 0)
    assert (event.actor, event.target_id, event.reason) == (secretary, person.pk, REASON["reason"])
    assert (event.before, event.after) == ({"is_active": True}, {"is_active": False})
    assert Notification.objects.get(recipient=person).data == {"act": "SUSPEND", **REASON}
    assert browser.get("/area/notifiche/").status_code == 302


def test_a_restored_person_may_enter_again(client):
    person = UserFactory(is_active=False)
    client.force_login(officer())

    client.post(url(person, PersonAct.RESTORE), REASON)

    person.refresh_from_db()
    assert person.is_active


def test_without_a_reason_nothing_happens(client):
    person = UserFactory()
    client.force_login(officer())

    response = client.post(url(person, PersonAct.SUSPEND), {"reason": " "})

    person.refresh_from_db()
    assert (response.status_code, person.is_active) == (200, True)


def test_the_last_manager_is_not_suspended(client):
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(officer())

    response = client.post(url(membership.user, PersonAct.SUSPEND), REASON)

    membership.user.refresh_from_db()
    assert membership.user.is_active
    assert f"responsabile di: {membership.partner.name}" in response.content.decode()


def test_a_manager_with_a_colleague_is_suspended():
    membership = MembershipFactory(role=Role.MANAGER)
    MembershipFactory(role=Role.MANAGER, partner=membership.partner)

    services.person_act(person=membership.user, act=PersonAct.SUSPEND, by=officer(), reason="r")

    assert not User.objects.get(pk=membership.user_id).is_active


def test_who_lost_telephone_and_codes_comes_in_again():
    """The last way in for whoever must use a second factor; each step of it is told."""
    membership, secretary = MembershipFactory(role=Role.MANAGER), officer()
    person = membership.user
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="x" * 32)

    services.person_act(person=person, act=PersonAct.FORGET_FACTORS, by=secretary, reason="Chiamata a scuola.")

    assert not Authenticator.objects.filter(user=person).exists()
    assert not UserSession.objects.filter(user=person).exists()
    event = AuditEvent.objects.get(verb="accounts.user_forget_factors")
    assert (event.actor, event.target_id, event.reason) == (secretary, person.pk, "Chiamata a scuola.")
    told = notification_words(notification=Notification.objects.get(recipient=person))
    assert (told["subject"], "Chiamata a scuola." in told["body"]) == ("Il tuo secondo passaggio è stato tolto", True)
    browser = StrictClient()
    answer = browser.post("/accesso/login/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Ancora un passo prima di continuare" in answer.content.decode()
    with pytest.raises(BusinessRuleError, match="non ha un secondo passaggio"):
        services.person_act(person=person, act=PersonAct.FORGET_FACTORS, by=secretary, reason="r")


def test_an_act_done_twice_is_refused():
    person, secretary = UserFactory(), officer()
    services.person_act(person=person, act=PersonAct.SUSPEND, by=secretary, reason="r")

    with pytest.raises(BusinessRuleError, match="È già così"):
        services.person_act(person=person, act=PersonAct.SUSPEND, by=secretary, reason="r")


def test_nobody_acts_on_themselves_or_on_their_betters(client):
    secretary, superuser = officer(), UserFactory(superuser=True)
    others = [
        superuser,
        officer(Office.REFERENT),
        officer(),
    ]
    client.force_login(secretary)
    refused = {client.post(url(one, PersonAct.SUSPEND), REASON).status_code for one in [secretary, *others]}
    client.force_login(superuser)

    assert refused == {404}
    assert client.post(url(superuser, PersonAct.SUSPEND), REASON).status_code == 404
    assert not User.objects.filter(is_active=False).exists()


def test_the_page_offers_what_the_policy_permits():
    secretary, superuser = officer(), UserFactory(superuser=True)
    person, away, colleague = UserFactory(), UserFactory(is_active=False), officer()

    assert policies.acts_on(secretary, person) == [PersonAct.SUSPEND, PersonAct.SIGN_OUT]
    assert policies.acts_on(secretary, away) == [PersonAct.RESTORE]
    assert policies.acts_on(secretary, colleague) == []
    assert policies.acts_on(superuser, colleague) == [
        PersonAct.SUSPEND,
        PersonAct.SIGN_OUT,
        PersonAct.FORGET_FACTORS,  # who holds an office has set one up
    ]
    assert policies.acts_on(officer(Office.REFERENT), person) == []


def test_the_last_superuser_stays(client):
    """Neither suspended by somebody who looks after people, nor gone by their own will; a second one may go."""
    alone, colleague = UserFactory(superuser=True), UserFactory(superuser=True, is_active=False)

    with pytest.raises(BusinessRuleError, match="ultimo account che può tutto"):
        services.person_act(person=alone, act=PersonAct.SUSPEND, by=colleague, reason="prova")
    with pytest.raises(BusinessRuleError, match="ultimo account che può tutto"):
        erasure_request(by=alone)

    UserFactory(superuser=True)
    services.person_act(person=alone, act=PersonAct.SUSPEND, by=colleague, reason="prova")
    assert not User.objects.get(pk=alone.pk).is_active
