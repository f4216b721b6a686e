"""The school's form of a course, with the rows of the skills that it teaches."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
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
from training.enums import Language, TermList
from training.forms.constraints import ConstraintsBesideFieldsMixin
from training.models import Course, CourseSkill, OfferKind, Term
from training.selectors.course_content import Content, CourseContent, Taught, content_of, marks_of
from training.selectors.legal import LegalWarning

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
        "training_course_cup_code_form": "cup_code",
        "training_course_hours_lab_within_hours": "hours_lab",
        "training_course_hours_elearning_within_hours": "hours_elearning",
        "training_course_hours_practitioners_within_hours": "hours_practitioners",
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
            "title", "kind", "figure", "audience", "summary", "description", "site", "mode", "language",
            "entry_requirements", "certification", "attestation", "credits", "eqf", "isced_f", "hours", "hours_stage",
            "hours_lab", "hours_elearning", "hours_practitioners", "funding", "cup_code", "accessibility", "contact",
            "filiere",
        ]  # fmt: skip
        widgets = {"filiere": forms.CheckboxSelectMultiple}
        help_texts = {
            "title": _("Il nome del corso, senza anno né date: quelle stanno nelle edizioni."),
            "summary": _("Una frase che chi cerca un corso capisce subito. Serve per pubblicare."),
            "site": _("Dove si tiene. Serve per pubblicare, se il corso non è a distanza."),
            "certification": _("Il titolo o l'attestato. Serve per pubblicare."),
            "entry_requirements": _("Per esempio: licenza media. Lascia vuoto se il corso è per chiunque."),
            "hours_stage": _("Quante delle ore totali si svolgono in azienda."),
            "figure": _("Il nome ufficiale a cui il percorso si riferisce, se ce n'è uno."),
            "credits": _("Per esempio: 3 CFU, oppure 25 ore come unità formativa."),
            "cup_code": _("Il codice del progetto che paga il corso, se c'è: 15 lettere e cifre."),
            "accessibility": _("Per esempio: aula al piano terra, materiali in formato accessibile, tutor."),
            "contact": _("Un ufficio con il suo telefono o indirizzo, non una persona: lo legge chiunque."),
        }

    def __init__(self, *args: Any, partner: Partner, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.instance.partner = partner
        kinds = Q(pk__in=OfferKind.objects.in_force()) | Q(pk=self.instance.kind_id)
        self.fields["kind"].queryset = OfferKind.objects.filter(kinds)
        self.fields["site"].queryset = Site.objects.filter(partner=partner).select_related("municipality")
        self.fields["filiere"].queryset = Filiera.objects.order_by("pk")
        self.fields["description"].widget.attrs["rows"] = 6
        self.fields["language"].required = False
        self._offer_terms()
        if self.instance.cost_cents is not None:
            self.initial["cost"] = Decimal(self.instance.cost_cents) / 100
        self.fields["isced_f"].present = self.instance.isced_f
        if self.instance.pk:
            self.show(content_of(self.instance))
        self._add_occupations(vocabulary)
        self.helper.layout = self._layout()

    def _offer_terms(self) -> None:
        """The words of the official lists that are in force, and those that the course names already."""
        lists = {"figure": TermList.FIGURE, "attestation": TermList.ATTESTATION, "funding": TermList.FUNDING}
        present = [getattr(self.instance, f"{name}_id") for name in lists]
        rows = list(Term.objects.filter(Q(pk__in=Term.objects.in_force()) | Q(pk__in=[pk for pk in present if pk])))
        kinds = {kind.code: str(kind) for kind in self.fields["kind"].queryset}
        for name, wanted in lists.items():
            mine = [row for row in rows if row.collection == wanted]
            self.fields[name].queryset = Term.objects.filter(pk__in=[row.pk for row in mine])
            self.fields[name].choices = [("", _("non indicato")), *_grouped(mine, kinds)]

    def warn(self, warnings: list[LegalWarning]) -> None:
        """What the law asks, next to the field that does not meet it; it never blocks."""
        for warning in warnings:
            field = self.fields[warning.field]
            field.help_text = format_html('{} <strong class="course-legal">{}</strong>', field.help_text, warning.text)

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.IT

    def clean_cup_code(self) -> str:
        return self.cleaned_data["cup_code"].upper()

    def show(self, content: Content) -> None:
        """What the person has before their eyes, in marks."""
        self.initial["seen"] = marks_of(content)

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
            Fieldset(_("Il corso"), "title", "kind", "figure", "audience", "summary", "description"),
            Fieldset(_("Come si svolge"), "site", _beside("mode", "language"), "accessibility", "contact"),
            Fieldset(
                _("Le ore"),
                _beside("hours", "hours_stage"),
                _beside("hours_lab", "hours_elearning"),
                "hours_practitioners",
            ),
            Fieldset(_("Quanto costa"), _beside("cost", "funding"), "cup_code"),
            Fieldset(
                _("Chi entra, che cosa si ottiene"),
                "entry_requirements",
                "certification",
                _beside("attestation", "credits"),
                _beside("eqf", "isced_f"),
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


def _grouped(terms: list[Term], kinds: dict[str, str]) -> list[Any]:
    """Choices under the kind of offer to which they belong; those of no kind as they come."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for term in terms:
        groups.setdefault(term.kinds[0] if term.kinds else "", []).append((term.pk, str(term)))
    alone = groups.pop("", [])
    return [*alone, *((kinds.get(code, code), rows) for code, rows in groups.items())]


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
