"""The school's form of a course, with the rows of the skills that it teaches."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from partners.models import Filiera, Partner, Site
from skills.enums import Level
from skills.forms import (
    FieldOfStudyField,
    OccupationChoiceField,
    SkillChoiceField,
    VocabularyFormMixin,
    VocabularyFormSetMixin,
)
from skills.models import Concept
from skills.selectors import Vocabulary
from training.forms.constraints import ConstraintsBesideFieldsMixin
from training.models import Course, CourseSkill, OfferKind
from training.selectors.course_content import Content, CourseContent, Taught, content_of, fingerprints

PREFIX = "skills"
MAX_SKILLS = 40
EMPTY_ROWS = 4
MORE_ROWS = 4
OCCUPATIONS = 3
EQF_LEVELS = [("", _("non indicato")), *((level, str(level)) for level in range(1, 9))]


class CourseForm(ConstraintsBesideFieldsMixin, PoloFormMixin, VocabularyFormMixin, forms.ModelForm):
    """What is taught. Only title, kind and audience are needed to save a draft."""

    constraint_fields: ClassVar = {
        "training_course_stage_within_hours": "hours_stage",
        "training_course_eqf_range": "eqf",
    }

    isced_f = FieldOfStudyField(
        label=_("Campo di studio (ISCED-F 2013)"),
        help_text=_("Scrivi qualche lettera, per esempio «meccanica», o il codice."),
        required=False,
    )
    eqf = forms.TypedChoiceField(
        label=_("Livello EQF"), choices=EQF_LEVELS, coerce=int, empty_value=None, required=False
    )
    cost = forms.DecimalField(
        label=_("Costo in euro"),
        help_text=_("Lascia vuoto se non è stabilito; scrivi 0 se il corso è gratuito."),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        required=False,
        localize=True,
    )
    # What the form showed: who saves after somebody else is told, and nothing is lost.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    class Meta:
        model = Course
        fields = [
            "title", "kind", "audience", "summary", "description", "site", "mode", "entry_requirements",
            "certification", "eqf", "isced_f", "hours", "hours_stage", "filiere",
        ]  # fmt: skip
        widgets = {"filiere": forms.CheckboxSelectMultiple}
        help_texts = {
            "title": _("Il nome del corso, senza anno né date: quelle stanno nelle edizioni."),
            "summary": _("Una frase che chi cerca un corso capisce subito. Serve per pubblicare."),
            "site": _("Dove si tiene. Serve per pubblicare, se il corso non è a distanza."),
            "certification": _("Il titolo o l'attestato. Serve per pubblicare."),
            "entry_requirements": _("Per esempio: licenza media. Lascia vuoto se il corso è per chiunque."),
            "hours_stage": _("Quante delle ore totali si svolgono in azienda."),
        }

    def __init__(self, *args: Any, partner: Partner, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.instance.partner = partner
        kinds = Q(pk__in=OfferKind.objects.in_force()) | Q(pk=self.instance.kind_id)
        self.fields["kind"].queryset = OfferKind.objects.filter(kinds)
        self.fields["site"].queryset = Site.objects.filter(partner=partner).select_related("municipality")
        self.fields["filiere"].queryset = Filiera.objects.order_by("pk")
        self.fields["description"].widget.attrs["rows"] = 6
        if self.instance.cost_cents is not None:
            self.initial["cost"] = Decimal(self.instance.cost_cents) / 100
        self.fields["isced_f"].present = self.instance.isced_f
        if self.instance.pk:
            self.show(content_of(self.instance))
        self._add_occupations(vocabulary)
        self.helper.layout = self._layout()

    def show(self, content: Content) -> None:
        """What the person has before their eyes, in marks."""
        self.initial["seen"] = json.dumps(fingerprints(content), separators=(",", ":"))

    def _add_occupations(self, vocabulary: Vocabulary) -> None:
        """As many boxes as the course has professions, one more, at least three."""
        present = list(self.instance.occupations.all()) if self.instance.pk else []
        self.occupation_names = [f"occupation_{n}" for n in range(1, max(OCCUPATIONS, len(present) + 1) + 1)]
        for n, name in enumerate(self.occupation_names):
            field = OccupationChoiceField(required=False, label=_("Professione a cui prepara (%d)") % (n + 1))
            field.use(vocabulary)
            self.fields[name] = field
            if n < len(present):
                self.initial[name] = present[n].pk

    def _layout(self) -> Layout:
        return Layout(
            "seen",
            Fieldset(_("Il corso"), "title", "kind", "audience", "summary", "description"),
            Fieldset(_("Come si svolge"), "site", "mode", _beside("hours", "hours_stage"), "cost"),
            Fieldset(
                _("Chi entra, che cosa si ottiene"), "entry_requirements", "certification", _beside("eqf", "isced_f")
            ),
            Fieldset(_("A che cosa serve"), "filiere", *self.occupation_names),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: set[int] = set()
        for name in self.occupation_names:
            occupation = cleaned.get(name)
            if occupation and occupation.pk in seen:
                self.add_error(name, _("Questa professione c'è già: tienine una sola."))
            if occupation:
                seen.add(occupation.pk)
        return cleaned

    def content(self, taught: list[Taught]) -> CourseContent:
        """What was typed, for the service (call after `is_valid`)."""
        cleaned = self.cleaned_data
        facts = {name: cleaned[name] for name in self.Meta.fields if name != "filiere"}
        facts["cost_cents"] = None if cleaned["cost"] is None else int(cleaned["cost"] * 100)
        occupations: list[Concept] = [cleaned[name] for name in self.occupation_names if cleaned.get(name)]
        return CourseContent(facts=facts, filiere=list(cleaned["filiere"]), occupations=occupations, taught=taught)


def _beside(*names: str) -> Div:
    """Fields side by side where there is room."""
    return Div(*(Div(name, css_class="col-md-6") for name in names), css_class="row")


class TaughtSkillForm(PoloFormMixin, VocabularyFormMixin, forms.Form):
    """One skill. A row without a skill is an empty row, whatever else was chosen in it."""

    skill = SkillChoiceField(label=_("Competenza"), required=False)
    level = forms.TypedChoiceField(label=_("Livello in uscita"), choices=Level, coerce=int, initial=Level.INDEPENDENT)
    is_assessed = forms.BooleanField(label=_("Valutata alla fine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(_beside("skill", "level"), "is_assessed")


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
