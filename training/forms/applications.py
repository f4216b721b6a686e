from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.models import Application


class ApplicationForm(PoloFormMixin, forms.ModelForm):
    """What a person adds to an application; who they are and for what they ask is known."""

    class Meta:
        model = Application
        fields = ["motivation"]
        widgets = {"motivation": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "motivation": _("Facoltativo, al massimo 2000 caratteri. Lo legge solo chi risponde alle domande."),
        }
