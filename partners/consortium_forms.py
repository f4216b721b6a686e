"""Forms of the consortium: ways in and out, checks of the secretariat, hand-over of the office."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormMixin
from partners.enums import AccessionCheck, Category
from partners.forms import reason_field
from partners.models import Accession, Partner
from partners.validators import validate_pdf

TAX_CODE_LENGTHS = {11, 16}
REASON_READ = _("Chi è interessato lo legge nell'avviso che riceve, e resta nel registro.")


class PdfField(forms.FileField):
    """A PDF by its content; the name and the type that the sender declares are not believed."""

    default_validators = [validate_pdf]

    def __init__(self, **options):
        options.setdefault("widget", forms.FileInput(attrs={"accept": "application/pdf,.pdf"}))
        super().__init__(**options)


def deed_field() -> PdfField:
    return PdfField(
        label=_("Atto firmato (PDF)"),
        required=False,
        help_text=_("Facoltativo, fino a 10 MB. Lo leggono segreteria, referente e chi gestisce il partner."),
    )


class AccessionForm(PoloFormMixin, forms.ModelForm):
    """What an organisation tells of itself. Who asks is the signed-in person, never a posted one."""

    name = forms.CharField(label=_("Nome dell'ente"), max_length=200)
    category = forms.ChoiceField(label=_("Categoria"), choices=[("", _("Scegli")), *Category.choices])
    tax_code = forms.CharField(
        label=_("Codice fiscale dell'ente"),
        max_length=16,
        help_text=_("Undici cifre; sedici caratteri per una ditta individuale."),
    )

    class Meta:
        model = Accession
        fields = ["asked_standing", "places", "motivation"]
        widgets = {"places": forms.Textarea(attrs={"rows": 3}), "motivation": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "asked_standing": _(
                "Chi è partner aderisce all'accordo di rete e conta per legge; chi sostiene aiuta il Polo da fuori."
            ),
            "motivation": _("Che cosa fate e che cosa portereste: laboratori, corsi, posti di lavoro, conoscenze."),
        }

    field_order = ["name", "category", "asked_standing", "tax_code", "places", "motivation"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_tax_code(self) -> str:
        code = "".join(self.cleaned_data["tax_code"].split()).upper()
        if len(code) not in TAX_CODE_LENGTHS or not code.isalnum():
            raise ValidationError(_("Un codice fiscale ha undici cifre oppure sedici caratteri."))
        return code


class AccessionAmendForm(AccessionForm):
    """What the application says, to be corrected by its contact, with a word for the secretariat."""

    class Meta(AccessionForm.Meta):
        fields = [*AccessionForm.Meta.fields, "message"]
        widgets = AccessionForm.Meta.widgets | {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts = AccessionForm.Meta.help_texts | {
            "message": _("Facoltativo: rispondi a quello che la segreteria ti ha chiesto.")
        }

    field_order = [*AccessionForm.field_order, "message"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        partner = self.instance.partner
        self.initial.update(name=partner.name, category=partner.category, tax_code=partner.tax_code)


class AccessionCheckForm(PoloFormMixin, forms.Form):
    """What the secretariat found, item by item; the answers of the last check are there to start from."""

    PRESENT, MISSING, NOT_NEEDED = "present", "missing", "not_needed"
    ANSWERS = ((PRESENT, _("c'è")), (MISSING, _("manca")), (NOT_NEEDED, _("non serve")))

    def __init__(self, *args, accession: Accession, **kwargs):
        super().__init__(*args, **kwargs)
        for value, label in AccessionCheck.choices:
            self.fields[value] = forms.ChoiceField(
                label=str(label).capitalize(),
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                initial=self._answer(accession, value),
            )

    @classmethod
    def _answer(cls, accession: Accession, value: str) -> str | None:
        """Nothing before the first check."""
        if accession.checked_at is None:
            return None
        if value in accession.missing:
            return cls.MISSING
        return cls.NOT_NEEDED if value in accession.not_needed else cls.PRESENT

    def told(self, answer: str) -> list[str]:
        return [value for value in AccessionCheck.values if self.cleaned_data[value] == answer]

    @property
    def missing(self) -> list[str]:
        return self.told(self.MISSING)

    @property
    def not_needed(self) -> list[str]:
        return self.told(self.NOT_NEEDED)


class AccessionApproveForm(PoloFormMixin, forms.Form):
    joined_on = forms.DateField(label=_("Aderisce dal"), widget=DateInput, initial=timezone.localdate)
    reason = reason_field(_("Motivo"), REASON_READ)
    deed = deed_field()


class AccessionRefuseForm(PoloFormMixin, forms.Form):
    reason = reason_field(_("Motivo"), REASON_READ)


class LeaveAskForm(PoloFormMixin, forms.Form):
    """The partner is the one acted for, never a posted one."""

    last_day = forms.DateField(label=_("Ultimo giorno nel Polo"), widget=DateInput)
    reason = reason_field(_("Motivo"), _("Lo leggono la segreteria e il referente, e resta nel registro."))

    def clean_last_day(self) -> datetime.date:
        day = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise ValidationError(_("L'ultimo giorno nel Polo non può essere già passato."))
        return day


class LeaveRecordForm(PoloFormMixin, forms.Form):
    partner = forms.ModelChoiceField(
        label=_("Chi esce"), queryset=Partner.objects.public().order_by("name", "pk"), empty_label=_("Scegli")
    )
    last_day = forms.DateField(label=_("Ultimo giorno nel Polo"), widget=DateInput)
    reason = reason_field(_("Motivo"), REASON_READ)
    deed = deed_field()


class LeaveConfirmForm(PoloFormMixin, forms.Form):
    last_day = forms.DateField(label=_("Ultimo giorno nel Polo"), widget=DateInput)
    deed = deed_field()


class HandoverForm(PoloFormMixin, forms.Form):
    """Who comes next is named by e-mail address; the account must be there already."""

    email = forms.EmailField(
        label=_("E-mail di chi subentra"), help_text=_("La persona deve avere già un account nel portale.")
    )
    title_it = forms.CharField(label=_("Qualifica"), max_length=200, required=False)
    partner = forms.ModelChoiceField(
        label=_("Per quale partner"),
        queryset=Partner.objects.members().order_by("name", "pk"),
        required=False,
        empty_label=_("Nessuno"),
    )
    starts_on = forms.DateField(label=_("Primo giorno"), widget=DateInput)
    ends_on = forms.DateField(label=_("Ultimo giorno"), widget=DateInput, required=False)
    deed = deed_field()

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("L'incarico non può finire prima di cominciare."))
        return cleaned

    def clean_email(self) -> str:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise ValidationError(_("Nessun account attivo ha questo indirizzo: chiedi alla persona di registrarsi."))
        self.successor = found
        return self.cleaned_data["email"]
