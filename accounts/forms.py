from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """What allauth's sign-up asks beyond e-mail and password: a name to be called by."""

    first_name = forms.CharField(label=_("Nome"), max_length=80)
    last_name = forms.CharField(label=_("Cognome"), max_length=80)

    def signup(self, _request, user):
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
