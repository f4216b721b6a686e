"""A Europass to read, and what it tells: lines to correct and tick, skills to give a level to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PoloFormHelper, PoloFormMixin
from core.templatetags.polo import local
from recruitment.forms.background import (
    BackgroundForm,
    ExperienceForm,
    LanguageSkillForm,
    LicenceForm,
    StudyTitleForm,
)
from recruitment.models import EuropassDraft
from skills.enums import Level
from skills.models import Concept


class EuropassForm(PoloFormMixin, forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Il tuo Europass"),
        help_text=gettext_lazy(
            "Il PDF scaricato da europass.europa.eu, un file XML, o il JSON del tuo passaporto. Fino a 3 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xml,.json"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if not 0 < file.size <= EuropassDraft.MAX_BYTES:
            limit = filesizeformat(EuropassDraft.MAX_BYTES)
            raise ValidationError(_("Il file deve avere un contenuto e non superare %(limit)s.") % {"limit": limit})
        return file.read()


class StudyDraftForm(StudyTitleForm):
    """Without the field of study: the file's code goes in where the classification has it, or none does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["isced_f"]
        self.helper = PoloFormHelper(self)  # lays out the fields that are left


ENTRY_FORMS: dict[str, type[BackgroundForm]] = {
    "esperienze": ExperienceForm,
    "studi": StudyDraftForm,
    "lingue": LanguageSkillForm,
    "patenti": LicenceForm,
}


class TickForm(PoloFormMixin, forms.Form):
    """One line of the file: in or out."""

    take = forms.BooleanField(required=False)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["take"].label, self.fields["take"].help_text = label, help_text


class DraftNumberForm(forms.Form):
    """Which draft the page showed: another window may have brought a new one."""

    draft = forms.IntegerField(widget=forms.HiddenInput)


class EuropassSkillsForm(PoloFormMixin, forms.Form):
    """One choice for each skill: nothing is added unless a level is chosen. Our own files say which one it was."""

    def __init__(self, *args: Any, skills: list[tuple[Concept, Mapping[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [concept.pk for concept, _row in skills]
        for concept, row in skills:
            self.fields[f"level_{concept.pk}"] = forms.TypedChoiceField(
                label=local(concept, "label"),
                help_text=_("Nel tuo Europass: «%(words)s»") % {"words": escape(row["words"])},
                choices=[("", _("no, non aggiungerla")), *Level.choices],
                initial=row["level"] or "",
                coerce=int,
                empty_value=None,
                required=False,
            )

    def levels(self) -> dict[int, int]:
        """Skill -> level, of those that were chosen."""
        chosen = {number: self.cleaned_data.get(f"level_{number}") for number in self.numbers}
        return {number: level for number, level in chosen.items() if level}
