from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import services
from accounts.ages import ADULT, OWN_CONSENT, age_of
from accounts.fields import BirthDateField
from accounts.models import Notice
from accounts.services.guardians import TIRED, is_tired, plain
from core.forms import PoloFormMixin


class AgeForm(forms.Form):
    """The birth date, and the address of a guardian from whoever is 14 to 17.

    Whoever is under 14 leaves at once and nothing is kept: no account, no log, no mark in session or cookie. A mark
    would be a record about a child, would turn away the next pupil at the same school computer, and would not stop
    anybody who takes another browser. What guards minors is that nobody under 18 takes part before a guardian's yes.
    """

    birth_date = BirthDateField(
        label=_("Data di nascita"),
        help_text=_(
            "Serve per mostrarti l'informativa adatta e, se hai meno di 18 anni, per chiedere il sì di un genitore. "
            "Non la mostriamo a nessuno e non conta negli abbinamenti."
        ),
    )
    guardian_email = forms.EmailField(
        label=_("E-mail di un genitore o di chi ne fa le veci"),
        help_text=_("Solo se hai meno di 18 anni. Gli scriviamo una volta, per chiedere la conferma."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        required=False,
    )

    def clean_birth_date(self) -> Any:
        birth_date = self.cleaned_data["birth_date"]
        if age_of(birth_date) < OWN_CONSENT:
            # allauth's way out of a form, for each of its doors: whatever else is typed or wrong is left unread.
            raise ImmediateHttpResponse(redirect("accounts:too_young"))
        return birth_date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        birth_date, email = cleaned.get("birth_date"), cleaned.get("guardian_email")
        if birth_date is None or age_of(birth_date) >= ADULT:
            cleaned["guardian_email"] = ""  # of an adult no guardian is kept
        elif not email and "guardian_email" not in self.errors:
            self.add_error("guardian_email", _("Hai meno di 18 anni: scrivi l'indirizzo di un genitore."))
        elif email and plain(email) == plain(self.own_email()):
            self.add_error("guardian_email", _("Questo è il tuo indirizzo: serve quello di un genitore."))
        elif email and is_tired(email):
            self.add_error("guardian_email", TIRED)
        return cleaned

    def own_email(self) -> str:
        return self.cleaned_data.get("email") or ""


class SignupForm(AgeForm):
    """What allauth's sign-up asks beyond e-mail and password: a name to be called by, and the age."""

    field_order = [
        "first_name",
        "last_name",
        "email",
        "birth_date",
        "guardian_email",
        "password1",
        "password2",
        "accepts",
    ]

    first_name = forms.CharField(label=pgettext_lazy("of a person", "Nome"), max_length=80)
    last_name = forms.CharField(label=_("Cognome"), max_length=80)
    # The versions in force when the page was made: these are accepted, a newer one is asked after the log-in.
    notices = forms.ModelMultipleChoiceField(
        Notice.objects.published(),
        widget=forms.MultipleHiddenInput,
        required=False,
        initial=lambda: Notice.objects.current().order_by("kind"),
    )
    accepts = forms.BooleanField(
        label=_("Ho letto e accetto le condizioni d'uso, e ho letto l'informativa sulla privacy per la mia età"),
        error_messages={"required": _("Per avere un account serve accettare le condizioni: leggile, sono brevi.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        identity = getattr(self, "sociallogin", None)  # allauth's form of whoever comes with SPID or CIE
        if identity is not None and identity.user.birth_date:
            # A disabled field takes its initial value, whatever is posted: the age checks run on what is certified.
            self.initial["birth_date"] = identity.user.birth_date
            self.fields["birth_date"].disabled = True
            self.fields["birth_date"].help_text = _("Arriva dalla tua identità digitale: qui non si cambia.")

    def signup(self, _request, user):
        asked = ("first_name", "last_name", "birth_date", "guardian_email", "notices")
        services.person_signed_up(user=user, **{name: self.cleaned_data[name] for name in asked})


class OwnAgeForm(PoloFormMixin, AgeForm):
    """Asked of whoever came by invitation or through another identity."""

    def __init__(self, *args: Any, own_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = own_email

    def own_email(self) -> str:
        return self.email


class GuardianForm(PoloFormMixin, forms.Form):
    email = forms.EmailField(
        label=_("E-mail di un genitore o di chi ne fa le veci"),
        help_text=_("Non la tua: riceve un messaggio con un collegamento per dire sì o no, senza registrarsi."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class GuardianAnswerForm(forms.Form):
    """Yes, no, or the yes taken back: three buttons, shown as the state allows."""

    action = forms.ChoiceField(choices=[("YES", ""), ("NO", ""), ("WITHDRAW", "")])


class NoticesForm(forms.Form):
    """The versions that were shown when somebody pressed the button."""

    notice = forms.ModelMultipleChoiceField(Notice.objects.all())
