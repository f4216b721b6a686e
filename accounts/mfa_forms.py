"""allauth's two forms of a passkey, with labels in our words (its own leave "Name" as it is)."""

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


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
