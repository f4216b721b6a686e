"""How a school admits people to an edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, PoloFormMixin
from training.models import Admission, RankingCriterion, RequestedDocument
from training.services.admission import RULES


class AdmissionForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = Admission
        fields = ["answers_by", "takes_when_full", "offer_hours", "ordering", "tie_break", "shows_ranking"]
        widgets = {"answers_by": DateInput, "ordering": forms.RadioSelect, "tie_break": forms.RadioSelect}
        help_texts = {
            "answers_by": _("Chi si iscrive legge questa data e sa fino a quando aspettare."),
            "takes_when_full": _("Chi arriva dopo può chiedere un posto: decidi tu chi mettere in lista d'attesa."),
            "offer_hours": _("Il posto resta tenuto per queste ore, poi va a chi viene dopo nella lista."),
            "ordering": _("Si sceglie prima che arrivi la prima domanda: dopo non si cambia più."),
            "tie_break": _("Vale solo per una graduatoria. Lo legge chi si iscrive, insieme ai criteri."),
            "shows_ranking": _(
                "Chiunque la legge dalla pagina del corso: posizione, punti e codice della domanda, mai i nomi. "
                "Altrimenti ogni persona vede solo la propria posizione."
            ),
        }

    def __init__(self, *args: Any, is_settled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_settled:  # the criteria are published, or somebody has applied: these stay as they are
            for name in RULES:
                self.fields[name].disabled = True


class RequestedDocumentForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = RequestedDocument
        fields = ["name", "note", "is_required"]
        help_texts = {
            "name": _("Per esempio: curriculum, diploma, documento d'identità."),
            "note": _("Facoltativo: che cosa deve contenere, dove si trova il modello."),
        }


class RankingCriterionForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = RankingCriterion
        fields = ["name", "note", "max_points", "weight"]
        help_texts = {
            "name": _("Quello che una persona sa o ha fatto. Per esempio: colloquio, esperienza in officina."),
            "note": _("Chi si iscrive lo legge prima di fare domanda. Per esempio: 2 punti per ogni mese."),
            "weight": _("Di solito 1. Con 2 i punti di questo criterio valgono il doppio nel totale."),
        }
