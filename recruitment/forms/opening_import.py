"""Forms of the import of a vacancy feed: the file, which column is what, the last yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from core.imports.forms import ColumnsForm, ConfirmForm
from recruitment.enums import Contract
from recruitment.imports.fields import FIELDS
from skills.forms import OccupationChoiceField, VocabularyFormMixin


class OpeningImportForm(PoloFormMixin, forms.Form):
    file = forms.FileField(
        label=_("File delle offerte"),
        help_text=_("XML, JSON (anche schema.org), CSV o Excel (.xlsx), fino a 10 MB e 20.000 righe."),
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.csv,.xlsx,.txt"}),
    )


class OpeningMappingForm(VocabularyFormMixin, ColumnsForm):
    default_occupation = OccupationChoiceField(
        label=_("Professione, dove il file non la dice"),
        help_text=_("Serve se il file contiene solo titoli: la cambi poi nelle bozze, una per una."),
        required=False,
    )
    default_contract = forms.ChoiceField(
        label=_("Contratto, dove il file non lo dice"),
        choices=[("", _("nessuno: ogni riga lo dice")), *Contract.choices],
        required=False,
    )
    withdraws = forms.BooleanField(
        label=_("Il file contiene tutte le nostre offerte: proponi di mettere in pausa quelle che non ci sono"),
        help_text=_("Le vedrai nell'anteprima, una per una, prima che succeda qualcosa."),
        required=False,
    )

    def column_choices(self) -> list[Any]:
        return [("", _("non importare")), *((name, field.label) for name, field in FIELDS.items())]


class OpeningConfirmForm(ConfirmForm):
    may_shrink = forms.BooleanField(
        label=_("Sì, metti in pausa anche più di un quinto delle nostre offerte pubblicate"),
        help_text=_("Di solito vuol dire che nel file mancano delle offerte: controlla le righe da ritirare."),
        required=False,
    )
