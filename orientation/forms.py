import datetime
from typing import cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, PoloFormMixin
from orientation.models import Appointment, Slot
from partners.models import Site


class AppointmentForm(PoloFormMixin, forms.ModelForm):
    """What the person would like to talk about; the time is in the address of the page."""

    class Meta:
        model = Appointment
        fields = ["topic"]
        help_texts = {"topic": _("Facoltativo: aiuta chi ti incontra a prepararsi. Non scrivere dati sulla salute.")}
        widgets = {"topic": forms.Textarea(attrs={"rows": 4})}


class SlotForm(PoloFormMixin, forms.ModelForm):
    """A day, an hour and a place at which a counsellor is there."""

    day = forms.DateField(label=_("Giorno"), widget=DateInput)
    hour = forms.TimeField(label=_("Ora d'inizio"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    class Meta:
        model = Slot
        fields = ["service", "channel", "site"]

    def __init__(self, *args, partner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.partner = partner
        site = cast(forms.ModelChoiceField, self.fields["site"])
        site.queryset = Site.objects.filter(partner=partner).select_related("municipality")
        site.help_text = _("Solo per gli incontri in presenza.")
        self.order_fields(["service", "day", "hour", "channel", "site"])

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("hour"):
            start = datetime.datetime.combine(cleaned["day"], cleaned["hour"])
            self.instance.starts_at = timezone.make_aware(start)
        return cleaned
