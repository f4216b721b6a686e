"""What the account pages say beyond allauth's own words."""

import html
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import User
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


@pytest.mark.parametrize(("prefix", "unused"), [("", "mai usata"), ("/en", "never used")])
def test_list_names_each_passkey_in_the_page_s_language(person, prefix, unused):
    Authenticator.objects.create(
        user=User.objects.get(email="persona@example.org"),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Telefono", "credential": {}},
    )

    text = page(person, f"{prefix}/accesso/2fa/webauthn/")

    assert "Telefono" in text
    assert unused in text


def steps(text):
    """The breadcrumbs: [(label, address or "")]."""
    listed = re.search(r'<ol class="breadcrumb">(.*?)</ol>', text, re.DOTALL)[1]
    items = re.findall(r'<li class="breadcrumb-item[^>]*>(.*?)</li>', listed, re.DOTALL)
    found = [re.fullmatch(r'(?:<a href="([^"]*)">)?(.*?)(?:</a>)?', item, re.DOTALL).groups() for item in items]
    return [(html.unescape(label), address or "") for address, label in found]


HOME, DESK, KEYS = ("Pagina iniziale", "/"), ("La mia area", "/area/"), ("Accesso e sicurezza", "/area/sicurezza/")
DOOR, SECOND = ("Accesso", "/accesso/login/"), ("Secondo passaggio e passkey", "/accesso/2fa/")


@pytest.mark.parametrize(
    ("address", "between", "here"),
    [
        ("login/", [], "Entra"),
        ("signup/", [DOOR], "Crea un account"),
        ("password/reset/", [DOOR], "Hai dimenticato la password?"),
        ("inactive/", [DOOR], "Questo account è sospeso"),
        ("password/reset/key/done/", [DOOR], "La password è cambiata"),
    ],
)
def test_a_stranger_sees_where_a_page_of_the_door_stands(client, db, address, between, here):
    assert steps(page(client, f"/accesso/{address}")) == [HOME, *between, (here, "")]


@pytest.mark.parametrize(
    ("address", "between", "here"),
    [
        ("/area/sicurezza/", [DESK], "Accesso e sicurezza"),
        ("/accesso/email/", [DESK, KEYS], "Indirizzo e-mail"),
        ("/accesso/password/change/", [DESK, KEYS], "Cambia la password"),
        ("/accesso/sessions/", [DESK, KEYS], "Dispositivi collegati"),
        ("/accesso/2fa/", [DESK, KEYS], "Secondo passaggio"),
        ("/accesso/2fa/totp/activate/", [DESK, KEYS, SECOND], "Collega un'app che genera codici"),
        ("/accesso/2fa/webauthn/", [DESK, KEYS, SECOND], "Le tue passkey"),
        ("/accesso/2fa/webauthn/add/", [DESK, KEYS, SECOND], "Aggiungi una passkey"),
        ("/accesso/logout/", [DESK, KEYS], "Esci"),
    ],
)
def test_whoever_is_signed_in_finds_the_way_back(person, address, between, here):
    assert steps(page(person, address)) == [HOME, *between, (here, "")]


def test_a_passkey_is_renamed_and_removed_below_the_list(person):
    owner = User.objects.get(email="persona@example.org")
    data = {"name": "Telefono", "credential": {}}
    passkey = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)
    below = [HOME, DESK, KEYS, SECOND, ("Le tue passkey", "/accesso/2fa/webauthn/")]
    renaming = page(person, f"/accesso/2fa/webauthn/keys/{passkey.pk}/edit/")
    removing = page(person, f"/accesso/2fa/webauthn/keys/{passkey.pk}/remove/")

    assert steps(renaming) == [*below, ("Rinomina la passkey", "")]
    assert steps(removing) == [*below, ("Rimuovi la passkey", "")]
    assert "Con «Telefono» non potrai più entrare" in removing


def test_recovery_codes_explain_themselves_and_are_shown(person):
    owner = User.objects.get(email="persona@example.org")
    TOTP.activate(owner, generate_totp_secret())
    person.force_login(owner)
    person.post("/accesso/reauthenticate/", {"password": PASSWORD})
    before = page(person, "/accesso/2fa/recovery-codes/generate/")

    after = person.post("/accesso/2fa/recovery-codes/generate/", follow=True).content.decode()

    assert "uno di questi vale al posto del secondo passaggio" in before
    assert "non valgono più" not in before
    assert len(re.findall(r"<li><code>\d+</code></li>", after)) == 10
    assert "Ti restano 10 codici su 10." in after
    assert "Hai ancora 10 codici" in page(person, "/accesso/2fa/recovery-codes/generate/")
