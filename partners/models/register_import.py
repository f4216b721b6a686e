import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.imports.runs import StaffImport


def register_path(run: "RegisterImport", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves; the name that the sender gave the file is not kept."""
    return f"imports/register/{uuid.uuid4().hex}"


class RegisterImport(StaffImport):
    """One load of the ministry's register of schools: what it changed in the sites of the Polo's schools."""

    file = models.FileField(
        _("anagrafe delle scuole"),
        upload_to=register_path,
        help_text=_("Dal portale dei dati aperti del ministero dell'istruzione: il CSV delle scuole statali."),
    )
    school_year = models.CharField(_("anno scolastico"), max_length=6, blank=True)

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "file", "school_year", "state", "created_at", "started_at", "finished_at", "error", "report",
        }  # fmt: skip

    class Meta(StaffImport.Meta):
        verbose_name = _("importazione dell'anagrafe delle scuole")
        verbose_name_plural = _("importazioni dell'anagrafe delle scuole")

    def __str__(self):
        return self.school_year or str(_("anagrafe delle scuole"))
