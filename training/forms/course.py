"""The school's form of a course, with the rows of the skills that it teaches."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from partners.models import Partner, Site
from skills.enums import Level
from skills.forms import SkillChoiceField, VocabularyFormMixin, VocabularyFormSetMixin
from skills.selectors import Vocabulary
from training.enums import TermList
from training.forms.course_content import SHARED, ContentForm, beside
from training.models import CourseSkill
from training.selectors.course_content import CourseContent, Taught

PREFIX = "skills"
MAX_SKILLS = 40
EMPTY_ROWS = 4
MORE_ROWS = 4


class CourseForm(ContentForm):
    """A course as its school writes it: where it is held, whom to ask and who pays, too."""

    constraint_fields: ClassVar = ContentForm.constraint_fields | {"training_course_cup_code_form": "cup_code"}
    lists: ClassVar = ContentForm.lists | {"funding": TermList.FUNDING}

    cost = forms.DecimalField(
        label=_("Costo in euro"),
        help_text=_("Lascia vuoto se non è stabilito; scrivi 0 se il corso è gratuito."),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        required=False,
        localize=True,
    )

    class Meta(ContentForm.Meta):
        fields: ClassVar = [*SHARED, "site", "funding", "cup_code", "accessibility", "contact"]
        help_texts: ClassVar = ContentForm.Meta.help_texts | {
            "site": _("Dove si tiene. Serve per pubblicare, se il corso non è a distanza."),
            "cup_code": _("Il codice del progetto che paga il corso, se c'è: 15 lettere e cifre."),
            "accessibility": _("Per esempio: aula al piano terra, materiali in formato accessibile, tutor."),
            "contact": _("Un ufficio con il suo telefono o indirizzo, non una persona: lo legge chiunque."),
        }

    def __init__(self, *args: Any, partner: Partner, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.instance.partner = partner
        self.fields["site"].queryset = Site.objects.filter(partner=partner).select_related("municipality")
        if self.instance.cost_cents is not None:
            self.initial["cost"] = Decimal(self.instance.cost_cents) / 100

    def clean_cup_code(self) -> str:
        return self.cleaned_data["cup_code"].upper()

    def content_fieldsets(self) -> list[Fieldset]:
        return [
            Fieldset(_("Il corso"), "title", "kind", "figure", "audience", "summary", "description"),
            Fieldset(_("Come si svolge"), "site", beside("mode", "language"), "accessibility", "contact"),
            self.hours_fieldset(),
            Fieldset(_("Quanto costa"), beside("cost", "funding"), "cup_code"),
            *self.ends_fieldsets(),
        ]

    def content(self, taught: list[Taught]) -> CourseContent:
        said, cost = super().content(taught), self.cleaned_data["cost"]
        return replace(said, facts=said.facts | {"cost_cents": None if cost is None else int(cost * 100)})


class TaughtSkillForm(PoloFormMixin, VocabularyFormMixin, forms.Form):
    """One skill. A row without a skill is an empty row, whatever else was chosen in it."""

    skill = SkillChoiceField(label=_("Competenza"), required=False)
    level = forms.TypedChoiceField(label=_("Livello in uscita"), choices=Level, coerce=int, initial=Level.INDEPENDENT)
    is_assessed = forms.BooleanField(label=_("Valutata alla fine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(beside("skill", "level"), "is_assessed")


class BaseTaughtSkillFormSet(VocabularyFormSetMixin, forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Togli questa competenza")
        if index is not None and (index < self.initial_form_count() or form["skill"].value()):
            form.helper.layout.append("DELETE")

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

    def taught(self) -> list[Taught]:
        """The rows to keep (call after `is_valid`)."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("skill")]
        return [
            Taught(skill=row["skill"], level=row["level"], is_assessed=row["is_assessed"])
            for row in rows
            if not row.get("DELETE")
        ]


TaughtSkillFormSet = forms.formset_factory(
    TaughtSkillForm,
    formset=BaseTaughtSkillFormSet,
    extra=EMPTY_ROWS,
    max_num=MAX_SKILLS,
    absolute_max=MAX_SKILLS,
    validate_max=True,
    can_delete=True,
)


def taught_formset(
    *, vocabulary: Vocabulary, data: QueryDict | None = None, taught: Iterable[CourseSkill] = ()
) -> BaseTaughtSkillFormSet:
    """The rows as typed, or as they are in the database with some empty ones below."""
    kwargs = {"prefix": PREFIX, "form_kwargs": {"vocabulary": vocabulary}}
    if data is not None:
        return TaughtSkillFormSet(data, **kwargs)
    initial = [{"skill": row.skill_id, "level": row.level, "is_assessed": row.is_assessed} for row in taught]
    return TaughtSkillFormSet(initial=initial, **kwargs)


def with_more_rows(data: QueryDict) -> QueryDict:
    """What was typed, with room for more skills."""
    grown = data.copy()
    total = grown.get(f"{PREFIX}-TOTAL_FORMS", "")
    rows = int(total) if total.isascii() and total.isdigit() and len(total) < len("100") else 0
    grown[f"{PREFIX}-TOTAL_FORMS"] = str(min(rows + MORE_ROWS, MAX_SKILLS))
    grown.setdefault(f"{PREFIX}-INITIAL_FORMS", "0")
    return grown
