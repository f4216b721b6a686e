"""The address by which a person shows their passport."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from recruitment.models import PassportLink


class PassportLinkForm(PoloFormMixin, forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("Per quanto tempo vale"),
        choices=[(7, _("una settimana")), (30, _("un mese")), (90, _("tre mesi"))],
        coerce=int,
        initial=30,
    )

    class Meta:
        model = PassportLink
        fields = ["note"]
        help_texts = {"note": _("Facoltativo, lo vedi solo tu. Per esempio «agenzia di via Chiodo».")}
