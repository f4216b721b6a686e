from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.file_runs import FileImport, FileImportRow, file_import_constraints, private_name
from core.imports.file_states import RowAction, RowOutcome
from partners.enums import Permission
from partners.models import Partner
from training.models.course import Course, OfferKind
from training.models.edition import Edition


def private_path(run: "CourseImport", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves."""
    return f"imports/courses/{private_name()}"


class CourseImportQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those of the partner for which the person acts as manager or editor."""
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_COURSES))


class CourseImport(FileImport):
    """A file of courses that a school sent."""

    routes = "training:import"
    at_work_words = _("Importiamo i corsi")
    held_words = _(
        "Nessun corso viene ritirato finché nel file ci sono righe con errori che potrebbero essere corsi vostri: "
        "correggile e ricarica il file."
    )

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="course_imports", verbose_name=_("partner")
    )
    file = models.FileField(_("file"), upload_to=private_path)
    default_kind = models.ForeignKey(
        OfferKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("tipo di percorso, dove il file non lo dice"),
    )  # fmt: skip
    withdraws = models.BooleanField(_("ritira i corsi che nel file non ci sono"), default=False)
    publishes = models.BooleanField(_("pubblica i corsi completi"), default=False)

    objects = CourseImportQuerySet.as_manager()

    class Privacy:
        personal = {"requested_by"}
        plain = {
            "id", "partner", "file", "file_name", "headers", "sample", "mapping", "default_kind", "withdraws",
            "publishes", "task", "state", "counts", "created_at", "started_at", "finished_at", "error",
        }  # fmt: skip

    class Meta:
        verbose_name = _("importazione di corsi")
        verbose_name_plural = _("importazioni di corsi")
        ordering = ["-created_at", "-pk"]
        constraints = file_import_constraints()


class CourseImportRow(FileImportRow):
    """One row of a file of courses: `head` is the row that says what the course is, `edition_facts` an edition."""

    run = models.ForeignKey(
        CourseImport, on_delete=models.CASCADE, related_name="rows", verbose_name=_("importazione")
    )
    head = models.PositiveIntegerField(_("riga del corso"))
    code = models.CharField(_("codice del corso"), max_length=100, blank=True)
    course = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows", verbose_name=_("corso")
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows",
        verbose_name=_("edizione"),
    )  # fmt: skip
    edition_facts = models.JSONField(_("dati dell'edizione"), null=True, blank=True)

    class Privacy:
        plain = {
            "id", "run", "number", "head", "action", "outcome", "title", "code", "course", "edition", "content",
            "edition_facts", "changes", "problems", "before", "after", "note",
        }  # fmt: skip

    class Meta:
        verbose_name = _("riga di un'importazione")
        verbose_name_plural = _("righe di importazioni")
        ordering = ["run", "number", "pk"]
        indexes = [models.Index(fields=["run", "action", "number"], name="training_importrow_by_action")]
        constraints = [known_choice("action", RowAction), known_choice("outcome", RowOutcome)]


class CourseCode(models.Model):
    """The code by which a school's own system knows a course, so that the next import finds it again."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="course_codes", verbose_name=_("partner")
    )
    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="own_code", verbose_name=_("corso"))
    code = models.CharField(_("codice del corso"), max_length=100)

    class Privacy:
        plain = {"id", "partner", "course", "code"}

    class Meta:
        verbose_name = _("codice di un corso")
        verbose_name_plural = _("codici di corsi")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_coursecode_once",
                fields=["partner", "code"],
                violation_error_message=_("Un altro corso ha già questo codice."),
            )
        ]

    def __str__(self):
        return self.code
