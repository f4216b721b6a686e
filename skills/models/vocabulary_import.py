from django.db import models
from django.utils.translation import gettext_lazy as _

from core.imports.runs import StaffImport


class VocabularyImport(StaffImport):
    """One load of an official ESCO release: who brought which files, how far it is, what changed.

    `report` holds counts and examples: added, renamed, removed, dangling and unusable rows. The files are kept, not
    served: they show what was loaded.
    """

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
    language = models.CharField(_("lingua"), max_length=2, blank=True)
    version = models.CharField(_("versione"), max_length=20, blank=True)

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "classification", "relations", "may_shrink", "state", "language", "version", "created_at",
            "started_at", "finished_at", "error", "report",
        }  # fmt: skip

    class Meta(StaffImport.Meta):
        verbose_name = _("importazione di ESCO")
        verbose_name_plural = _("importazioni di ESCO")

    def __str__(self):
        return f"ESCO {self.version} {self.language}".strip()
