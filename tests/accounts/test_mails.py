"""The mails of the account pages: our name, our words, the page's language, the code where people find it."""

import re

import pytest
from allauth.account.models import EmailAddress

from core.models import OutboxMessage
from tests.accounts.factories import BORN, UserFactory

CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
PASSWORD = "una frase abbastanza lunga"
NEW = {"first_name": "Nuova", "last_name": "Persona", "password1": PASSWORD, "password2": PASSWORD} | BORN


@pytest.fixture
def person(db):
    user = UserFactory(email="persona@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def letter(client, address, **data):
    client.post(address, data)
    message = OutboxMessage.objects.get()
    assert message.subject.startswith("Polo La Spezia – ")
    assert message.body.startswith(("Ciao,", "Hello,"))
    assert not re.search(r"testserver!|example\.com|localhost", message.subject + message.body)
    return message


def test_sign_up_sends_a_code_on_its_own_line(client, db):
    message = letter(client, "/accesso/signup/", email="nuova@example.org", **NEW)

    assert message.subject == "Polo La Spezia – Conferma il tuo indirizzo e-mail"
    assert len(CODE.findall(message.body)) == 1
    assert "Il codice vale 15 minuti." in message.body
    assert "Polo tecnico-professionale della Spezia" in message.body


def test_the_mail_speaks_the_language_of_the_page(client, db):
    message = letter(client, "/en/accesso/signup/", email="nuova@example.org", **NEW)

    assert message.subject == "Polo La Spezia – Confirm your e-mail address"
    assert "The code is valid for 15 minutes." in message.body


def test_log_in_by_code(client, person, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60

    message = letter(client, "/accesso/login/code/", email=person.email)

    assert message.subject == "Polo La Spezia – Il tuo codice per entrare"
    assert len(CODE.findall(message.body)) == 1
    assert "Il codice vale 1 minuto." in message.body


def test_forgotten_password(client, person):
    message = letter(client, "/accesso/password/reset/", email=person.email)

    assert message.subject == "Polo La Spezia – Scegli una nuova password"
    assert "L'indirizzo vale 3 giorni" in message.body
    assert "/accesso/password/reset/key/" in message.body


def test_unknown_address_is_told_that_it_has_no_account(client, db):
    message = letter(client, "/accesso/password/reset/", email="nessuno@example.org")

    assert "nessun account" in message.body
    assert "/accesso/signup/" in message.body


def test_known_address_signing_up_is_told_that_it_has_an_account(client, person):
    message = letter(client, "/accesso/signup/", email=person.email, **NEW)

    assert message.subject == "Polo La Spezia – Hai già un account"
    assert "/accesso/password/reset/" in message.body
