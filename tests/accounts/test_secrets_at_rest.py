"""Secrets of second factors: encrypted by whoever writes, old ones read on, keys that change."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import InvalidToken
from django.core.management import call_command

from accounts import secrets_at_rest
from accounts.mfa_forms import demo_code
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def kept(user):
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_new_secret_is_not_in_the_database_in_the_clear():
    user = UserFactory()

    totp = TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user)

    assert SECRET not in kept(user)
    assert totp.validate_code(code_of(SECRET))
    assert codes.get_unused_codes()
    assert codes.instance.data["seed"].startswith(secrets_at_rest.MARK)


def test_an_old_secret_is_read_on_and_renewed(capsys):
    user = UserFactory()
    row = Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"migrated_codes": ["abc", "def"]})
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "chiave"})
    assert TOTP(row).validate_code(code_of(SECRET))

    call_command("mfa_secrets_renew")

    assert capsys.readouterr().out == "2 renewed\n"
    codes = Authenticator.objects.get(type="recovery_codes").data["migrated_codes"]
    assert secrets_at_rest.decrypt(kept(user)) == SECRET != kept(user)
    assert [secrets_at_rest.decrypt(code) for code in codes] == ["abc", "def"]
    assert Authenticator.objects.get(type="webauthn").data == {"name": "chiave"}


def test_a_key_is_changed_without_losing_anybody(settings):
    user = UserFactory()
    TOTP.activate(user, SECRET)  # under SECRET_KEY

    settings.MFA_SECRETS_KEYS = ["la chiave nuova"]
    assert secrets_at_rest.decrypt(kept(user)) == SECRET
    call_command("mfa_secrets_renew")
    settings.SECRET_KEY = "another one"

    assert secrets_at_rest.decrypt(kept(user)) == SECRET
    settings.MFA_SECRETS_KEYS = ["una chiave sbagliata"]
    with pytest.raises(InvalidToken):
        secrets_at_rest.decrypt(kept(user))


def test_backwards_they_are_in_the_clear_again():
    user = UserFactory()
    TOTP.activate(user, SECRET)

    secrets_at_rest.renew(Authenticator.objects.all(), write=str)

    assert kept(user) == SECRET


def test_the_demo_code_is_shown_for_an_encrypted_secret(settings):
    user = UserFactory()
    TOTP.activate(user, settings.DEMO_TOTP_SECRET)

    assert len(demo_code(user)) == 6
