"""The points of one application, criterion by criterion."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.models import Application, RankingCriterion


class PointsForm(PoloFormMixin, forms.Form):
    """Two fields for each criterion; why, once the ranking is definitive."""

    def __init__(
        self,
        *args: Any,
        application: Application,
        criteria: list[RankingCriterion],
        is_definitive: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        given = {row.criterion_id: row for row in application.points.all()}
        for criterion in criteria:
            row = given.get(criterion.pk)
            self.fields[f"points_{criterion.pk}"] = forms.IntegerField(
                label=criterion.name,
                # Help texts are HTML: what the school says is not.
                help_text=_("Da 0 a %(most)d. %(how)s")
                % {"most": criterion.max_points, "how": escape(criterion.note)},
                min_value=0,
                max_value=criterion.max_points,
                initial=row.points if row else None,
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=_("Perché questi punti (%(name)s)") % {"name": criterion.name},
                help_text=_("Facoltativo: lo legge anche la persona, quando la graduatoria è pubblicata."),
                max_length=300,
                required=False,
                initial=row.note if row else "",
            )
        if is_definitive:
            self.fields["reason"] = forms.CharField(
                label=_("Perché la graduatoria cambia"),
                help_text=_("Lo leggono tutte le persone in graduatoria: spiega che cosa correggi, senza nomi."),
                max_length=300,
            )

    def given(self) -> list[tuple[RankingCriterion, int, str]]:
        """For the service: by which criterion, how many, why."""
        data = self.cleaned_data
        return [(row, data[f"points_{row.pk}"], data[f"note_{row.pk}"]) for row in self.criteria]
