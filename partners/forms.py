from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.fields import BirthDateField
from accounts.models import User
from core.forms import PoloFormMixin
from partners.enums import Role
from partners.models import JoinRequest, Membership, Partner
from partners.services.memberships import is_last_manager, partner_lock

MAX_REASON = 500
ROLE_HELP = _(
    "Responsabile: gestisce le persone e tutto il resto. Redazione: scrive corsi, fabbisogni e offerte. Orientamento:"
    " offre appuntamenti. Docenza e tutoraggio: si iscrive alla formazione per docenti."
)


def reason_field(label, help_text) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class AddressesField(forms.CharField):
    """Addresses, one on a line; each once. What is wrong is told line by line."""

    widget = forms.Textarea
    default_error_messages = {
        "line": _("Riga %(number)s: «%(text)s» non è un indirizzo e-mail."),
        "too_many": _("Al massimo %(most)s indirizzi per volta."),
    }
    most = 30

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip(" \t,;") for line in super().clean(value).splitlines()]
        wrong = [
            ValidationError(self.error_messages["line"], code="line", params={"number": number, "text": line})
            for number, line in enumerate(lines, start=1)
            if line and not _is_address(line)
        ]
        if wrong:
            raise ValidationError(wrong)
        addresses: dict[str, str] = {}
        for line in filter(None, lines):
            addresses.setdefault(line.lower(), line)
        if len(addresses) > self.most:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": self.most})
        if not addresses:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(addresses.values())


def _is_address(text: str) -> bool:
    try:
        forms.EmailField().clean(text)
    except ValidationError:
        return False
    return True


class InvitationForm(PoloFormMixin, forms.Form):
    """Whom to invite and to do what. The partner is the one acted for, never a posted one."""

    emails = AddressesField(
        label=_("Indirizzi e-mail"),
        help_text=_("Uno per riga. Tutti avranno lo stesso ruolo."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Ruolo"), choices=[("", _("Scegli un ruolo")), *Role.choices], help_text=ROLE_HELP
    )
    reason = reason_field(_("Perché le inviti"), _("Resta nel registro del Polo; chi riceve l'invito non lo legge."))


class RescueForm(PoloFormMixin, forms.Form):
    """The secretariat names who will look after a partner; the role is always the manager's."""

    email = forms.EmailField(label=_("Indirizzo e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    reason = reason_field(_("Motivo"), _("La persona lo legge nell'avviso che riceve, e resta nel registro."))


class PartnerNameFilter(forms.Form):
    q = forms.CharField(label=_("Nome del partner"), max_length=100, required=False)

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""


class PartnerMergeForm(PoloFormMixin, forms.Form):
    """Which of two rows of one organisation stays."""

    keep = forms.ModelChoiceField(label=_("Partner da tenere"), queryset=Partner.objects.filter(merged_into=None))
    drop = forms.ModelChoiceField(
        label=_("Doppione da unire"),
        queryset=Partner.objects.filter(merged_into=None),
        help_text=_("I suoi dati passano all'altro; il suo vecchio indirizzo porta alla pagina dell'altro."),
    )


class PersonMergeForm(PoloFormMixin, forms.Form):
    """Which of two accounts of one person stays, by their addresses."""

    keep = forms.ModelChoiceField(
        label=_("Indirizzo dell'account da tenere"),
        queryset=User.objects.filter(is_active=True),
        to_field_name="email__iexact",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid_choice": _("Nessun account aperto ha questo indirizzo.")},
    )
    drop = forms.ModelChoiceField(
        label=_("Indirizzo dell'account da chiudere"),
        queryset=User.objects.filter(is_active=True),
        to_field_name="email__iexact",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid_choice": _("Nessun account aperto ha questo indirizzo.")},
        help_text=_("Quello che contiene passa all'altro; con questo indirizzo non si entra più."),
    )


class MergeConfirmForm(PoloFormMixin, forms.Form):
    reason = reason_field(_("Motivo"), _("Resta nel registro del Polo."))


class RoleForm(PoloFormMixin, forms.Form):
    """Another role for somebody who is here already."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=Role, help_text=ROLE_HELP)
    reason = reason_field(_("Motivo"), _("La persona lo legge nell'avviso che riceve, e resta nel registro."))


class ReasonForm(PoloFormMixin, forms.Form):
    """A removal or a refusal: the person concerned reads why."""

    reason = reason_field(_("Motivo"), _("La persona lo legge nell'avviso che riceve, e resta nel registro."))


class PersonCorrectForm(PoloFormMixin, forms.Form):
    """Name and birth date as they should be; the address of a guardian for whoever turns out to be a minor."""

    first_name = forms.CharField(label=_("Nome"), max_length=80)
    last_name = forms.CharField(label=_("Cognome"), max_length=80)
    birth_date = BirthDateField(
        label=_("Data di nascita"), required=False, help_text=_("Se non è ancora nota puoi lasciarla vuota.")
    )
    guardian_email = forms.EmailField(
        label=_("E-mail di un genitore o di chi ne fa le veci"),
        help_text=_("Solo se ha meno di 18 anni e nessuno ha ancora chiesto la conferma: gli scriviamo noi."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        required=False,
    )
    reason = reason_field(_("Motivo"), _("La persona lo legge nell'avviso che riceve, e resta nel registro."))


class InvitationRevokeForm(PoloFormMixin, forms.Form):
    reason = reason_field(_("Motivo"), _("Resta nel registro del Polo; chi ha ricevuto l'invito non lo legge."))


class JoinRequestForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = JoinRequest
        fields = ["message"]
        help_texts = {"message": _("Facoltativo: di' che lavoro fai qui, così chi legge ti riconosce.")}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}


class JoinRequestAcceptForm(PoloFormMixin, forms.Form):
    role = forms.ChoiceField(label=_("Ruolo"), choices=Role, initial=Role.TEACHER, help_text=ROLE_HELP)


class MembershipAdminForm(forms.ModelForm):
    """A role given, changed or ended by the secretariat, with its reason; the services write it."""

    ends = forms.BooleanField(label=_("Togli il ruolo"), required=False)
    reason = reason_field(_("Motivo"), _("La persona lo legge nell'avviso che riceve, e resta nel registro."))
    by: Any = None

    class Meta:
        model = Membership
        fields = ["user", "partner", "role"]

    def clean(self) -> dict:
        """In words what the services and the database refuse; and nobody gives themselves a role."""
        cleaned = super().clean() or {}
        if not self.instance.pk:
            if self.by == cleaned.get("user") and not self.by.is_superuser:
                raise ValidationError(_("Non puoi dare un ruolo a te: chiedilo a chi gestisce il partner."))
            return cleaned
        with transaction.atomic():  # inside the admin's own transaction: the lock lasts until it has saved
            partner_lock(self.instance.partner_id)
            before = Membership.objects.get(pk=self.instance.pk)
        if ("role" in self.changed_data or cleaned.get("ends")) and is_last_manager(before):
            raise ValidationError(_("È l'unica persona responsabile del partner: prima danne un'altra al partner."))
        return cleaned
