"""The rows of skills of a need or an opening, saved all together: what is in the page is what is asked for."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from recruitment.enums import MAX_SKILLS
from recruitment.models.demand import AskedSkill
from skills.enums import Importance, Level
from skills.forms import SkillChoiceField, VocabularyFormMixin, VocabularyFormSetMixin

PREFIX = "skills"
EMPTY_ROWS = 6
MORE_ROWS = 3


class AskedSkillForm(PoloFormMixin, VocabularyFormMixin, forms.Form):
    """One skill. A row without a skill is an empty row, whatever else was chosen in it."""

    skill = SkillChoiceField(label=_("Competenza"), required=False)
    importance = forms.ChoiceField(label=_("Importanza"), choices=Importance, initial=Importance.ESSENTIAL)
    level = forms.TypedChoiceField(label=_("Livello"), choices=Level, coerce=int, initial=Level.INDEPENDENT)
    is_trainable = forms.BooleanField(label=_("Si può imparare in azienda"), required=False)


class BaseAskedSkillFormSet(VocabularyFormSetMixin, forms.BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Togli questa riga")
        last = [Div("is_trainable", css_class="col-auto")]
        if self.is_filled(index):
            last.append(Div("DELETE", css_class="col-auto"))
        # Here and not in the form: "DELETE" joins the fields only now.
        form.helper.layout = Layout(
            "skill",
            Div(Div("importance", css_class="col-md-4"), Div("level", css_class="col-md-8"), css_class="row"),
            Div(*last, css_class="row"),
        )

    def is_filled(self, index: int | None) -> bool:
        """A row that was there already can be taken away; an empty one is left empty."""
        return index is not None and index < self.initial_form_count()

    def clean(self) -> None:
        super().clean()
        seen: set[int] = set()
        for form in self.forms:
            skill = form.cleaned_data.get("skill") if form.is_valid() else None
            if skill is None or form.cleaned_data.get("DELETE"):
                continue
            if skill.pk in seen:
                form.add_error("skill", _("Questa competenza c'è già in un'altra riga: tienine una sola."))
            seen.add(skill.pk)

    @property
    def is_full(self) -> bool:
        """No row can be added."""
        return len(self.forms) >= MAX_SKILLS

    def rows(self, model: type[AskedSkill]) -> list[Any]:
        """The skills to keep, as unsaved rows of `model` (call after `is_valid`)."""
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("skill")]
        return [
            model(
                skill=row["skill"], importance=row["importance"], level=row["level"], is_trainable=row["is_trainable"]
            )
            for row in kept
            if not row.get("DELETE")
        ]


AskedSkillFormSet: Any = forms.formset_factory(
    AskedSkillForm,
    formset=BaseAskedSkillFormSet,
    extra=EMPTY_ROWS,
    max_num=MAX_SKILLS,
    absolute_max=MAX_SKILLS,
    validate_max=True,
    can_delete=True,
)


def asked_formset(*, data: QueryDict | None = None, asked: Iterable[AskedSkill] = ()) -> BaseAskedSkillFormSet:
    """The rows as typed, or as they are in the database with some empty ones below."""
    if data is not None:
        return AskedSkillFormSet(data, prefix=PREFIX)
    initial = [
        {"skill": row.skill_id, "importance": row.importance, "level": row.level, "is_trainable": row.is_trainable}
        for row in asked
    ]
    return AskedSkillFormSet(initial=initial, prefix=PREFIX)


def formset_with_more_rows(data: QueryDict) -> BaseAskedSkillFormSet:
    """What was typed, not judged yet, with more empty rows below; the page opens on the first new one."""
    typed = [_typed(form) for form in AskedSkillFormSet(data, prefix=PREFIX).forms]
    kept = [row for row in typed if row["skill"] and not row["DELETE"]]
    empty = sum(not row["skill"] for row in typed)
    formset = AskedSkillFormSet(initial=kept, prefix=PREFIX)
    formset.extra = max(empty + MORE_ROWS, EMPTY_ROWS)
    for form in formset.forms[len(kept) + empty :][:1]:
        form.fields["skill"].widget.attrs["autofocus"] = True
    return formset


def unjudged(form: forms.BaseForm) -> None:
    """Show what was typed in a form without judging it yet."""
    form.initial = {**form.initial, **_typed(form)}
    form.is_bound = False


def _typed(form: forms.BaseForm) -> dict[str, Any]:
    return {name: form[name].data for name in form.fields}
