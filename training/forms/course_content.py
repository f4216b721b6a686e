"""What a form asks of every course, a school's own and a template of the Polo."""

from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from partners.models import Filiera
from skills.forms import FieldOfStudyField, OccupationChoiceField, VocabularyFormMixin
from skills.models import Concept
from skills.selectors import Vocabulary
from training.enums import Language, TermList
from training.forms.constraints import ConstraintsBesideFieldsMixin
from training.models import Course, OfferKind, Term
from training.selectors.course_content import Content, CourseContent, Taught, content_of, marks_of
from training.selectors.legal import LegalWarning

OCCUPATIONS = 3
EQF_LEVELS = [("", _("non indicato")), *((level, str(level)) for level in range(1, 9))]
SHARED = (
    "title", "kind", "figure", "audience", "summary", "description", "mode", "language", "entry_requirements",
    "certification", "attestation", "credits", "eqf", "isced_f", "hours", "hours_stage", "hours_lab",
    "hours_elearning", "hours_practitioners", "filiere",
)  # fmt: skip


class ContentForm(ConstraintsBesideFieldsMixin, PoloFormMixin, VocabularyFormMixin, forms.ModelForm):
    """What is taught. Only title, kind and audience are needed to save a draft."""

    constraint_fields: ClassVar = {
        "training_course_stage_within_hours": "hours_stage",
        "training_course_eqf_range": "eqf",
        "training_course_hours_lab_within_hours": "hours_lab",
        "training_course_hours_elearning_within_hours": "hours_elearning",
        "training_course_hours_practitioners_within_hours": "hours_practitioners",
    }
    lists: ClassVar = {"figure": TermList.FIGURE, "attestation": TermList.ATTESTATION}

    isced_f = FieldOfStudyField(
        label=_("Campo di studio (ISCED-F 2013)"),
        help_text=_("Scrivi qualche lettera, per esempio «meccanica», o il codice."),
        required=False,
    )
    eqf = forms.TypedChoiceField(
        label=_("Livello EQF"), choices=EQF_LEVELS, coerce=int, empty_value=None, required=False
    )
    # What the form showed: who saves after somebody else is told, and nothing is lost.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    class Meta:
        model = Course
        fields: ClassVar = list(SHARED)
        widgets: ClassVar = {"filiere": forms.CheckboxSelectMultiple}
        help_texts: ClassVar = {
            "title": _("Il nome del corso, senza anno né date: quelle stanno nelle edizioni."),
            "summary": _("Una frase che chi cerca un corso capisce subito. Serve per pubblicare."),
            "certification": _("Il titolo o l'attestato. Serve per pubblicare."),
            "entry_requirements": _("Per esempio: licenza media. Lascia vuoto se il corso è per chiunque."),
            "hours_stage": _("Quante delle ore totali si svolgono in azienda."),
            "figure": _("Il nome ufficiale a cui il percorso si riferisce, se ce n'è uno."),
            "credits": _("Per esempio: 3 CFU, oppure 25 ore come unità formativa."),
        }

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        kinds = Q(pk__in=OfferKind.objects.in_force()) | Q(pk=self.instance.kind_id)
        self.fields["kind"].queryset = OfferKind.objects.filter(kinds)
        self.fields["filiere"].queryset = Filiera.objects.order_by("pk")
        self.fields["description"].widget.attrs["rows"] = 6
        self.fields["language"].required = False
        self._offer_terms()
        self.fields["isced_f"].present = self.instance.isced_f
        if self.instance.pk:
            self.show(content_of(self.instance))
        self._add_occupations(vocabulary)
        self.helper.layout = Layout("seen", *self.content_fieldsets())

    def _offer_terms(self) -> None:
        """The words of the official lists that are in force, and those that the course names already."""
        present = [getattr(self.instance, f"{name}_id") for name in self.lists]
        rows = list(Term.objects.filter(Q(pk__in=Term.objects.in_force()) | Q(pk__in=[pk for pk in present if pk])))
        kinds = {kind.code: str(kind) for kind in self.fields["kind"].queryset}
        for name, wanted in self.lists.items():
            mine = [row for row in rows if row.collection == wanted]
            self.fields[name].queryset = Term.objects.filter(pk__in=[row.pk for row in mine])
            self.fields[name].choices = [("", _("non indicato")), *_grouped(mine, kinds)]

    def warn(self, warnings: Iterable[LegalWarning]) -> None:
        """What the law asks, next to the field that does not meet it; it never blocks."""
        for warning in warnings:
            field = self.fields[warning.field]
            field.help_text = format_html('{} <strong class="course-legal">{}</strong>', field.help_text, warning.text)

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.IT

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

    def content_fieldsets(self) -> list[Fieldset]:
        return [
            Fieldset(_("Il corso"), "title", "kind", "figure", "audience", "summary", "description"),
            Fieldset(_("Come si svolge"), beside("mode", "language")),
            self.hours_fieldset(),
            *self.ends_fieldsets(),
        ]

    def hours_fieldset(self) -> Fieldset:
        return Fieldset(
            _("Le ore"),
            beside("hours", "hours_stage"),
            beside("hours_lab", "hours_elearning"),
            "hours_practitioners",
        )

    def ends_fieldsets(self) -> list[Fieldset]:
        return [
            Fieldset(
                _("Chi entra, che cosa si ottiene"),
                "entry_requirements",
                "certification",
                beside("attestation", "credits"),
                beside("eqf", "isced_f"),
            ),
            Fieldset(_("A che cosa serve"), "filiere", *self.occupation_names),
        ]

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
        occupations: list[Concept] = [cleaned[name] for name in self.occupation_names if cleaned.get(name)]
        return CourseContent(facts=facts, filiere=list(cleaned["filiere"]), occupations=occupations, taught=taught)


def _grouped(terms: list[Term], kinds: dict[str, str]) -> list[Any]:
    """Choices under the kind of offer to which they belong; those of no kind as they come."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for term in terms:
        groups.setdefault(term.kinds[0] if term.kinds else "", []).append((term.pk, str(term)))
    alone = groups.pop("", [])
    return [*alone, *((kinds.get(code, code), rows) for code, rows in groups.items())]


def beside(*names: str) -> Div:
    """Fields side by side where there is room."""
    return Div(*(Div(name, css_class="col-md-6") for name in names), css_class="row")
