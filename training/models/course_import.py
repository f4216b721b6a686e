import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.runs import run_constraints
from partners.enums import Permission
from partners.models import Partner
from training.imports.enums import ImportState, ImportTask, RowAction, RowOutcome
from training.models.course import Course, OfferKind
from training.models.edition import Edition


def private_path(run: "CourseImport", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves; the name that the sender gave the file is kept apart."""
    return f"imports/courses/{uuid.uuid4().hex}"


class CourseImportQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those of the partner for which the person acts as manager or editor."""
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_COURSES))


class CourseImport(models.Model):
    """A file of courses that a school sent: which column is what, what it would change, what it changed.

    `task` is what the worker does or did last, `state` where that stands: a preview waits for the columns, then for
    the school's yes. `counts` are the rows by what they do; the rows stay as the report.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="course_imports", verbose_name=_("partner")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("caricata da"),
    )  # fmt: skip
    file = models.FileField(_("file"), upload_to=private_path)
    file_name = models.CharField(_("nome del file"), max_length=120)
    headers = models.JSONField(_("colonne"), default=list)
    sample = models.JSONField(_("prime righe"), default=list, blank=True)
    mapping = models.JSONField(_("abbinamento delle colonne"), default=dict, blank=True)
    default_kind = models.ForeignKey(
        OfferKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("tipo di percorso, dove il file non lo dice"),
    )  # fmt: skip
    withdraws = models.BooleanField(_("ritira i corsi che nel file non ci sono"), default=False)
    publishes = models.BooleanField(_("pubblica i corsi completi"), default=False)
    task = models.CharField(_("lavoro"), max_length=10, choices=ImportTask, default=ImportTask.PREVIEW)
    state = models.CharField(_("stato"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(_("righe"), default=dict, blank=True)
    created_at = models.DateTimeField(_("caricata il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    error = models.CharField(_("perché è stata rifiutata"), max_length=500, blank=True)

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
        constraints = [
            known_choice("task", ImportTask),
            known_choice("state", ImportState),
            *run_constraints(one_per="partner", state__in=[ImportState.WAITING, ImportState.QUEUED]),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("training:import_detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.RUNNING}

    @property
    def is_to_confirm(self) -> bool:
        return (self.task, self.state) == (ImportTask.PREVIEW, ImportState.DONE)

    @property
    def can_be_undone(self) -> bool:
        return (self.task, self.state) == (ImportTask.APPLY, ImportState.DONE)


class CourseImportRow(models.Model):
    """One row of the file: what it would change, what is wrong with it, what became of it.

    `head` is the row that says what the course is; `content` and `edition_facts` what to write; `before` and `after`
    what stood there and what was written, by which undoing sees whether somebody changed it since.
    """

    run = models.ForeignKey(
        CourseImport, on_delete=models.CASCADE, related_name="rows", verbose_name=_("importazione")
    )
    number = models.PositiveIntegerField(_("riga"))
    head = models.PositiveIntegerField(_("riga del corso"))
    action = models.CharField(_("che cosa fa"), max_length=10, choices=RowAction)
    outcome = models.CharField(_("esito"), max_length=10, choices=RowOutcome, default=RowOutcome.PENDING)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    code = models.CharField(_("codice del corso"), max_length=100, blank=True)
    course = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows", verbose_name=_("corso")
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows",
        verbose_name=_("edizione"),
    )  # fmt: skip
    content = models.JSONField(_("contenuto"), null=True, blank=True)
    edition_facts = models.JSONField(_("dati dell'edizione"), null=True, blank=True)
    changes = models.JSONField(_("cambiamenti"), default=list, blank=True)
    problems = models.JSONField(_("errori"), default=list, blank=True)
    before = models.JSONField(_("prima"), default=dict, blank=True)
    after = models.JSONField(_("dopo"), default=dict, blank=True)
    note = models.CharField(_("nota"), max_length=500, blank=True)

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

    def __str__(self):
        return f"{self.run} · {self.number}"


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
