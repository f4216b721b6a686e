"""Fields to choose skills and occupations out of thousands, and the mixins that let a page's forms read them together.

    class ClaimForm(VocabularyFormMixin, forms.ModelForm):
        skill = SkillChoiceField()

    class AskedSkillFormSet(VocabularyFormSetMixin, BaseInlineFormSet): ...   # its form uses VocabularyFormMixin

The person types; with JavaScript the matching terms appear below (`skills:concept_options`), without it the form comes
back with them to choose from. Without the mixins the fields work too, each reading for itself.
"""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.templatetags.polo import local
from skills.enums import SKILL_KINDS, ConceptKind
from skills.models import Concept
from skills.selectors import Found, Vocabulary, concepts_named, concepts_search

TYPED = "="  # before words that are no key yet
SUGGESTIONS = 8


class ConceptPicker(forms.Widget):
    """A text box with a list below it. Posts the key chosen, or else `=` and the words typed.

    `<name>` holds the key, `<name>_text` what is in the box, `<name>_was` the words that the key stands for: when the
    words were changed by hand the key counts no more. `<name>_choice` is the answer to "did you mean".
    """

    template_name = "skills/widgets/concept_picker.html"
    field: "ConceptChoiceField"

    def value_from_datadict(self, data, files, name):
        if choice := data.get(f"{name}_choice"):
            return choice
        key, text = data.get(name) or "", data.get(f"{name}_text")
        if text is None or (text == data.get(f"{name}_was") and self.field.vocabulary.get(key)):
            return key
        return TYPED + text if text.strip() else ""

    def value_omitted_from_data(self, data, files, name):
        return not {name, f"{name}_text", f"{name}_choice"} & set(data)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        text = str(value or "")
        concept = self.field.vocabulary.get(text)
        words = text.removeprefix(TYPED) if text.startswith(TYPED) else ""
        context["widget"] |= {
            "key": concept.pk if concept else "",
            "label": local(concept, "label") if concept else words,
            "suggestions": self.field.suggestions(words) if words else [],
            "kind": self.field.kind,
        }
        return context

    def id_for_label(self, id_):
        return id_

    def use_required_attribute(self, initial):
        return False  # the box may be empty of words while a choice below it is made


class ConceptChoiceField(forms.Field):
    """A concept in use. `kind` is "skill" or "occupation"."""

    widget = ConceptPicker
    kind = ""
    kinds: tuple[ConceptKind, ...] = ()
    default_error_messages: ClassVar = {
        "required": _("Scrivi qualche lettera e scegli una voce dell'elenco."),
        "invalid_choice": _("Scegli una voce dell'elenco: quella indicata non c'è o non è più in uso."),
        "choose": _("Scegli fra le voci qui sotto quella che intendi."),
        "unknown": _("Non troviamo niente con queste parole: prova con altre, anche in inglese."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._bind(Vocabulary())

    def __deepcopy__(self, memo):
        """Each form gets a field of its own, with nothing kept from the forms of other requests."""
        copy = super().__deepcopy__(memo)
        copy._bind(Vocabulary())
        return copy

    def _bind(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.widget.field = self

    def use(self, vocabulary: Vocabulary) -> None:
        """Read through a vocabulary shared with other fields."""
        self.vocabulary = vocabulary

    def suggestions(self, words: str) -> list[Found]:
        return concepts_search(words, kinds=self.kinds, limit=SUGGESTIONS)

    def prepare_value(self, value):
        return value.pk if isinstance(value, Concept) else value

    def to_python(self, value):
        value = str(value.pk if isinstance(value, Concept) else value or "")
        if not value:
            return None
        if value.startswith(TYPED):
            return self._named(value.removeprefix(TYPED))
        concept = self.vocabulary.get(value)
        if concept is None or concept.kind not in self.kinds:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return concept

    def _named(self, words: str) -> Concept:
        """The one concept with that name; whoever typed something near it is shown what there is."""
        named = concepts_named(words, kinds=self.kinds)
        if len(named) == 1:
            return named[0]
        code = "choose" if self.suggestions(words) else "unknown"
        raise ValidationError(self.error_messages[code], code=code)

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")


class SkillChoiceField(ConceptChoiceField):
    """A skill or a piece of knowledge."""

    kind = "skill"
    kinds = SKILL_KINDS

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("competenza"))
        super().__init__(**options)


class OccupationChoiceField(ConceptChoiceField):
    """A profession."""

    kind = "occupation"
    kinds = (ConceptKind.OCCUPATION,)

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("professione"))
        super().__init__(**options)


class VocabularyFormMixin(forms.BaseForm):
    """Hands one vocabulary to all the concept fields of a form; a formset passes the same one to all its forms."""

    def __init__(self, *args, vocabulary: Vocabulary | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        vocabulary = vocabulary or Vocabulary()
        for field in self.fields.values():
            if isinstance(field, ConceptChoiceField):
                field.use(vocabulary)


class VocabularyFormSetMixin(forms.BaseFormSet):
    """All the forms of the set, the empty one included, share one vocabulary, read in one statement."""

    def __init__(self, *args, **kwargs):
        vocabulary = (kwargs.get("form_kwargs") or {}).get("vocabulary") or Vocabulary()
        kwargs["form_kwargs"] = {**(kwargs.get("form_kwargs") or {}), "vocabulary": vocabulary}
        super().__init__(*args, **kwargs)
        vocabulary.preload(self._keys())

    def _keys(self) -> list[object]:
        names = [name for name, field in self.form.base_fields.items() if isinstance(field, ConceptChoiceField)]
        posted = re.compile(rf"{re.escape(self.prefix or '')}-\d+-(?:{'|'.join(names)})(?:_choice)?")
        keys: list[object] = [value for name, value in self.data.items() if posted.fullmatch(name)]
        return keys + [row.get(name) for row in self.initial or [] for name in names]
