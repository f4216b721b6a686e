"""The questions of an opening: as the firm writes them, and as the person answers them."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormHelper, PoloFormMixin
from recruitment.models import OpeningQuestion
from recruitment.models.questions import MAX_QUESTIONS, QUESTION_LENGTH, REPLY_LENGTH

QUESTION_FIELDS = tuple(f"question_{number}" for number in range(1, MAX_QUESTIONS + 1))
CHANGED = _("Intanto l'impresa ha cambiato le domande: rileggile, poi rispondi. Quello che hai scritto è ancora qui.")


class QuestionsFormMixin(forms.Form):
    """Up to three questions with, for each, whether it must be answered. An empty one is no question."""

    question_1 = forms.CharField(
        label=_("Prima domanda a chi dice sì"),
        help_text=_(
            "Facoltativa, su come si lavora: per esempio «Hai già usato un tornio CNC?». Niente su età, famiglia, "
            "salute, origine, idee: la legge vieta di chiederlo (articolo 8 della legge 300 del 1970)."
        ),
        max_length=QUESTION_LENGTH,
        required=False,
    )
    question_1_required = forms.BooleanField(label=_("Alla prima si deve rispondere"), required=False)
    question_2 = forms.CharField(label=_("Seconda domanda"), max_length=QUESTION_LENGTH, required=False)
    question_2_required = forms.BooleanField(label=_("Alla seconda si deve rispondere"), required=False)
    question_3 = forms.CharField(label=_("Terza domanda"), max_length=QUESTION_LENGTH, required=False)
    question_3_required = forms.BooleanField(label=_("Alla terza si deve rispondere"), required=False)

    def show_questions(self, questions: Iterable[OpeningQuestion]) -> None:
        """What the firm asks today, to begin with."""
        for name, question in zip(QUESTION_FIELDS, questions, strict=False):
            self.initial.update({name: question.text, f"{name}_required": question.is_required})

    def questions(self) -> list[OpeningQuestion]:
        """The ones to keep, as unsaved rows (call after `is_valid`)."""
        given = self.cleaned_data
        return [
            OpeningQuestion(text=given[name], is_required=given[f"{name}_required"])
            for name in QUESTION_FIELDS
            if given[name]
        ]

    def refuse_same_questions(self) -> None:
        seen: set[str] = set()
        for name in QUESTION_FIELDS:
            text = self.cleaned_data.get(name, "")
            if text and text in seen:
                self.add_error(name, _("Questa domanda c'è già: scrivine un'altra o lascia vuoto."))
            seen.add(text)


class RepliesForm(PoloFormMixin, forms.Form):
    """One field for each question. `asked` tells whether they are still those that the person has read."""

    asked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: Sequence[OpeningQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["asked"].initial = self._digest()
        for question in questions:
            self.fields[f"reply_{question.number}"] = forms.CharField(
                label=question.text,
                help_text=_("Al massimo 1000 caratteri.") if question.is_required else _("Facoltativa."),
                max_length=REPLY_LENGTH,
                required=question.is_required,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.helper = PoloFormHelper(self)  # lays out the fields that are there now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.questions and cleaned.get("asked") != self._digest():
            self.data = {**self.data.dict(), self.add_prefix("asked"): self._digest()}
            raise forms.ValidationError(CHANGED)
        return cleaned

    def replies(self) -> dict[str, str]:
        """Each question as it was read with what was answered, perhaps nothing (call after `is_valid`)."""
        return {question.text: self.cleaned_data[f"reply_{question.number}"] for question in self.questions}

    def _digest(self) -> str:
        texts = "\n".join(f"{question.number} {question.text}" for question in self.questions)
        return hashlib.sha256(texts.encode()).hexdigest()[:16] if self.questions else ""
