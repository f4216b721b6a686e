"""Forms of the end assessment: a level for each skill of the plan, the person's words, the answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PoloFormHelper, PoloFormMixin
from core.templatetags.polo import local
from recruitment.models import PlacementSkill
from recruitment.models.assessment import MAX_WORDS
from skills.enums import Level


class AssessmentForm(PoloFormMixin, forms.Form):
    """One choice for each skill; `version` is what the tutor had read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, plan: Iterable[PlacementSkill], seen: Mapping[int, int | None], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.plan = list(plan)
        for row in self.plan:
            self.fields[f"level_{row.skill_id}"] = forms.TypedChoiceField(
                label=local(row.skill, "label"),
                help_text=_("Nel piano: %(level)s") % {"level": row.get_level_display()},
                choices=[("", _("non c'è stata occasione di vederla")), *Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
                initial=seen.get(row.skill_id),
            )
        self.helper = PoloFormHelper(self)  # with the fields that have joined since

    def levels(self) -> dict[int, int | None]:
        return {row.skill_id: self.cleaned_data[f"level_{row.skill_id}"] for row in self.plan}


class AssessmentWordsForm(PoloFormMixin, forms.Form):
    """What the person says to it."""

    text = forms.CharField(
        label=gettext_lazy("Le tue parole"),
        help_text=gettext_lazy("Le leggono i tuoi tutor e chi segue il tirocinio nei due enti."),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_contested = forms.BooleanField(label=gettext_lazy("Non sono d'accordo: chiedo una risposta"), required=False)


class AssessmentAnswerForm(PoloFormMixin, forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Risposta alla persona"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
