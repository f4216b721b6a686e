"""One change for many: which courses and editions, and what changes in them. What is left empty stays as it is."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormMixin
from partners.models import Partner, Site
from training.enums import Mode
from training.models import Course, Edition
from training.services.bulk import BulkChange

AS_IT_IS = _("come adesso")
FOR_BOTH = ("mode", "site")
FOR_COURSES = ("cost",)
FOR_EDITIONS = ("applications_close_on", "timetable", "enrolment_note")
MOST = 200  # rows in one go


class BulkForm(PoloFormMixin, forms.Form):
    courses = forms.ModelMultipleChoiceField(Course.objects.none(), required=False)
    editions = forms.ModelMultipleChoiceField(Edition.objects.none(), required=False)
    mode = forms.ChoiceField(label=_("Modalità"), choices=[("", AS_IT_IS), *Mode.choices], required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Sede"), empty_label=AS_IT_IS, required=False)
    cost = forms.DecimalField(
        label=_("Costo in euro"),
        help_text=_("Riguarda i corsi. Scrivi 0 se diventano gratuiti."),
        min_value=0, max_value=100_000, decimal_places=2, required=False, localize=True,
    )  # fmt: skip
    applications_close_on = forms.DateField(
        label=_("Iscrizioni fino al"), help_text=_("Riguarda le edizioni."), widget=DateInput, required=False
    )
    timetable = forms.CharField(
        label=_("Orario"), help_text=_("Riguarda le edizioni."), max_length=200, required=False
    )
    enrolment_note = forms.CharField(
        label=_("Come ci si iscrive, a chi scrivere"),
        help_text=_("Riguarda le edizioni."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, user: User, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.editable_by(user).filter(partner=partner)
        self.fields["courses"].queryset = (
            courses.select_related("partner", "kind", "site", "draft").order_by("title", "pk")
        )  # fmt: skip
        self.fields["editions"].queryset = (
            Edition.objects.filter(course__in=courses, cancelled_at=None, ends_on__gte=timezone.localdate())
            .select_related("course__partner", "site__municipality")
            .order_by("starts_on", "pk")
        )
        self.fields["site"].queryset = Site.objects.filter(partner=partner).select_related("municipality")
        self.helper.layout = Layout(
            Fieldset(_("Che cosa cambia"), *FOR_BOTH, *FOR_COURSES, *FOR_EDITIONS),
        )

    def rows(self) -> list[dict[str, Any]]:
        """Courses with their editions and whether each was chosen, for the list of boxes."""
        chosen = {name: {str(value) for value in self[name].value() or []} for name in ("courses", "editions")}
        of_course: dict[int, list[dict[str, Any]]] = {}
        for edition in self.fields["editions"].queryset:
            row = {"edition": edition, "is_chosen": str(edition.pk) in chosen["editions"]}
            of_course.setdefault(edition.course_id, []).append(row)
        return [
            {"course": row, "is_chosen": str(row.pk) in chosen["courses"], "editions": of_course.get(row.pk, [])}
            for row in self.fields["courses"].queryset
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = len(cleaned.get("courses") or []) + len(cleaned.get("editions") or [])
        if number > MOST:
            raise forms.ValidationError(_("Al massimo %(most)d righe per volta.") % {"most": MOST})
        if not number:
            raise forms.ValidationError(_("Scegli almeno un corso o un'edizione."))
        if not self.errors and not self._facts(*FOR_BOTH, *FOR_COURSES, *FOR_EDITIONS):
            raise forms.ValidationError(_("Scrivi almeno una cosa da cambiare."))
        self._require("courses", FOR_COURSES, _("Il costo riguarda i corsi: scegline almeno uno."))
        self._require("editions", FOR_EDITIONS, _("Questo riguarda le edizioni: scegline almeno una."))
        return cleaned

    def _require(self, rows: str, names: tuple[str, ...], words: Any) -> None:
        for name in self._facts(*names):
            if not self.cleaned_data.get(rows):
                self.add_error(name, words)

    def _facts(self, *names: str) -> dict[str, Any]:
        found = {name: self.cleaned_data.get(name) for name in names}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def change(self) -> BulkChange:
        """What was asked for (call after `is_valid`)."""
        both = self._facts(*FOR_BOTH)
        cost = self.cleaned_data.get("cost")
        return BulkChange(
            courses=list(self.cleaned_data["courses"]),
            editions=list(self.cleaned_data["editions"]),
            course_facts=both if cost is None else both | {"cost_cents": int(cost * 100)},
            edition_facts=both | self._facts(*FOR_EDITIONS),
        )
