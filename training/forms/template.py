"""Templates of the Polo: the form of what one says, and what a school decides of each field that changed."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from skills.selectors import Vocabulary
from training.enums import TemplateChoice
from training.forms.course_content import ContentForm
from training.models import Course
from training.selectors.course_content import Content, Taught, marks_of, plain
from training.selectors.templates import Difference, template_content

FIELD = "campo"


class TemplateForm(ContentForm):
    """A course without what is each school's own: where it is held, whom to ask, who pays."""

    note = forms.CharField(
        label=_("Perché cambia"),
        help_text=_("Una frase per le scuole che lo usano, per esempio: nuovo decreto sulle ore di stage."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, instance: Course, vocabulary: Vocabulary, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, vocabulary=vocabulary, **kwargs)
        self.fields["title"].help_text = _(
            "Il nome con cui le scuole lo riconoscono: ognuna lo può cambiare nel suo corso."
        )
        if is_new:
            del self.fields["note"]
        else:
            self.helper.layout.insert(0, Fieldset(_("Che cosa stai cambiando"), "note"))

    def show_again(self, content: Content) -> None:
        """After somebody else saved: what was typed stays, and the next time it is written over what they read now."""
        data = self.data.copy()
        data["seen"] = marks_of(content)
        self.data = data

    def template_content(self, taught: list[Taught]) -> Content:
        """What was typed, as a template keeps it (call after `is_valid`)."""
        return template_content(plain(self.content(taught)))


class ReasonForm(PoloFormMixin, forms.Form):
    """Why a template is withdrawn, or a school's words are not taken."""

    reason = forms.CharField(label=_("Perché"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class TakeForm(forms.Form):
    """For each field that changed in the template: take it, keep the course's own words, or decide later.

    What only the template has changed is taken unless the school says otherwise; where both have written nobody
    chooses for them.
    """

    number = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(self, *args: Any, differences: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences = differences
        for difference in differences:
            self.fields[f"{FIELD}_{difference.change.name}"] = forms.ChoiceField(
                label=difference.change.label,
                choices=TemplateChoice,
                widget=forms.RadioSelect,
                required=False,
                initial=TemplateChoice.LATER if difference.own else TemplateChoice.TAKE,
            )

    def rows(self) -> list[tuple[Difference, forms.BoundField]]:
        return [(one, self[f"{FIELD}_{one.change.name}"]) for one in self.differences]

    def chosen(self, choice: TemplateChoice) -> list[str]:
        """The fields for which the person chose this (call after `is_valid`); one button may choose for all."""
        names = [one.change.name for one in self.differences]
        for_all = self.data.get("all")
        if for_all in TemplateChoice.values:
            return names if for_all == choice else []
        return [name for name in names if self.cleaned_data.get(f"{FIELD}_{name}") == choice]
