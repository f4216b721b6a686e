"""Forms of who oversees the match: a proposal of rules, the answer to a contest; and the contest of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from recruitment.enums import ContestOutcome
from recruitment.models import MatchContest, MatchingRules


class RulesForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = MatchingRules
        fields = [
            "weight_essential", "weight_optional", "trainable_divisor", "uses_rarity", "level_1", "level_2",
            "level_3", "declared", "observed", "assessed", "certified", "focus", "reason",
        ]  # fmt: skip
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "uses_rarity": _(
                "Una competenza che hanno in pochi pesa di più; si misura ogni notte su tutte le persone."
            ),
            "level_1": _("Quanto vale una competenza che c'è, ma a un livello più basso di quello chiesto."),
            "declared": _("Quanto vale una competenza secondo la prova che c'è dietro."),
            "focus": _(
                "0: conta solo quanto si copre. Più è alto, più chi elenca molte competenze viene un po' dopo."
            ),
            "reason": _("Che cosa vuoi migliorare: resta scritto con il tuo nome e la data."),
        }


class ContestForm(PoloFormMixin, forms.ModelForm):
    class Meta:
        model = MatchContest
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"text": _("Per esempio: una competenza che hai e qui manca, un livello che non è il tuo.")}


class ContestAnswerForm(PoloFormMixin, forms.Form):
    outcome = forms.ChoiceField(label=_("Esito"), choices=ContestOutcome, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Risposta"),
        help_text=_("La legge la persona che ha contestato: che cosa hai ricontrollato e perché."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
