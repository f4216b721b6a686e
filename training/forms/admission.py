"""How a school admits people to an edition."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, PoloFormMixin
from training.models import Admission, RequestedDocument


class AdmissionForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = Admission
        fields = ["answers_by", "takes_when_full", "offer_hours"]
        widgets = {"answers_by": DateInput}
        help_texts = {
            "answers_by": _("Chi si iscrive legge questa data e sa fino a quando aspettare."),
            "takes_when_full": _("Chi arriva dopo può chiedere un posto: decidi tu chi mettere in lista d'attesa."),
            "offer_hours": _("Il posto resta tenuto per queste ore, poi va a chi viene dopo nella lista."),
        }


class RequestedDocumentForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = RequestedDocument
        fields = ["name", "note", "is_required"]
        help_texts = {
            "name": _("Per esempio: curriculum, diploma, documento d'identità."),
            "note": _("Facoltativo: che cosa deve contenere, dove si trova il modello."),
        }
