"""The account pages speak plainly, to everybody, and offer nothing that does not apply."""

import html
import re

import pytest
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string

from tests.accounts.factories import UserFactory, with_second_factor
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
STOCK = [
    "Re-invia",
    "Rendi",
    "codice speciale",
    "contattaci",
    "Contattaci",
    "Riautentic",
    "successo come",
    "Make Primary",
]


@pytest.fixture
def person():
    user = UserFactory(email="lucia@example.org", first_name="Lucia", last_name="Bianchi", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def browser(person):
    client = StrictClient()
    client.post("/accesso/login/", {"login": person.email, "password": PASSWORD})
    return client


def words(response):
    return html.unescape(" ".join(response.content.decode().split()))


@pytest.mark.parametrize(("prefix", "hello"), [("", "Accesso riuscito: ciao, Lucia."), ("/en", "hello, Lucia.")])
def test_the_greeting_fits_everybody(client, person, prefix, hello):
    page = client.post(f"{prefix}/accesso/login/", {"login": person.email, "password": PASSWORD}, follow=True)

    assert hello in words(page)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["email/", "password/change/", "password/reset/", "password/reset/done/", "login/code/"]
)
def test_no_page_speaks_in_stock_words(browser, client, prefix, path):
    reader = client if path == "login/code/" else browser
    text = words(reader.get(f"{prefix}/accesso/{path}"))

    assert "<h1>" in text
    assert [stock for stock in STOCK if stock in text] == []
    assert "email " not in text.split("<h1>")[1].split("</main>")[0].replace('"email ', "")


def test_with_one_address_there_is_nothing_to_choose(browser):
    text = words(browser.get("/accesso/email/"))

    assert "lucia@example.org" in text
    assert "action_primary" not in text
    assert "action_remove" not in text
    assert "action_add" in text


def test_with_two_addresses_the_other_one_can_be_chosen_or_removed(browser, person):
    other = EmailAddress.objects.create(user=person, email="altra@example.org", verified=True)
    text = words(browser.get("/accesso/email/"))
    assert (text.count("action_primary"), text.count("action_remove"), text.count("action_send")) == (1, 1, 0)

    browser.post("/accesso/reauthenticate/", {"password": PASSWORD})

    page = browser.post("/accesso/email/", {"email": other.email, "action_primary": ""}, follow=True)

    assert "d'ora in poi ti scriviamo a questo indirizzo" in words(page)
    other.refresh_from_db()
    assert other.primary
    page = browser.post("/accesso/email/", {"email": person.email, "action_remove": ""}, follow=True)
    assert [row.email for row in EmailAddress.objects.filter(user=person)] == [other.email]


def test_an_address_to_be_confirmed_is_sent_its_code(browser, person):
    other = EmailAddress.objects.create(user=person, email="altra@example.org")
    assert "action_send" in words(browser.get("/accesso/email/"))

    page = browser.post("/accesso/email/", {"email": other.email, "action_send": ""}, follow=True)

    assert "Abbiamo mandato un messaggio a altra@example.org" in words(page)
    assert "Scrivi il codice" in words(page)


def test_the_second_step_speaks_in_our_words(browser, person):
    """Of what allauth's Italian calls otherwise ("codici di recupero", "Visualizza") nothing is left."""
    with_second_factor(person)
    browser.force_login(person)
    browser.post("/accesso/reauthenticate/", {"password": PASSWORD})
    browser.post("/accesso/2fa/recovery-codes/generate/")

    page = words(browser.get("/accesso/2fa/"))
    told = " ".join(render_to_string(f"mfa/messages/{name}.txt") for name in ("totp_activated", "totp_deactivated"))
    told += render_to_string("mfa/messages/recovery_codes_generated.txt")

    assert "Ti restano 10 codici di riserva su 10." in page
    assert "da adesso, quando entri, ti chiediamo il codice dell'app" in html.unescape(told)
    assert [stock for stock in ("recupero", "utenticazione", "Visualizza", "Vista") if stock in page + told] == []


def test_the_second_question_fits_whatever_is_about_to_be_done(browser):
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()

    text = words(browser.get("/accesso/2fa/totp/activate/", follow=True))

    assert "Per sicurezza chiediamo ancora chi sei" in text
    assert "<h1>Conferma che sei tu</h1>" in text


def second_step(person):
    client = StrictClient()
    return words(client.post("/accesso/login/", {"login": person.email, "password": PASSWORD}, follow=True))


def test_a_passkey_is_offered_to_whoever_has_one(person):
    with_second_factor(person)
    assert "Usa una passkey" not in second_step(person)
    assert "mfa_webauthn_authenticate" not in second_step(person)


def test_names_and_addresses_are_spelt_one_way(client):
    italian, english = words(client.get("/accesso/signup/")), words(client.get("/en/accesso/signup/"))

    assert "First name" in english
    assert "E-mail" in italian.split("<main")[1]
    assert "Email" not in re.sub("<[^>]+>", " ", italian.split("<main")[1] + english.split("<main")[1])
