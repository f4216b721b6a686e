"""Forms of the firm's desk: a need or an opening, with the rows of the skills that it asks for."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, PoloFormMixin
from partners.models import Partner, Site
from recruitment.enums import Confidentiality, DemandState, Ending, LicenceKind, StudyLevel
from recruitment.forms.questions import QUESTION_FIELDS, QuestionsFormMixin
from recruitment.forms.wording import WordingFormMixin
from recruitment.models import Opening, SkillNeed
from recruitment.selectors.publication import names_told
from skills.forms import OccupationChoiceField, VocabularyFormMixin

START_IN_THE_PAST = datetime.timedelta(days=365)  # a job that began may still look for people


class DemandForm(WordingFormMixin, PoloFormMixin, VocabularyFormMixin, forms.ModelForm):
    """What a need and an opening have in common: the firm's own sites, a profession of the vocabulary."""

    worded: tuple[str, ...] = ("title", "description")
    occupation = OccupationChoiceField(label=_("Professione"))

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partner = partner
        sites = Site.objects.filter(partner=partner).select_related("municipality")
        site = cast(forms.ModelChoiceField, self.fields["site"])
        site.queryset, site.required = sites, bool(sites)
        self.fields["description"].widget.attrs["rows"] = 5


class NeedForm(DemandForm):
    class Meta:
        model = SkillNeed
        fields = [
            "title", "occupation", "filiera", "site", "head_count", "horizon", "difficulty", "description",
            "confidentiality", "is_masked",
        ]  # fmt: skip
        widgets = {"confidentiality": forms.RadioSelect}
        help_texts = {
            "title": _("Per esempio: saldatrice o saldatore TIG per tubazioni."),
            "head_count": _("Quante persone pensi di assumere, da 1 a 500."),
            "horizon": _("Più guardi avanti, più le scuole possono preparare chi ti serve."),
            "description": _("Che cosa faranno, con quali macchine, con quale orario. Facoltativo."),
            "is_masked": _(
                "Gli altri leggono «un'impresa del Polo» e la sola provincia; il nome lo vede soltanto il referente. "
                "Il titolo e la descrizione non devono farti riconoscere."
            ),
            "confidentiality": _(
                "«Chiunque»: compare sulla tua pagina pubblica. «Solo i partner»: lo leggono scuole, enti e imprese "
                "del Polo. «Solo il referente»: nessun altro lo legge; conta nelle somme del Polo, e una somma si "
                "mostra solo se non permette di risalire alla tua impresa."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.state != DemandState.DRAFT and cleaned.get("confidentiality") != Confidentiality.REFERENT:
            self.refuse_forbidden_words()
        need = SkillNeed(
            partner=self.instance.partner,
            is_masked=cleaned.get("is_masked", False),
            title=cleaned.get("title", ""),
            description=cleaned.get("description", ""),
        )
        if names := names_told(need):
            self.add_error("is_masked", _("Togli dal testo il nome dell'impresa: %(names)s.") % {"names": names})
        return cleaned


class OpeningForm(DemandForm, QuestionsFormMixin):
    worded = ("title", "description", *QUESTION_FIELDS)
    min_eqf = forms.TypedChoiceField(
        label=_("Titolo di studio minimo"),
        choices=[("", _("nessuno in particolare")), *StudyLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    licences = forms.MultipleChoiceField(
        label=_("Patenti e patentini che servono"),
        choices=[kind for kind in LicenceKind.choices if kind[0] != LicenceKind.OTHER],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Solo quelli senza cui il lavoro non si può fare: chi non li ha, o li ha scaduti, non compare fra le "
            "persone."
        ),
    )

    class Meta:
        model = Opening
        fields = [
            "title", "occupation", "site", "positions", "description", "contract", "ccnl", "pay_from", "pay_to",
            "min_eqf", "licences", "starts_on", "closes_on", "monthly_cap",
        ]  # fmt: skip
        widgets = {"starts_on": DateInput, "closes_on": DateInput}
        help_texts = {
            "title": _("Il nome del lavoro, rivolto a tutte le persone: niente età, sesso o aspetto."),
            "ccnl": _("Per esempio: metalmeccanica industria. Serve per pubblicare."),
            "pay_from": _("In euro all'anno, lordi. La legge chiede di indicarla nell'annuncio."),
            "monthly_cap": _("Se vuoi parlare con poche persone per volta. Vuoto: senza limite."),
            "closes_on": _(
                "Dopo questo giorno non si chiede a nuove persone; chi ha già detto sì si può ancora incontrare."
            ),
        }

    def clean_closes_on(self) -> datetime.date:
        day = self.cleaned_data["closes_on"]
        if "closes_on" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(_("Questo giorno è già passato: scegli oggi o un giorno che viene."))
        return day

    def clean_starts_on(self) -> datetime.date | None:
        day = self.cleaned_data["starts_on"]
        if day and "starts_on" in self.changed_data and day < timezone.localdate() - START_IN_THE_PAST:
            raise forms.ValidationError(_("L'inizio è più di un anno fa: controlla la data."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("pay_from"), cleaned.get("pay_to")
        if last is not None and (first is None or last < first):
            self.add_error("pay_to", _("Indica la retribuzione minima e una massima non più bassa."))
        # A published opening keeps what publication asked for; `state` is not a field of this form.
        terms = Opening(contract=cleaned.get("contract", ""), ccnl=cleaned.get("ccnl", ""), pay_from=first)
        if self.instance.state != DemandState.DRAFT and terms.lacks_pay and "pay_from" not in self.errors:
            self.add_error("pay_from", _("Un'offerta pubblicata indica la retribuzione e il CCNL."))
        self.refuse_same_questions()
        if self.instance.state != DemandState.DRAFT:
            self.refuse_forbidden_words()
        return cleaned


class OpeningCloseForm(PoloFormMixin, forms.Form):
    """How an opening ended."""

    ended_as = forms.ChoiceField(
        label=_("Com'è andata"),
        choices=[one for one in Ending.choices if one[0] not in {Ending.EXPIRED, Ending.FIRM_LEFT}],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Perché chiudi"),
        help_text=_("Lo legge solo la segreteria del Polo: aiuta a capire che cosa manca sul territorio."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
