"""Forms of the imports: the file, which column is what, the last yes."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from core.imports.forms import ColumnsForm, ConfirmForm
from training.imports.fields import COURSE, EDITION
from training.models import OfferKind


class CourseImportForm(PoloFormMixin, forms.Form):
    file = forms.FileField(
        label=_("File dei corsi"),
        help_text=_("CSV, Excel (.xlsx), JSON o XCRI-CAP (XML), fino a 10 MB e 20.000 righe."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.xml,.txt"}),
    )


class ImportMappingForm(ColumnsForm):
    default_kind = forms.ModelChoiceField(
        OfferKind.objects.none(),
        label=_("Tipo di percorso, dove il file non lo dice"),
        empty_label=_("nessuno: ogni riga lo dice"),
        required=False,
    )
    withdraws = forms.BooleanField(
        label=_("Il file contiene tutti i nostri corsi: proponi di ritirare quelli che non ci sono"),
        help_text=_("Li vedrai nell'anteprima, uno per uno, prima che succeda qualcosa."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["default_kind"]).queryset = OfferKind.objects.in_force()

    def column_choices(self) -> list[Any]:
        return [
            ("", _("non importare")),
            (_("Il corso"), [(name, field.label) for name, field in COURSE.items()]),
            (_("L'edizione"), [(name, field.label) for name, field in EDITION.items()]),
        ]


class ImportConfirmForm(ConfirmForm):
    publishes = forms.BooleanField(
        label=_("Pubblica subito i corsi completi"),
        help_text=_("Gli altri restano bozze, con l'elenco di quello che manca. Senza la spunta restano bozze tutti."),
        required=False,
    )
    may_shrink = forms.BooleanField(
        label=_("Sì, ritira anche più di un quinto dei nostri corsi pubblicati"),
        help_text=_("Di solito vuol dire che nel file mancano dei corsi: controlla le righe da ritirare."),
        required=False,
    )
