"""Forms of who looks for a job, and the question of a firm with its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormHelper, PoloFormMixin
from partners.models import Municipality
from recruitment.enums import Answer, Contract, StudyLevel, WorkingHours
from recruitment.models import CandidateProfile
from skills.enums import Evidence
from skills.forms import SkillChoiceField, VocabularyFormMixin
from skills.models import SkillClaim


class ProfileForm(PoloFormMixin, forms.ModelForm):
    hours = forms.ChoiceField(
        label=_("Quante ore"), choices=[("", _("non indicato")), *WorkingHours.choices], required=False
    )
    eqf = forms.TypedChoiceField(
        label=_("Titolo di studio"),
        help_text=_(
            "Il più alto che hai già ottenuto. Quando aggiungi un titolo più alto fra gli studi lo alziamo noi."
        ),
        choices=[("", _("preferisco non dirlo")), *StudyLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("name", "istat_code"),
        label=_("Dove vivi"),
        help_text=_("Alle imprese mostriamo la provincia e mai il comune; della strada, solo che ti va bene."),
        empty_label=_("Scegli il comune…"),
        required=False,
    )
    contracts = forms.MultipleChoiceField(
        label=_("Con quali contratti"),
        help_text=_("Nessuna spunta vuol dire che vanno bene tutti."),
        choices=Contract,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(
        label=_("Acconsento a essere abbinata o abbinato alle offerte di lavoro del Polo"),
        help_text=_(
            "Le imprese vedono una scheda senza nome: competenze, provincia, disponibilità. Nome, e-mail, "
            "profilo completo e CV si vedono solo se dici sì a una singola impresa, finché dura la selezione. Puoi "
            "togliere il consenso quando vuoi: ha effetto subito, gli abbinamenti vengono cancellati e le richieste "
            "chiuse. Se hai meno di 18 anni serve anche la conferma di un genitore o di chi ne fa le veci."
        ),
        required=False,
    )
    withdraw = forms.BooleanField(
        label=_("Sì, tolgo il consenso"),
        help_text=_(
            "Cancelliamo subito gli abbinamenti e chiudiamo le richieste e le selezioni in corso: non si recuperano."
        ),
        required=False,
    )

    class Meta:
        model = CandidateProfile
        fields = ["headline", "municipality", "max_km", "available_from", "contracts", "hours", "eqf"]
        widgets = {"available_from": DateInput}
        help_texts = {
            "headline": _("Le imprese la leggono solo dopo il tuo sì."),
            "max_km": _("In linea d'aria, da casa al lavoro."),
            "available_from": _(
                "Da subito? Scrivi la data di oggi. Vuoto vuol dire «non indicata»: te lo chiederà l'impresa."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        had_consent = self.instance.matching_consent_at is not None
        self.fields["consent"].initial = had_consent
        # Asked once more, only of who takes the consent back.
        if not (had_consent and self.is_bound and not self["consent"].data):
            del self.fields["withdraw"]
            self.helper = PoloFormHelper(self)  # lays out the fields that are left

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("consent") and not cleaned.get("municipality") and "municipality" not in self.errors:
            self.add_error("municipality", _("Per abbinarti alle offerte serve sapere in che comune vivi."))
        if "withdraw" in self.fields and not cleaned.get("withdraw"):
            self.add_error(
                "withdraw", _("Per togliere il consenso conferma qui; per tenerlo spunta la casella sopra.")
            )
        return cleaned


class ClaimForm(PoloFormMixin, VocabularyFormMixin, forms.ModelForm):
    """A skill that the person declares."""

    skill = SkillChoiceField(label=_("Competenza"))

    class Meta:
        model = SkillClaim
        fields = ["skill", "level"]
        help_texts = {"level": _("Pensa all'ultima volta che l'hai usata: quanto aiuto ti è servito?")}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.person = person
        self.person = person

    def clean_skill(self) -> Any:
        skill = self.cleaned_data["skill"]
        same = SkillClaim.objects.filter(person=self.person, skill=skill, evidence=Evidence.DECLARED)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Hai già indicato questa competenza: cambia il livello di quella."))
        return skill


class InterestForm(PoloFormMixin, forms.Form):
    message = forms.CharField(
        label=_("Messaggio alla persona"),
        help_text=_("Facoltativo: chi siete, perché vi interessa, che cosa succede dopo. La persona non è obbligata."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """Yes or no: two buttons."""

    answer = forms.ChoiceField(choices=Answer)
