"""What the account pages say beyond allauth's own words."""

import pytest
from allauth.account.models import EmailAddress

from tests.accounts.factories import UserFactory

PASSWORD = "una frase abbastanza lunga"


@pytest.fixture
def person(client, db):
    user = UserFactory(email="persona@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)
    client.post("/accesso/reauthenticate/", {"password": PASSWORD})  # the pages of one's keys ask once more
    return client


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    assert text.count("<h1") == 1
    return text


def test_sign_up_says_what_for_and_why_so_long(client, db):
    text = page(client, "/accesso/signup/")

    assert "Con un account ti iscrivi ai corsi" in text
    assert 'href="/privacy/">Privacy</a>' in text
    assert "Servono almeno 15 caratteri" in text
    assert "una frase che ricordi solo tu" in text


def test_sign_up_keeps_the_way_back(client, db):
    text = page(client, "/accesso/signup/?next=/area/profilo/")

    assert 'value="/area/profilo/"' in text
    assert "/accesso/login/?next=" in text


@pytest.mark.parametrize("address", ["/accesso/2fa/", "/accesso/2fa/webauthn/", "/accesso/2fa/webauthn/add/"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_security_pages_say_passkey(person, prefix, address):
    text = page(person, prefix + address).lower()

    assert "passkey" in text
    assert "security key" not in text
    assert "chiave di sicurezza" not in text
    assert "chiavi di sicurezza" not in text


def test_adding_a_passkey_explains_itself(person):
    text = page(person, "/accesso/2fa/webauthn/add/")

    assert "Nome della passkey" in text
    assert "Entra senza password" in text
    assert "la passkey è un secondo passaggio dopo la password" in text
