"""One answer for many applications of an edition."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.enums import OWN_REFUSAL_REASONS, BatchAction, RefusalReason
from training.models import Application

REASONS = [("", _("Scegli")), *(row for row in RefusalReason.choices if row[0] not in OWN_REFUSAL_REASONS)]


class ApplicationBatchForm(PoloFormMixin, forms.Form):
    """Which applications (boxes of the table), which answer, with which words."""

    applications = forms.ModelMultipleChoiceField(Application.objects.none(), widget=forms.MultipleHiddenInput)
    action = forms.ChoiceField(
        label=_("Risposta per le domande scelte"), choices=[("", _("Scegli")), *BatchAction.choices]
    )
    reason = forms.ChoiceField(label=_("Motivo, se non le accogli"), choices=REASONS, required=False)
    message = forms.CharField(
        label=_("Messaggio a ogni persona"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, applications: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = applications
        self.fields["applications"].error_messages["required"] = _("Scegli almeno una domanda nella tabella.")
        # The boxes of the table say which: hidden copies of them would answer for boxes that look empty.
        self.helper.layout = Layout("action", "reason", "message")

    @property
    def chosen(self) -> set[str]:
        """The boxes that were ticked, to tick them again in a page with errors."""
        return {str(value) for value in self["applications"].value() or []}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("action") != BatchAction.REFUSE:
            return cleaned
        if not cleaned.get("reason"):
            self.add_error("reason", _("Scegli un motivo: chi si è iscritto lo leggerà."))
        if cleaned.get("reason") == RefusalReason.OTHER and not cleaned.get("message", "").strip():
            self.add_error("message", _("Spiega il motivo nel messaggio: chi si è iscritto lo leggerà."))
        return cleaned


class ApplicationExportForm(forms.Form):
    kind = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "Excel")])
