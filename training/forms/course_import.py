"""Forms of the imports: the file, which column is what, the last yes."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.imports.fields import COURSE, EDITION
from training.models import CourseImport, OfferKind


class CourseImportForm(PoloFormMixin, forms.Form):
    file = forms.FileField(
        label=_("File dei corsi"),
        help_text=_("CSV, Excel (.xlsx), JSON o XCRI-CAP (XML), fino a 10 MB e 20.000 righe."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.xml,.txt"}),
    )


class ImportMappingForm(PoloFormMixin, forms.Form):
    """One choice for each column of the file, with what stands in its first rows."""

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

    def __init__(self, *args: Any, run: CourseImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        self.fields["default_kind"].queryset = OfferKind.objects.in_force()
        self.fields["default_kind"].initial = run.default_kind_id
        self.fields["withdraws"].initial = run.withdraws
        self.columns = {f"column_{at}": header for at, header in enumerate(run.headers)}
        for at, (name, header) in enumerate(self.columns.items()):
            self.fields[name] = forms.ChoiceField(
                label=header,
                choices=_choices(),
                initial=run.mapping.get(header, ""),
                help_text=_example(run, at),
                required=False,
            )
        self.helper.layout = Layout(
            Fieldset(_("Le colonne del file"), *self.columns), Fieldset(_("E poi"), "default_kind", "withdraws")
        )

    def mapping(self) -> dict[str, str]:
        """{header: field} of the columns that hold something (call after `is_valid`)."""
        said = {header: self.cleaned_data[name] for name, header in self.columns.items()}
        return {header: field for header, field in said.items() if field}


class ImportConfirmForm(PoloFormMixin, forms.Form):
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

    def __init__(self, *args: Any, run: CourseImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not run.counts.get("shrinks"):
            del self.fields["may_shrink"]


def _choices() -> list[Any]:
    return [
        ("", _("non importare")),
        (_("Il corso"), [(name, field.label) for name, field in COURSE.items()]),
        (_("L'edizione"), [(name, field.label) for name, field in EDITION.items()]),
    ]


def _example(run: CourseImport, at: int) -> str:
    """What stands in the first rows of the column. Help texts are HTML: what the file says is not."""
    found = [row[at] for row in run.sample if at < len(row) and row[at]]
    return escape(" · ".join(found[:3]))
