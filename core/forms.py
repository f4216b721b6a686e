"""The look of every form of the portal: one helper, used by giving the form `PoloFormMixin` or by hand."""

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.choices import BlankChoiceIterator
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]


class PoloFormHelper(FormHelper):
    """Fields only: `components/form_page.html` writes the <form> tag, the token and the buttons around them."""

    form_tag = False
    disable_csrf = True
    include_media = False
    template_pack = "bootstrap5"

    def render_layout(self, form, context, template_pack="bootstrap5"):
        """A field that a form took away for this reader is not looked for (the log would say so each time)."""
        self.layout.fields = [row for row in self.layout.fields if not isinstance(row, str) or row in form.fields]
        return super().render_layout(form, context, template_pack)


class DateInput(forms.DateInput):
    """The browser's own calendar: its value is always written as year-month-day."""

    input_type = "date"

    def __init__(self, attrs=None, format=None):  # noqa: A002  (the name that Django gives it)
        super().__init__(attrs, format or "%Y-%m-%d")


class PoloFormMixin:
    """Gives a form the portal's helper. Put it first: `class CourseForm(PoloFormMixin, forms.ModelForm)`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = PoloFormHelper(self)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                _say_what_to_do(field)


def _say_what_to_do(field: forms.ChoiceField) -> None:
    """A list of choices begins with a word, where Django writes a row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = _("Scegli") if field.empty_label == DASHES else field.empty_label
    elif isinstance(field.choices, list | BlankChoiceIterator):
        given = list(field.choices)
        if given[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", _("Scegli")), *given[1:]]
