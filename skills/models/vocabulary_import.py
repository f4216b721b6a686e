from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.states import ImportState


class VocabularyImport(models.Model):
    """One load of an official ESCO release: who brought which files, how far it is, what changed.

    `report` holds counts and examples: added, renamed, removed, dangling and unusable rows. The files are kept, not
    served: they show what was loaded.
    """

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("richiesta da"),
    )  # fmt: skip
    classification = models.FileField(
        _("zip «classification»"),
        upload_to="vocabulary/%Y/",
        help_text=_("Da esco.ec.europa.eu: ESCO dataset, classification, CSV, in italiano o in inglese."),
    )
    relations = models.FileField(
        _("zip «relations»"),
        upload_to="vocabulary/%Y/",
        blank=True,
        help_text=_("Della stessa versione. Senza, i collegamenti fra professioni e competenze restano come sono."),
    )
    may_shrink = models.BooleanField(
        _("carica anche se sparisce più di un quinto delle voci"),
        default=False,
        help_text=_("Di solito vuol dire che il file non è completo: lascia vuoto."),
    )
    state = models.CharField(_("stato"), max_length=10, choices=ImportState, default=ImportState.QUEUED)
    language = models.CharField(_("lingua"), max_length=2, blank=True)
    version = models.CharField(_("versione"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("richiesta il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    error = models.CharField(_("perché è stata rifiutata"), max_length=500, blank=True)
    report = models.JSONField(_("resoconto"), default=dict, blank=True)

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "classification", "relations", "may_shrink", "state", "language", "version", "created_at",
            "started_at", "finished_at", "error", "report",
        }  # fmt: skip

    class Meta:
        verbose_name = _("importazione di ESCO")
        verbose_name_plural = _("importazioni di ESCO")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", ImportState),
            models.UniqueConstraint(
                name="skills_vocabularyimport_one_at_work",
                fields=["state"],
                condition=Q(state=ImportState.RUNNING),
                violation_error_message=_("C'è già un'importazione in corso."),
            ),
            models.CheckConstraint(
                name="skills_vocabularyimport_dates_of_state",
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
                name="skills_vocabularyimport_error_iff_refused",
                condition=Q(state=ImportState.REFUSED) & ~Q(error="") | ~Q(state=ImportState.REFUSED) & Q(error=""),
                violation_error_message=_("Solo un'importazione rifiutata ha un motivo."),
            ),
        ]

    def __str__(self):
        return f"ESCO {self.version} {self.language}".strip()

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.DONE, ImportState.REFUSED}
