import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Filiera
from recruitment.enums import Horizon

MONTHS = [(horizon.value, horizon.label) for horizon in Horizon if horizon != Horizon.NOW]


class LookFilter(forms.Form):
    """What to read about oneself and how far back; a wrong value counts as none."""

    mostra = forms.ChoiceField(
        label=_("Che cosa"),
        choices=[("viste", _("chi ha visto i miei dati")), ("accessi", _("che cosa è cambiato nei miei accessi"))],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    periodo = forms.TypedChoiceField(
        label=_("Periodo"),
        choices=[
            ("", _("da sempre")),
            (7, _("ultimi 7 giorni")),
            (30, _("ultimi 30 giorni")),
            (365, _("ultimo anno")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    @property
    def wants_access(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("mostra") == "accessi"

    @property
    def since(self) -> datetime.datetime | None:
        self.is_valid()
        days = self.cleaned_data.get("periodo")
        return timezone.now() - datetime.timedelta(days=days) if days else None


class CoverageFilter(forms.Form):
    """How far to look ahead and in which filiera; a wrong value counts as none."""

    mesi = forms.TypedChoiceField(
        label=_("Fino a quando"),
        choices=MONTHS,
        coerce=int,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    filiera = forms.ModelChoiceField(
        label=_("Filiera"),
        queryset=Filiera.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("Tutte"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    @property
    def months(self) -> int:
        return self._chosen("mesi") or Horizon.YEAR_1.value

    @property
    def chosen_filiera(self) -> Filiera | None:
        return self._chosen("filiera")

    def _chosen(self, name):
        self.is_valid()
        return self.cleaned_data.get(name)
