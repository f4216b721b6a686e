"""The small steps of a profile: one experience, study title, language or licence at a time."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormMixin
from recruitment.enums import StudyLevel
from recruitment.models import Experience, LanguageSkill, Licence, StudyTitle
from skills.forms import HOW_TO_SEARCH, FieldOfStudyField, VocabularyFormMixin

SOON = datetime.timedelta(days=366)


class BackgroundForm(PoloFormMixin, forms.ModelForm):
    """Knows whose row it is before it checks it, so that the rules of the database are told beside the fields."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.person = person

    def _get_validation_exclusions(self) -> set[str]:
        """The person is no field, and yet part of "only once"."""
        return super()._get_validation_exclusions() - {"person"}


class ExperienceForm(BackgroundForm):
    class Meta:
        model = Experience
        fields = ["kind", "role", "employer", "started_on", "ended_on", "description"]
        widgets = {"started_on": DateInput, "ended_on": DateInput, "description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "role": _("Per esempio «aiuto in officina», «cameriera», «volontario al canile»."),
            "employer": _("Facoltativo. Se era una famiglia o una persona non scriverne il nome."),
            "started_on": _("Il giorno non conta: se non lo ricordi scrivi il primo del mese."),
            "ended_on": _("Vuoto vuol dire che continua."),
            "description": _("Facoltativo: due righe su che cosa sai fare adesso e prima no."),
        }

    def clean_started_on(self) -> datetime.date:
        day = self.cleaned_data["started_on"]
        if day > timezone.localdate() + SOON:
            raise forms.ValidationError(_("Questa data è troppo lontana."))
        return day


class StudyTitleForm(VocabularyFormMixin, BackgroundForm):
    eqf = forms.TypedChoiceField(
        label=_("A che livello"),
        choices=[("", _("non so")), *StudyLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    isced_f = FieldOfStudyField(label=_("Campo di studio"), required=False, help_text=HOW_TO_SEARCH)

    class Meta:
        model = StudyTitle
        fields = ["title", "school", "eqf", "year", "isced_f"]
        help_texts = {
            "title": _("Come sta scritto sul diploma o sull'attestato."),
            "school": _("Facoltativo."),
            "year": _("Quando l'hai avuto, con quattro cifre. Vuoto vuol dire che stai ancora studiando."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["isced_f"].present = self.instance.isced_f

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("Quest'anno deve ancora venire: lascialo vuoto finché studi."))
        return year


class LanguageSkillForm(BackgroundForm):
    class Meta:
        model = LanguageSkill
        fields = ["language", "is_mother_tongue", "overall", *LanguageSkill.PARTS]
        help_texts = {
            "overall": _("Se non è la tua lingua madre: come te la cavi? Basta questo."),
            "listening": _("Da qui in poi solo se hai un certificato che li distingue."),
        }


class LicenceForm(BackgroundForm):
    class Meta:
        model = Licence
        fields = ["kind", "name", "issued_on", "expires_on"]
        widgets = {"issued_on": DateInput, "expires_on": DateInput}
        help_texts = {
            "name": _("Per esempio il procedimento di saldatura. Il numero del documento non serve."),
            "expires_on": _(
                "Dopo questo giorno risulta scaduta e non conta più, finché non la rinnovi. Vuoto: non scade."
            ),
        }

    def clean_issued_on(self) -> datetime.date | None:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Questo giorno deve ancora venire."))
        return day
