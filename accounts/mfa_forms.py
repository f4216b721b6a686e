"""allauth's forms of codes and passkeys, with labels in our words (its own leave "Name" as it is)."""

import time

from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.secrets_at_rest import decrypt

CODE_SECONDS = 30


def demo_code(user) -> str:
    """The code that an app would show now, for an account of the demo; "" for all others."""
    secret = settings.DEMO_TOTP_SECRET
    totp = Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.TOTP).first() if secret else None
    if totp is None or decrypt(totp.data.get("secret", "")) != secret:
        return ""
    return format_hotp_value(hotp_value(secret, int(time.time()) // CODE_SECONDS))


def _tell_demo_code(form: forms.Form, user) -> None:
    """Visitors of a demo portal have no app that would show them the code."""
    if code := demo_code(user):
        form.fields["code"].help_text = _(
            "Portale di prova: il codice adesso è %(code)s. Cambia ogni mezzo minuto e vale una volta sola."
        ) % {"code": code}


class CodeForm(base.AuthenticateForm):
    """The second step of the way in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tell_demo_code(self, self.user)


class CodeAgainForm(base.ReauthenticateForm):
    """Asked once more before a change of what protects the account."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tell_demo_code(self, self.user)


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Nome della passkey"),
        required=False,
        help_text=_("Per riconoscerla quando ne hai più d'una, per esempio «Telefono»."),
    )
    passwordless = forms.BooleanField(
        label=_("Entra senza password"),
        required=False,
        help_text=_(
            "Per entrare ti basta questa passkey, sbloccata con l'impronta, il volto o il PIN del dispositivo. "
            "Se non lo scegli, la passkey è un secondo passaggio dopo la password."
        ),
    )


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label=_("Nome della passkey"))
