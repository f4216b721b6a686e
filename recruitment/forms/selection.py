"""Forms of a selection: the next step, a word to the other side, a note, several cards at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from recruitment.enums import FIRM_MOVES, NotSelected, Stage
from recruitment.models.selection import MAX_LENGTH

REASON_MISSING = _("Scegli perché la selezione non prosegue: la persona lo legge.")
REASONS = [("", _("(solo se la selezione non prosegue)")), *NotSelected.choices]


class MoveForm(PoloFormMixin, forms.Form):
    """Where the card goes; `version` is what the firm had read."""

    to = forms.ChoiceField(label=_("Il prossimo passo"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Se non prosegue, perché"),
        help_text=_("La persona lo legge. Nessun'altra impresa lo vede."),
        choices=REASONS,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, moves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = moves


class WordsForm(PoloFormMixin, forms.Form):
    text = forms.CharField(label=_("Messaggio"), max_length=MAX_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


class MessageForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "Al massimo 2000 caratteri. L'altra parte riceve un avviso; il testo si legge solo qui."
        )


class NoteForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Appunto dell'impresa")
        self.fields["text"].help_text = _(
            "La persona non lo vede sul portale, ma è un suo dato: se chiede copia dei suoi dati lo riceve. Scrivi "
            "solo cose utili al lavoro, mai opinioni, salute o famiglia (articolo 8 della legge 300 del 1970)."
        )


class BatchForm(PoloFormMixin, forms.Form):
    """The same step for several cards; each is named with the version that was on the page."""

    cards = forms.MultipleChoiceField(label=_("Persone"), error_messages={"required": _("Scegli almeno una persona.")})
    to = forms.ChoiceField(
        label=_("Sposta a"),
        choices=[(stage.value, stage.label) for stage in Stage if any(stage in ways for ways in FIRM_MOVES.values())],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.ChoiceField(
        label=_("Se non prosegue, perché"),
        choices=REASONS,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, cards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].choices = cards

    def clean(self) -> dict[str, Any]:
        """Asked once for all of them, before anybody is moved."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == Stage.NOT_SELECTED and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", REASON_MISSING)
        return cleaned


class LeaveForm(forms.Form):
    """Two buttons: this one only, or all of them because a job is found."""

    why = forms.ChoiceField(choices=[(Stage.WITHDRAWN.value, ""), (Stage.ELSEWHERE.value, "")])


class HireForm(forms.Form):
    is_true = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
