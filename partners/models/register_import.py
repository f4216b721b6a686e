import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.states import ImportState


def register_path(run: "RegisterImport", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves; the name that the sender gave the file is not kept."""
    return f"imports/register/{uuid.uuid4().hex}"


class RegisterImport(models.Model):
    """One load of the ministry's register of schools: what it changed in the sites of the Polo's schools."""

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("richiesta da"),
    )  # fmt: skip
    file = models.FileField(
        _("anagrafe delle scuole"),
        upload_to=register_path,
        help_text=_("Dal portale dei dati aperti del ministero dell'istruzione: il CSV delle scuole statali."),
    )
    school_year = models.CharField(_("anno scolastico"), max_length=6, blank=True)
    state = models.CharField(_("stato"), max_length=10, choices=ImportState, default=ImportState.QUEUED)
    created_at = models.DateTimeField(_("richiesta il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    error = models.CharField(_("perché è stata rifiutata"), max_length=500, blank=True)
    report = models.JSONField(_("resoconto"), default=dict, blank=True)

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "file", "school_year", "state", "created_at", "started_at", "finished_at", "error", "report",
        }  # fmt: skip

    class Meta:
        verbose_name = _("importazione dell'anagrafe delle scuole")
        verbose_name_plural = _("importazioni dell'anagrafe delle scuole")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", ImportState),
            models.UniqueConstraint(
                name="partners_registerimport_one_at_work",
                fields=["state"],
                condition=Q(state=ImportState.RUNNING),
                violation_error_message=_("C'è già un'importazione in corso."),
            ),
            models.CheckConstraint(
                name="partners_registerimport_dates_of_state",
                condition=Q(state=ImportState.QUEUED, started_at=None, finished_at=None)
                | Q(state=ImportState.RUNNING, started_at__isnull=False, finished_at=None)
                | Q(
                    state__in=[ImportState.DONE, ImportState.REFUSED],
                    started_at__isnull=False,
                    finished_at__isnull=False,
                ),
                violation_error_message=_("Un'importazione finita ha la data di inizio e di fine."),
            ),
            models.CheckConstraint(
                name="partners_registerimport_error_iff_refused",
                condition=Q(state=ImportState.REFUSED) & ~Q(error="") | ~Q(state=ImportState.REFUSED) & Q(error=""),
                violation_error_message=_("Solo un'importazione rifiutata ha un motivo."),
            ),
        ]

    def __str__(self):
        return self.school_year or str(_("anagrafe delle scuole"))

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.DONE, ImportState.REFUSED}
