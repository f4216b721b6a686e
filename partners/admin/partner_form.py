"""A partner's facts in words: codes are what is stored, not what is read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.enums import MissingFact
from partners.models import Partner

# The forms and sizes of the register of AGID that partners have, or may have; any other code stays as it is.
LEGAL_FORMS = {
    "1.3.10": _("società per azioni"),
    "1.3.20": _("società a responsabilità limitata"),
    "1.3.30": _("società a responsabilità limitata con un solo socio"),
    "1.5.10": _("consorzio"),
    "1.7.10": _("associazione riconosciuta"),
    "1.7.20": _("fondazione"),
    "1.7.40": _("ente ecclesiastico"),
    "1.8.10": _("associazione non riconosciuta"),
    "2.4.20": _("provincia"),
    "2.6.10": _("scuola pubblica"),
    "2.6.20": _("università pubblica"),
    "2.7.11": _("ente di ricerca"),
}
STAFF_SIZES = ("0-5", "6-19", "20-49", "50-249", "250+")


class PartnerAdminForm(forms.ModelForm):
    legal_form_code = forms.ChoiceField(label=_("Forma giuridica"), required=False)
    staff_size_class = forms.ChoiceField(label=_("Classe di addetti"), required=False)
    missing = forms.MultipleChoiceField(
        label=_("Dati da completare"),
        choices=MissingFact,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Quello che scrivi nei campi esce dall'elenco da solo."),
    )

    class Meta:
        model = Partner
        fields = ["legal_form_code", "staff_size_class", "missing"]  # the page adds the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forms_, sizes = list(LEGAL_FORMS.items()), [(size, size) for size in STAFF_SIZES]
        for name, known in (("legal_form_code", forms_), ("staff_size_class", sizes)):
            if isinstance(field := self.fields.get(name), forms.ChoiceField):
                field.choices = choices(known, getattr(self.instance, name))


def choices(known: list[tuple[str, Any]], stored: str) -> list[tuple[str, Any]]:
    """Those known, none, and what is stored already even if nobody knows it."""
    foreign = [(stored, stored)] if stored and stored not in dict(known) else []
    return [("", _("non nota")), *known, *foreign]
