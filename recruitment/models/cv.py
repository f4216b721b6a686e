from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.states import ImportState
from core.privacy import Delete, Retention, WithAccount
from recruitment.enums import CvRefusal, CvType
from skills.models import Concept


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's own."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class Cv(models.Model):
    """A person's CV as a file. Its bytes live in the row: whatever ends the row ends the file (ADR 0007).

    The worker reads it once for names of skills; its text is kept nowhere. One that is refused keeps only why.
    """

    MAX_BYTES = 5 * 1024 * 1024

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    content = models.BinaryField(_("file"), default=b"")
    media_type = models.CharField(_("tipo di file"), max_length=80, choices=CvType)
    state = models.CharField(_("lettura"), max_length=10, choices=ImportState, default=ImportState.QUEUED)
    refusal = models.CharField(_("perché non va"), max_length=10, choices=CvRefusal, blank=True)
    started_at = models.DateTimeField(_("lettura cominciata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("lettura finita il"), null=True, blank=True)
    created_at = models.DateTimeField(_("caricato il"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Privacy:
        personal = {"person", "content", "refusal"}
        plain = {"id", "created_at", "media_type", "state", "started_at", "finished_at"}
        subject = ("person",)
        purpose = _("trovare nel tuo CV le competenze da proporti, e farlo leggere alle imprese a cui dici sì")
        erasure = Delete()
        retention = WithAccount(_("finché non lo togli, o finché hai un account"))

    class Meta:
        verbose_name = _("CV")
        verbose_name_plural = _("CV")
        ordering = ["pk"]
        constraints = [
            known_choice("media_type", CvType),
            known_choice("state", ImportState),
            known_choice("refusal", CvRefusal, blank=True),
            models.CheckConstraint(
                name="recruitment_cv_refused_iff_why",
                condition=Q(state=ImportState.REFUSED, content=b"") & ~Q(refusal="")
                | ~Q(state=ImportState.REFUSED) & Q(refusal=""),
                violation_error_message=_("Di un CV rifiutato resta solo il perché."),
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.RUNNING}

    @property
    def file_name(self) -> str:
        return "cv.pdf" if self.media_type == CvType.PDF else "cv.docx"


class CvProposal(models.Model):
    """A skill named in a CV and the words that name it, until the person has said which ones are theirs."""

    cv = models.ForeignKey(Cv, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("CV"))
    skill = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+", verbose_name=_("competenza"))
    words = models.CharField(_("parole del CV"), max_length=160)
    created_at = models.DateTimeField(_("proposta il"), auto_now_add=True)

    class Privacy:
        personal = {"cv", "skill", "words"}
        plain = {"id", "created_at"}
        subject = ("cv__person",)
        purpose = _("proporti le competenze che il tuo CV nomina")
        erasure = Delete()
        retention = Retention(_("14 giorni, o finché non rispondi"), days=14, after="created_at")

    class Meta:
        verbose_name = _("competenza proposta dal CV")
        verbose_name_plural = _("competenze proposte dal CV")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="recruitment_cvproposal_once",
                fields=["cv", "skill"],
                violation_error_message=_("Questa competenza è già proposta."),
            )
        ]

    def __str__(self):
        return self.words
