"""What every import that runs in the background keeps of itself, and the rules that its states obey."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.states import ImportState

RUNNING, REFUSED, OVER = ImportState.RUNNING, ImportState.REFUSED, [ImportState.DONE, ImportState.REFUSED]


def run_constraints(*, one_per: str, **at_rest: Any) -> list[models.BaseConstraint]:
    """For `Meta.constraints`: one at work for each `one_per`, dates and reason as the state says.

    `at_rest` tells the states before the work, as a filter does.
    """
    return [
        models.UniqueConstraint(
            name="%(app_label)s_%(class)s_one_at_work",
            fields=[one_per],
            condition=Q(state=RUNNING),
            violation_error_message=_("C'è già un'importazione in corso."),
        ),
        models.CheckConstraint(
            name="%(app_label)s_%(class)s_dates_of_state",
            condition=Q(**at_rest, started_at=None, finished_at=None)
            | Q(state=RUNNING, started_at__isnull=False, finished_at=None)
            | Q(state__in=OVER, started_at__isnull=False, finished_at__isnull=False),
            violation_error_message=_("Un'importazione finita ha la data di inizio e di fine."),
        ),
        models.CheckConstraint(
            name="%(app_label)s_%(class)s_error_iff_refused",
            condition=Q(state=REFUSED) & ~Q(error="") | ~Q(state=REFUSED) & Q(error=""),
            violation_error_message=_("Solo un'importazione rifiutata ha un motivo."),
        ),
    ]


class StaffImport(models.Model):
    """One load of a published list by the Polo's staff. The files are kept, not served: they show what was loaded."""

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("richiesta da"),
    )  # fmt: skip
    state = models.CharField(_("stato"), max_length=10, choices=ImportState, default=ImportState.QUEUED)
    created_at = models.DateTimeField(_("richiesta il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    error = models.CharField(_("perché è stata rifiutata"), max_length=500, blank=True)
    report = models.JSONField(_("resoconto"), default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", ImportState),
            *run_constraints(one_per="state", state=ImportState.QUEUED),
        ]

    @property
    def is_over(self) -> bool:
        return self.state in OVER
