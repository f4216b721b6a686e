"""Forms of a placement: what is agreed on, the training plan, each partner's part, a signature, an early end."""

from typing import Any, cast

from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormMixin
from partners.enums import PROVIDERS, Category
from partners.models import Partner
from recruitment.enums import BreakReason, Party, PlacementKind, SigningWay
from recruitment.forms.asked import BaseAskedSkillFormSet
from recruitment.models import Placement, PlacementSkill
from recruitment.policies import PART_FIELDS
from recruitment.selectors.placement import tutors_of
from skills.enums import Level
from skills.forms import SkillChoiceField, VocabularyFormMixin
from training.validators import validate_upload

PLAN_PREFIX = "plan"
MAX_PLAN, EMPTY_ROWS = 15, 4
KINDS_FROM_HIRE = (
    PlacementKind.EXTRACURRICULAR,
    PlacementKind.APPRENTICE_1,
    PlacementKind.APPRENTICE_2,
    PlacementKind.APPRENTICE_3,
)
KINDS_FROM_COURSE = tuple(kind for kind in PlacementKind if kind != PlacementKind.APPRENTICE_2)


class PlacementForm(PoloFormMixin, forms.ModelForm):
    """What the parties agree on; the partner that writes it chooses the other one."""

    class Meta:
        model = Placement
        fields = ["kind", "host", "sender", "activity", "starts_on", "ends_on", "hours"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "activity": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "sender": _("Firma anche lei. Solo per l'apprendistato professionalizzante puoi lasciarlo vuoto."),
            "activity": _("In quale reparto, con quali compiti. Lo leggono la persona, l'impresa e la scuola."),
            "hours": _("Per un apprendistato: le ore di formazione previste dal piano."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_host = self.instance.prepared_by_host
        kinds = KINDS_FROM_HIRE if by_host else KINDS_FROM_COURSE
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            ("", _("Scegli")),
            *((k.value, k.label) for k in kinds),
        ]
        del self.fields["host" if by_host else "sender"]
        other = cast(forms.ModelChoiceField, self.fields["sender" if by_host else "host"])
        here = Partner.objects.with_page()
        other.queryset = here.filter(category__in=PROVIDERS) if by_host else here.filter(category=Category.FIRM)


class PlanRowForm(PoloFormMixin, VocabularyFormMixin, forms.Form):
    """A skill to be learnt. A row without a skill is an empty row."""

    skill = SkillChoiceField(label=_("Competenza"), required=False)
    level = forms.TypedChoiceField(label=_("Livello da raggiungere"), choices=Level, coerce=int, initial=Level.BASIC)


class BasePlanFormSet(BaseAskedSkillFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        forms.BaseFormSet.add_fields(self, form, index)
        form.fields["DELETE"].label = _("Togli questa riga")
        form.helper.layout = Layout("skill", "level", *(["DELETE"] if self.is_filled(index) else []))

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= MAX_PLAN

    def lines(self) -> list[PlacementSkill]:
        """The plan as unsaved rows (call after `is_valid`)."""
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("skill")]
        return [PlacementSkill(skill=row["skill"], level=row["level"]) for row in kept if not row.get("DELETE")]


PlanFormSet: Any = forms.formset_factory(
    PlanRowForm, formset=BasePlanFormSet, extra=EMPTY_ROWS, max_num=MAX_PLAN, absolute_max=MAX_PLAN, validate_max=True,
    can_delete=True,
)  # fmt: skip


def plan_formset(*, data: QueryDict | None = None, plan: list[tuple[int, int]] | None = None) -> BasePlanFormSet:
    """The rows as typed, or these skills and levels with some empty ones below."""
    if data is not None:
        return PlanFormSet(data, prefix=PLAN_PREFIX)
    initial = [{"skill": skill, "level": level} for skill, level in (plan or [])[:MAX_PLAN]]
    return PlanFormSet(initial=initial, prefix=PLAN_PREFIX)


class PartForm(PoloFormMixin, forms.ModelForm):
    """What one partner answers for: who its tutor is, and what is ticked."""

    class Meta:
        model = Placement
        fields = ["company_tutor", "has_safety_training", "school_tutor", "is_insured"]
        help_texts = {
            "company_tutor": _("Una persona della tua impresa. Se non c'è, invitala da «Le persone del nostro ente»."),
            "school_tutor": _("Una persona del tuo ente. Se non c'è, invitala da «Le persone del nostro ente»."),
            "has_safety_training": _("Fatta, o con una data fissata prima che cominci."),
            "is_insured": _("Per tirocini e scuola-lavoro di regola ci pensa chi manda: lo dice la convenzione."),
        }

    def __init__(self, *args: Any, side: Party, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"part-{side.lower()}", **kwargs)
        for name in set(self.fields) - set(PART_FIELDS[side]):
            del self.fields[name]
        partner = self.instance.host if side == Party.HOST else self.instance.sender
        tutor = cast(forms.ModelChoiceField, self.fields[PART_FIELDS[side][0]])
        tutor.queryset, tutor.required = tutors_of(partner), True
        tutor.label_from_instance = User.get_full_name  # type: ignore[method-assign]


class SignatureForm(PoloFormMixin, forms.Form):
    """Who signed, when and how; a copy of the paper may go with it."""

    party = forms.ChoiceField(label=_("Chi firma"))
    name = forms.CharField(label=_("Nome di chi ha firmato"), max_length=150)
    day = forms.DateField(label=_("Firmato il"), widget=DateInput)
    way = forms.ChoiceField(label=_("Come"), choices=SigningWay)
    file = forms.FileField(
        label=_("Copia del documento firmato"),
        help_text=_("Se ce l'hai: un PDF, oppure una foto JPEG o PNG, fino a 5 MB. La leggono solo le parti."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        required=False,
        validators=[validate_upload],
    )

    def __init__(self, *args: Any, parties: list[Party], user: User, **kwargs: Any) -> None:
        super().__init__(*args, prefix="signature", **kwargs)
        cast(forms.ChoiceField, self.fields["party"]).choices = [(party.value, party.label) for party in parties]
        self.fields["day"].initial = timezone.localdate
        if parties == [Party.PERSON]:
            self.fields["party"].initial, self.fields["party"].widget = Party.PERSON, forms.HiddenInput()
            self.fields["name"].initial, self.fields["name"].label = user.get_full_name(), _("Il tuo nome e cognome")
            self.fields["day"].label = _("Quando hai firmato")


class BreakForm(PoloFormMixin, forms.Form):
    reason = forms.ChoiceField(label=_("Perché si interrompe"))

    def __init__(self, *args: Any, reasons: list[BreakReason], **kwargs: Any) -> None:
        super().__init__(*args, prefix="break", **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = [(one.value, one.label) for one in reasons]
