"""One button for each answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.outcome_enums import OutcomeAnswer


class OutcomeForm(forms.Form):
    answer = forms.TypedChoiceField(
        coerce=OutcomeAnswer,
        error_messages={"required": _("Scegli una risposta."), "invalid_choice": _("Scegli una risposta.")},
    )

    def __init__(self, *args: Any, choices: tuple[OutcomeAnswer, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(one.value, one.label) for one in choices]
