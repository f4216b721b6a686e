from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.models import SavedSearch


class SavedSearchForm(PoloFormMixin, forms.ModelForm):
    """How a saved search is called and how often it writes; what it asks stands in the address of the page."""

    class Meta:
        model = SavedSearch
        fields = ["name", "rhythm"]
        widgets = {"rhythm": forms.RadioSelect}
        help_texts = {"name": _("Per riconoscerla fra le tue: la leggi solo tu.")}


class RhythmForm(forms.ModelForm):
    """Another rhythm for a search that is kept."""

    class Meta:
        model = SavedSearch
        fields = ["rhythm"]
