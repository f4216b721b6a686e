"""Fields to choose skills and occupations, and the mixins that let all the rows of a formset share one reading.

    class ClaimForm(VocabularyFormMixin, forms.ModelForm):
        skill = SkillChoiceField()

    class AskedSkillFormSet(VocabularyFormSetMixin, BaseInlineFormSet): ...   # its form uses VocabularyFormMixin

Without the mixins the fields work too: each then reads the vocabulary by itself, once.
"""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from skills.models import Concept
from skills.selectors import ConceptList, Vocabulary


class ConceptSelect(forms.Select):
    """A native select written in one go: a template per option makes a form of ten rows ten times slower."""

    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        if self.use_required_attribute(value) and self.is_required:
            attributes["required"] = True
        selected = {str(one) for one in self.format_value(value)}
        body = format_html_join("", "{}", ((self._entry(entry, selected),) for entry in self.choices))
        return format_html("<select{}>{}</select>", mark_safe(flatatt(attributes)), body)  # noqa: S308

    def _entry(self, entry, selected: set[str]) -> SafeString:
        key, label = entry
        if isinstance(label, list):
            options = format_html_join("", "{}", ((self._option(one, selected),) for one in label))
            return format_html('<optgroup label="{}">{}</optgroup>', key, options)
        return self._option(entry, selected)

    @staticmethod
    def _option(option, selected: set[str]) -> SafeString:
        key, label = option
        mark = mark_safe(" selected") if str(key) in selected else ""
        return format_html('<option value="{}"{}>{}</option>', key, mark, label)


class ConceptIterator(forms.models.ModelChoiceIterator):
    """The choices of a concept field, out of the vocabulary that the field was given."""

    field: "ConceptChoiceField"

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from self.field.entries()

    def __len__(self):
        return len(self.field.concepts.by_key) + (self.field.empty_label is not None)

    def __bool__(self):
        return len(self) > 0


class ConceptChoiceField(forms.ModelChoiceField):
    """A concept in use, chosen from a list that is read at most once per page."""

    widget = ConceptSelect
    iterator = ConceptIterator
    default_error_messages: ClassVar = {
        "invalid_choice": _("Scegli una voce dell'elenco: quella indicata non c'è o non è più in uso."),
    }

    def __init__(self, **options):
        options.setdefault("empty_label", _("Scegli…"))
        super().__init__(Concept.objects.none(), **options)
        self.vocabulary = Vocabulary()

    def __deepcopy__(self, memo):
        """Each form gets a field of its own, with nothing kept from the forms of other requests."""
        copy = super().__deepcopy__(memo)
        copy.vocabulary = Vocabulary()
        return copy

    @property
    def concepts(self) -> ConceptList:
        raise NotImplementedError

    def entries(self):
        return self.concepts.flat

    def to_python(self, value):
        if value in self.empty_values:
            return None
        key = str(value.pk if isinstance(value, Concept) else value)
        concept = self.concepts.by_key.get(key)
        if concept is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return concept


class SkillChoiceField(ConceptChoiceField):
    """A skill or a piece of knowledge, in a native select grouped by skill group."""

    def __init__(self, **options):
        options.setdefault("label", _("competenza"))
        super().__init__(**options)

    @property
    def concepts(self):
        return self.vocabulary.skills

    def entries(self):
        return self.concepts.grouped


class OccupationChoiceField(ConceptChoiceField):
    """A profession, in alphabetical order of the active language."""

    def __init__(self, **options):
        options.setdefault("label", _("professione"))
        super().__init__(**options)

    @property
    def concepts(self):
        return self.vocabulary.occupations


class VocabularyFormMixin(forms.BaseForm):
    """Hands one vocabulary to all the concept fields of a form; a formset passes the same one to all its forms."""

    def __init__(self, *args, vocabulary: Vocabulary | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        vocabulary = vocabulary or Vocabulary()
        for field in self.fields.values():
            if isinstance(field, ConceptChoiceField):
                field.vocabulary = vocabulary


class VocabularyFormSetMixin(forms.BaseFormSet):
    """All the forms of the set, the empty one included, share one vocabulary."""

    def __init__(self, *args, **kwargs):
        kwargs["form_kwargs"] = {"vocabulary": Vocabulary(), **(kwargs.get("form_kwargs") or {})}
        super().__init__(*args, **kwargs)
