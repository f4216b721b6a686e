from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Filiera
from recruitment.enums import Horizon

MONTHS = [(horizon.value, horizon.label) for horizon in Horizon if horizon != Horizon.NOW]


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
