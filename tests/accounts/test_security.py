"""The page of what protects an account, the list of devices, and the demo's codes."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.devices import device_name
from core.models import AuditEvent, OutboxMessage
from tests.accounts.factories import UserFactory, with_second_factor
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PAGE, DEVICES, LOGIN = "/area/sicurezza/", "/accesso/sessions/", "/accesso/login/"


@pytest.fixture
def person():
    user = UserFactory(email="persona@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def browser(person, agent=FIREFOX):
    client = StrictClient(headers={"User-Agent": agent})
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert client.get("/area/").status_code == 200
    return client


def test_security_leads_to_every_page_of_it(person):
    text = browser(person).get(PAGE).content.decode()

    for address in ("email/", "password/change/", "2fa/", "sessions/"):
        assert f'href="/accesso/{address}"' in text
    assert "Entri con persona@example.org" in text
    assert "App che genera codici: non attiva" in text
    assert "Nessuna passkey" in text
    assert "Sei dentro da 1 dispositivo." in text


def test_security_says_what_there_is(person):
    client = browser(person)
    with_second_factor(person)
    for kind, data in (("webauthn", {"name": "Telefono"}), ("recovery_codes", {})):
        Authenticator.objects.create(user=person, type=kind, data=data)
    person.set_unusable_password()
    person.save()
    client.force_login(person)

    text = client.get(PAGE).content.decode()

    assert "App che genera codici: attiva" in text
    assert "1 passkey" in text
    assert "Codici di riserva: pronti" in text
    assert 'href="/accesso/password/set/"' in text


def test_the_menu_leads_there(person):
    assert f'href="{PAGE}"' in browser(person).get("/area/").content.decode()


def test_devices_are_named_and_this_one_is_told(person):
    client = browser(person)
    browser(person, IPHONE)

    text = client.get(DEVICES).content.decode()

    assert "Firefox su Windows" in text
    assert "Safari su iPhone" in text
    assert text.count("questo dispositivo") == 1
    assert "Scollega tutti gli altri" in text


def test_the_only_device_can_end_nothing(person):
    text = browser(person).get(DEVICES).content.decode()

    assert "Scollega" not in text.split("<h1>")[1].replace("scollegalo", "")


def test_an_ended_device_is_a_stranger_at_its_next_request(person):
    client, lost, kept = browser(person), browser(person, IPHONE), browser(person, EDGE)
    row = UserSession.objects.get(user_agent=IPHONE)

    response = client.post(f"{PAGE}dispositivi/{row.pk}/scollega/", follow=True)

    assert "quel dispositivo non è più collegato" in response.content.decode()
    assert lost.get("/area/").headers["Location"].startswith(LOGIN)
    assert kept.get("/area/").status_code == client.get("/area/").status_code == 200
    assert not Session.objects.filter(session_key=row.session_key).exists()
    event = AuditEvent.objects.get(verb="accounts.session_ended")
    assert (event.actor, event.subject, event.target_id) == (person, person, row.pk)


def test_all_the_others_end_at_once(person):
    client, others = browser(person), [browser(person, IPHONE), browser(person, EDGE)]

    client.post(DEVICES)

    assert client.get("/area/").status_code == 200
    assert [other.get("/area/").status_code for other in others] == [302, 302]
    assert AuditEvent.objects.filter(verb="accounts.session_ended", actor=person).count() == 2


def test_neither_one_s_own_nor_a_foreign_session_can_be_ended(person):
    other = UserFactory(password=PASSWORD)
    EmailAddress.objects.create(user=other, email=other.email, primary=True, verified=True)
    client, stranger = browser(person), browser(other)

    for row in UserSession.objects.order_by("pk"):
        assert client.post(f"{PAGE}dispositivi/{row.pk}/scollega/").status_code == 404
    assert client.get("/area/").status_code == stranger.get("/area/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox su Windows"),
        (IPHONE, "Safari su iPhone"),
        (EDGE, "Edge su Windows"),
        ("curl/8.0 (Linux)", "Linux"),
        ("Safari", "Safari"),
        ("", "Dispositivo sconosciuto"),
    ],
)
def test_device_name(agent, name):
    assert device_name(agent) == name


def code_page(client, person, secret):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True).content.decode()


def test_the_demo_shows_its_codes(client, person, settings):
    text = code_page(client, person, settings.DEMO_TOTP_SECRET)

    assert "Portale di prova: il codice adesso è" in text
    code = text.split("il codice adesso è ")[1][:6]
    client.post("/accesso/2fa/authenticate/", {"code": code})
    assert client.get("/area/").status_code == 200


def test_nobody_else_s_code_is_shown(client, person):
    assert "Portale di prova" not in code_page(client, person, "PROVAPROVAPROVAPROVAPROVAPROVA22")


def test_without_the_demo_no_code_is_shown(client, person, settings):
    secret, settings.DEMO_TOTP_SECRET = settings.DEMO_TOTP_SECRET, ""

    assert "Portale di prova" not in code_page(client, person, secret)


@pytest.mark.parametrize(
    "form",
    [
        {"action_add": "", "email": "ladra@example.org"},
        {"action_primary": "", "email": "seconda@example.org"},
        {"action_remove": "", "email": "seconda@example.org"},
    ],
)
def test_addresses_are_changed_only_by_who_has_just_proved_to_be_the_owner(person, form):
    """A browser left open at school must not be enough to take an account over: an address lets its reader in."""
    EmailAddress.objects.create(user=person, email="seconda@example.org", verified=True)
    client = browser(person)
    an_hour_later(client)
    before = addresses()

    response = client.post("/accesso/email/", form)

    assert response.url == "/accesso/reauthenticate/?next=%2Faccesso%2Femail%2F"
    assert addresses() == before
    client.post(response.url, {"password": PASSWORD, "next": "/accesso/email/"})
    assert addresses() != before


def addresses():
    """Those of the accounts, and those that have just been sent a code."""
    known = list(EmailAddress.objects.order_by("pk").values_list("email", "primary"))
    return known, list(OutboxMessage.objects.order_by("pk").values_list("to", flat=True))


def an_hour_later(client):
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] -= 3600
    session.save()
