from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import Delete, Retention
from recruitment.models.cv import OwnedQuerySet


class EuropassDraft(models.Model):
    """What a Europass told, until its person has said which lines go into the profile. The file itself is not kept.

    `entries` are lines as `recruitment.europass.entries.Entry` writes them, `skills` are [{skill, words, level}] with
    the number of a concept and the words of the file that name it. A person has one draft: a new file takes its place.
    """

    MAX_BYTES = 3 * 1024 * 1024

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    entries = models.JSONField(_("righe del file"), default=list, blank=True)
    skills = models.JSONField(_("competenze che il file nomina"), default=list, blank=True)
    left_out = models.PositiveIntegerField(_("righe che non ci stavano"), default=0)
    created_at = models.DateTimeField(_("caricato il"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Privacy:
        personal = {"person", "entries", "skills"}
        plain = {"id", "created_at", "left_out"}
        subject = ("person",)
        purpose = _("farti scegliere che cosa del tuo Europass entra nel profilo")
        erasure = Delete()
        retention = Retention(_("14 giorni, o finché non rispondi"), days=14, after="created_at")

    class Meta:
        verbose_name = _("bozza da un Europass")
        verbose_name_plural = _("bozze da un Europass")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_europassdraft_says_something",
                condition=~Q(entries=[]) | ~Q(skills=[]),
                violation_error_message=_("Una bozza ha almeno una riga."),
            )
        ]

    def __str__(self):
        return str(self.pk)
