"""Whoever owns an account is told when what opens it changes: in the portal, by mail, in the register."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from accounts.adapter import SECURITY_CHANGES
from accounts.enums import SecurityChange
from core.models import AuditEvent, OutboxMessage
from core.services import notification_words
from core.verbs import done_words
from tests.accounts.factories import UserFactory, with_second_factor
from tests.accounts.test_mails import CODE
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "una frase abbastanza lunga", "un'altra frase lunga davvero"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
SENT = re.compile(r"send_notification_mail\(\s*\"([\w/]+)\"")


@pytest.fixture
def person():
    user = UserFactory(email="persona@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def phone(person):
    """Signed in with the password, a moment ago; a code was given where the account asks for one."""
    client = StrictClient(headers={"User-Agent": IPHONE})
    client.force_login(person)
    client.post("/accesso/reauthenticate/", {"password": PASSWORD})
    return client


def told(person):
    """What the notices say, oldest first."""
    return [notification_words(notification=row)["subject"] for row in person.notifications.order_by("pk")]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def password_changed(client, _person):
    client.post("/accesso/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})


def password_chosen(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    client.post("/accesso/password/set/", {"password1": OTHER, "password2": OTHER})


def password_reset(client, person):
    client.logout()
    client.post("/accesso/password/reset/", {"email": person.email})
    link = re.search(r"/accesso/password/reset/key/\S+", OutboxMessage.objects.latest("pk").body)[0]
    page = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": OTHER, "password2": OTHER})


def address_added(client, _person):
    client.post("/accesso/email/", {"action_add": "", "email": "seconda@example.org"})
    code = CODE.search(OutboxMessage.objects.get(to="seconda@example.org").body)[1]
    client.post("/accesso/confirm-email/", {"code": code})
    assert EmailAddress.objects.get(email="seconda@example.org").verified


def second_address(person):
    return EmailAddress.objects.create(user=person, email="seconda@example.org", verified=True)


def address_removed(client, person):
    client.post("/accesso/email/", {"action_remove": "", "email": second_address(person).email})


def address_changed(client, person):
    client.post("/accesso/email/", {"action_primary": "", "email": second_address(person).email})


def app_added(client, _person):
    secret = client.get("/accesso/2fa/totp/activate/").context["form"].secret
    client.post("/accesso/2fa/totp/activate/", {"code": code_of(secret)})


def app_removed(client, person):
    with_second_factor(person)
    client.post("/accesso/2fa/totp/deactivate/")


def passkey_removed(client, person):
    data = {"name": "Telefono", "credential": {}}
    key = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
    client.post(f"/accesso/2fa/webauthn/keys/{key.pk}/remove/")


def codes_made(client, person):
    with_second_factor(person)
    client.post("/accesso/2fa/recovery-codes/generate/")


@pytest.mark.parametrize(
    "change",
    [
        password_changed, password_chosen, password_reset, address_added, address_removed, address_changed, app_added,
        app_removed, passkey_removed, codes_made,
    ],
)  # fmt: skip
def test_the_owner_is_told_of_every_change(phone, person, change):
    words = SecurityChange(change.__name__)

    change(phone, person)

    assert told(person) == [words.label]
    event = AuditEvent.objects.get(verb=f"accounts.user_{words}")
    assert (event.actor, event.subject, event.target_id) == (person, person, person.pk)
    person.refresh_from_db()
    letter = OutboxMessage.objects.get(key=f"security-{event.pk}:{person.pk}")
    assert (letter.to, letter.subject) == (person.email, words.label)
    assert "Dispositivo: Safari su iPhone." in letter.body
    assert letter.body.count(reverse("accounts:security")) == 1


def test_the_address_that_was_the_account_s_is_told_too(phone, person):
    """A thief who brings an address of their own must not be the only one who reads of it."""
    address_changed(phone, person)

    person.refresh_from_db()
    told_to = OutboxMessage.objects.filter(key__startswith="security-").order_by("pk").values_list("to", "is_fleeting")
    assert (person.email, list(told_to)) == (
        "seconda@example.org",
        [("seconda@example.org", False), ("persona@example.org", True)],
    )


def test_the_first_address_of_an_account_is_no_change(client):
    person = UserFactory(email="nuova@example.org", password=PASSWORD)
    client.post("/accesso/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accesso/confirm-email/", {"code": CODE.search(OutboxMessage.objects.get().body)[1]})

    assert EmailAddress.objects.get(user=person).verified
    assert told(person) == []


def test_the_words_are_of_the_reader_s_language(phone, person):
    person.language = "en"
    person.save()

    password_changed(phone, person)

    letter = OutboxMessage.objects.get()
    assert letter.subject == "Your account's password has changed"
    assert "Device: Safari on iPhone." in letter.body


def test_the_person_reads_it_among_the_changes_of_their_account(phone, person):
    password_changed(phone, person)

    page = phone.get("/area/privacy/chi-ha-visto/", {"mostra": "accessi"})

    assert [(line.what, line.organisation) for line in page.context["lines"]] == [
        ("La password del tuo account è cambiata", "tu")
    ]


def test_whatever_allauth_would_mail_has_its_change():
    folder = Path(allauth.__file__).parent
    sent = {name for path in folder.rglob("*.py") for name in SENT.findall(path.read_text())}

    assert sent == set(SECURITY_CHANGES)
    assert set(SECURITY_CHANGES.values()) | {SecurityChange.ADDRESS_ADDED} == set(SecurityChange)


def test_every_change_has_words_of_its_own_in_the_register():
    words = [done_words(f"accounts.user_{change}") for change in SecurityChange]

    assert len(set(words)) == len(SecurityChange)
