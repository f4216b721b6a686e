from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.file_runs import FileImport, FileImportRow, file_import_constraints, private_name
from core.imports.file_states import RowAction, RowOutcome
from partners.enums import Permission
from partners.models import Partner
from recruitment.enums import Contract
from recruitment.models.demand import Opening
from skills.models import Concept


def private_path(run: "OpeningImport", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves."""
    return f"imports/openings/{private_name()}"


class OpeningImportQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those of the firm for which the person acts as manager or editor."""
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_DEMAND))


class OpeningImport(FileImport):
    """A feed of vacancies that a firm sent."""

    routes = "recruitment:opening_import"
    at_work_words = _("Importiamo le offerte")
    held_words = _(
        "Nessuna offerta va in pausa finché nel file ci sono righe con errori che potrebbero essere offerte vostre: "
        "correggile e ricarica il file."
    )

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="opening_imports", verbose_name=_("impresa")
    )
    file = models.FileField(_("file"), upload_to=private_path)
    default_occupation = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("professione, dove il file non la dice"),
    )  # fmt: skip
    default_contract = models.CharField(
        _("contratto, dove il file non lo dice"), max_length=3, choices=Contract, blank=True
    )
    withdraws = models.BooleanField(_("mette in pausa le offerte che nel file non ci sono"), default=False)

    objects = OpeningImportQuerySet.as_manager()

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "partner", "file", "file_name", "headers", "sample", "mapping", "default_occupation",
            "default_contract", "withdraws", "task", "state", "counts", "created_at", "started_at", "finished_at",
            "error",
        }  # fmt: skip

    class Meta:
        verbose_name = _("importazione di offerte")
        verbose_name_plural = _("importazioni di offerte")
        ordering = ["-created_at", "-pk"]
        constraints = [known_choice("default_contract", Contract, blank=True), *file_import_constraints()]


class OpeningImportRow(FileImportRow):
    """One row of a feed: `said` is what the file says, `content` what the opening would be with it."""

    run = models.ForeignKey(
        OpeningImport, on_delete=models.CASCADE, related_name="rows", verbose_name=_("importazione")
    )
    code = models.CharField(_("codice dell'offerta"), max_length=100, blank=True)
    opening = models.ForeignKey(
        Opening, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows",
        verbose_name=_("offerta"),
    )  # fmt: skip
    said = models.JSONField(_("che cosa dice il file"), default=dict, blank=True)

    class Privacy:
        plain = {
            "id", "run", "number", "action", "outcome", "title", "code", "opening", "said", "content", "changes",
            "problems", "before", "after", "note",
        }  # fmt: skip

    class Meta:
        verbose_name = _("riga di un'importazione di offerte")
        verbose_name_plural = _("righe di importazioni di offerte")
        ordering = ["run", "number", "pk"]
        indexes = [models.Index(fields=["run", "action", "number"], name="recruitment_importrow_action")]
        constraints = [known_choice("action", RowAction), known_choice("outcome", RowOutcome)]


class OpeningCode(models.Model):
    """The code by which a firm's own system knows an opening, and what its last feed said of it.

    What people changed here since stays as it is, until the feed itself says something new.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="opening_codes", verbose_name=_("impresa")
    )
    opening = models.OneToOneField(
        Opening, on_delete=models.CASCADE, related_name="own_code", verbose_name=_("offerta")
    )
    code = models.CharField(_("codice dell'offerta"), max_length=100)
    said = models.JSONField(_("che cosa diceva l'ultimo file"), default=dict, blank=True)

    class Privacy:
        plain = {"id", "partner", "opening", "code", "said"}

    class Meta:
        verbose_name = _("codice di un'offerta")
        verbose_name_plural = _("codici di offerte")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="recruitment_openingcode_once",
                fields=["partner", "code"],
                violation_error_message=_("Un'altra offerta ha già questo codice."),
            )
        ]

    def __str__(self):
        return self.code
