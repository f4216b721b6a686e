"""The look of every form of the portal: one helper, used by giving the form `PoloFormMixin` or by hand."""

from crispy_forms.helper import FormHelper
from django import forms


class PoloFormHelper(FormHelper):
    """Fields only: `components/form_page.html` writes the <form> tag, the token and the buttons around them."""

    form_tag = False
    disable_csrf = True
    include_media = False
    template_pack = "bootstrap5"


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
