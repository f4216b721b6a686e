"""Passwords after NIST SP 800-63B-4: long ones of any make-up are taken, those that would be tried first are not."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.accounts.factories import BORN, UserFactory

MARIO = User(email="mario.rossi79@example.org", first_name="Mario", last_name="Rossi")
GOOD = "una frase abbastanza lunga"
LONG = {
    64: "il molo è lungo, l'acqua è blu: ciao ⚓ e poi navi, gru e gabbiani ok",
    200: "parole con spazi, àccénti e 漢字 ⚓ " * 8,
}


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "soloparoleminuscole",
        "TUTTO MAIUSCOLO CON SPAZI",
        "839201756438291",
        "!$%&/()=?^*§°é+ç",
        "la mia nave parte da Spezia domani",
        "Mario va al mercato presto",
        "пароль на другом языке",
        LONG[64][:64],
        LONG[200][:200],
    ],
)
def test_no_rules_on_the_make_up(password):
    validate_password(password, MARIO)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("quattordici ch", "password_too_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_repeats"),
        ("abcabcabcabcabcabc", "password_repeats"),
        ("ciao123ciao123ciao123", "password_repeats"),
        ("abababcabababcbaba", "password_repeats"),
        ("123456789012345678", "password_too_common"),
        ("4567890987654321", "password_predictable"),
        ("abcdefghijklmnopqrst", "password_predictable"),
        ("qwertyuiopasdfghjkl", "password_predictable"),
        ("poiuytrewq9876543210", "password_predictable"),
        ("Polo La Spezia 2026", "password_predictable"),
        ("p0l0 l4 sp3z14 2026", "password_predictable"),
        ("PortaleDelPolo!!", "password_predictable"),
        ("mariorossi79-2026", "password_predictable"),
        ("Màrio Ròssi Polo 1", "password_predictable"),
        ("passwordpassword1", "password_too_common"),
        ("P@ssw0rdP@ssw0rd", "password_too_common"),
        ("iloveyouiloveyou!!", "password_too_common"),
    ],
)
def test_what_would_be_tried_first_is_refused(password, code):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, MARIO)

    assert code in [error.code for error in refusal.value.error_list]
    assert all("password" in message.lower() for message in refusal.value.messages)


def sign_up(client, password, **fields):
    data = {"email": "nuova@example.org", "first_name": "Ermenegilda", "last_name": "Bevilacqua", **BORN}
    return client.post("/accesso/signup/", {**data, **fields, "password1": password, "password2": password})


@pytest.mark.django_db
@pytest.mark.parametrize("length", LONG)
def test_sixty_four_and_more_are_taken_whole(client, length):
    password = LONG[length][:length].strip().ljust(length, "x")
    assert len(password) == length

    sign_up(client, password)

    user = User.objects.get(email="nuova@example.org")
    assert user.check_password(password)
    assert not user.check_password(password[:-1])


@pytest.mark.django_db
def test_the_name_typed_beside_it_is_no_password(client):
    text = sign_up(client, "ermenegilda-bevilacqua").content.decode()

    assert "si indovina facilmente" in text
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("/accesso/signup/", {"password1": "new-password", "password2": "new-password"}),
        ("/accesso/login/", {"password": "current-password"}),
        (
            "/accesso/password/change/",
            {"oldpassword": "current-password", "password1": "new-password", "password2": "new-password"},
        ),
    ],
)
def test_password_managers_and_paste_work(client, address, kinds):
    """Browsers are told what each field is; nothing of ours limits it, and scripts never touch it."""
    if "change" in address:
        user = UserFactory()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        client.force_login(user)
    text = client.get(address).content.decode()

    fields = {re.search(r'name="(\w+)"', tag)[1]: tag for tag in re.findall(r'<input[^>]*type="password"[^>]*>', text)}

    assert {name: re.search(r'autocomplete="([^"]+)"', tag)[1] for name, tag in fields.items()} == kinds
    assert not any(re.search(r"maxlength|readonly|\bon\w+=|data-", tag) for tag in fields.values())
    assert "text/javascript" not in text
