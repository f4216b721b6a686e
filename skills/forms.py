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

from core.forms import PoloFormMixin
from partners.models import Partner
from partners.services.activities import CLASSIFICATION, MAX_ACTIVITIES
from skills.enums import SKILL_KINDS, ConceptKind
from skills.models import Concept
from skills.selectors import Found, Vocabulary, concepts_named, concepts_search

TYPED = "="  # before words that are no key yet
SUGGESTIONS = 8
WRITTEN_CODE = re.compile(r"[A-Z]|[\d.]{1,20}")
HOW_TO_SEARCH = _("Scrivi qualche lettera, per esempio «saldatura» o «pompe», o il codice.")


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
        words = text.removeprefix(TYPED) if text.startswith(TYPED) else ""
        key, label = ("", words) if words else self.field.shown(text)
        context["widget"] |= {
            "key": key,
            "label": label,
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

    def shown(self, value: str) -> tuple[str, str]:
        """The key that the form posts for a value, and the words in the box."""
        concept = self.vocabulary.get(value)
        return (str(concept.pk), str(concept)) if concept else ("", "")

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


class CodeChoiceField(ConceptChoiceField):
    """A term of a classification, kept as its bare code. `present` is a code that stays even if it is in use no more.

    `shape` says which codes will do, when not all of them.
    """

    shape: re.Pattern[str] | None = None
    default_error_messages: ClassVar = {"shape": _("Serve un codice più preciso: scegli una delle sue voci.")}

    def __init__(self, *, kind: ConceptKind, present: str = "", **options: Any) -> None:
        self.kind, self.kinds, self.present = kind.value, (kind,), present
        super().__init__(**options)

    def shown(self, value: str) -> tuple[str, str]:
        concept = self._with_code(value)
        if concept is not None:
            return concept.notation, str(concept)
        return (value, value) if value == self.present else ("", "")

    def to_python(self, value):
        value = str(value or "").strip()
        if not value or value == self.present:
            return value
        concept = self._named(value.removeprefix(TYPED)) if value.startswith(TYPED) else self._with_code(value)
        if concept is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        if self.shape and not self.shape.fullmatch(concept.notation):
            raise ValidationError(self.error_messages["shape"], code="shape")
        return concept.notation

    def _with_code(self, code: str) -> Concept | None:
        if not WRITTEN_CODE.fullmatch(code):
            return None
        return Concept.objects.in_use().filter(kind__in=self.kinds, notation=code).first()


class FieldOfStudyField(CodeChoiceField):
    """A field of education and training of ISCED-F 2013."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=ConceptKind.FIELD_OF_STUDY, **options)


class ActivityField(CodeChoiceField):
    """An economic activity of ATECO 2025, at the level that the business register uses."""

    shape = re.compile(r"\d\d\.\d\d\.\d\d")

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=ConceptKind.ATECO_2025, **options)


class PartnerActivitiesForm(PoloFormMixin, forms.Form):
    """What a partner does: a few codes of ATECO 2025, the main one first. Empty boxes are no codes."""

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = partner.ateco if partner.ateco_classification == CLASSIFICATION else []
        for n in range(MAX_ACTIVITIES):
            code = present[n] if n < len(present) else ""
            label = _("Altra attività (%d)") % n if n else _("Attività principale")
            self.fields[f"activity_{n + 1}"] = ActivityField(
                label=label, required=False, present=code, initial=code, help_text="" if n else HOW_TO_SEARCH
            )

    def codes(self) -> list[str]:
        return [code for name in self.fields if (code := self.cleaned_data.get(name))]


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
