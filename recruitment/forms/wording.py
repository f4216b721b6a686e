"""Fields of an advertisement whose words are read: what to change is marked under the field."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from recruitment.enums import AGE_BY_LAW
from recruitment.wording.checker import Reading, read


class MarkedField(Field):
    """A field with, below it, its text with the doubtful words marked, the law and a neutral way to say it."""

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        field = super().render(form, context, *args, **kwargs)
        name = self.fields[0]
        reading = form.reading(name)
        if not reading.findings:
            return field
        shown = {"name": name, "label": form[name].label, "reading": reading}
        marks = render_to_string("recruitment/partials/_wording.html", shown)
        return mark_safe(f"{field}{marks}")  # noqa: S308  (both are rendered, escaped templates)


class WordingFormMixin:
    """`worded` are the fields to read. A text that is already public is refused, a draft is only marked."""

    worded: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(*[MarkedField(name) if name in self.worded else name for name in self.fields])

    def reading(self: Any, name: str) -> Reading:
        has_contract = "contract" in self.fields
        return read(
            str(self[name].value() or ""),
            has_age_by_law=has_contract and self["contract"].value() in AGE_BY_LAW,
        )

    def refuse_forbidden_words(self: Any) -> None:
        for name in self.worded:
            if self.reading(name).forbidden:
                self.add_error(name, forms.ValidationError(_("Togli le parole che la legge vieta: sono segnate qui.")))
