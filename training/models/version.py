from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgtrigger import Before, Trigger, Update

from core.models import TimestampedModel
from training.models.course import Course

FROZEN = Trigger(
    name="frozen",
    when=Before,
    operation=Update,
    func="RAISE EXCEPTION 'A published version never changes' USING ERRCODE = 'restrict_violation';",
)


class CourseDraft(TimestampedModel):
    """What a school is changing in a published course: only the fields that differ, until they are published.

    The course's own row says what everybody reads (ADR 0010). A course that is not published has no draft beside it.
    """

    course = models.OneToOneField(
        Course, on_delete=models.CASCADE, related_name="draft", verbose_name=_("corso pubblicato")
    )
    changes = models.JSONField(_("modifiche"))

    class Privacy:
        plain = {"id", "created_at", "updated_at", "course", "changes"}

    class Meta:
        verbose_name = _("bozza di un corso pubblicato")
        verbose_name_plural = _("bozze di corsi pubblicati")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="training_coursedraft_says_something",
                condition=~Q(changes={}),
                violation_error_message=_("Una bozza cambia almeno un campo."),
            ),
        ]

    def __str__(self):
        return str(self.course)


class CourseVersion(models.Model):
    """What a course said from one publication to the next. Frozen: a trigger refuses changes."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions", verbose_name=_("corso"))
    number = models.PositiveIntegerField(_("versione"))
    content = models.JSONField(_("contenuto"))
    published_at = models.DateTimeField(_("pubblicata il"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("pubblicata da"),
    )  # fmt: skip

    class Privacy:
        personal = {"published_by"}
        plain = {"id", "course", "number", "content", "published_at"}

    class Meta:
        verbose_name = _("versione pubblicata di un corso")
        verbose_name_plural = _("versioni pubblicate dei corsi")
        ordering = ["course", "-number"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="training_courseversion_latest")]
        constraints = [
            models.UniqueConstraint(
                name="training_courseversion_number_once",
                fields=["course", "number"],
                violation_error_message=_("Questa versione del corso c'è già."),
            ),
            models.CheckConstraint(
                name="training_courseversion_counted_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Le versioni si contano da 1."),
            ),
        ]
        triggers = [FROZEN]

    def __str__(self):
        return f"{self.course} · {self.number}"
