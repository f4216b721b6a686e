"""What the tutors saw at the end of a placement, skill by skill, and what the person says to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from recruitment.models.placement import KEPT, KEPT_YEARS, Placement
from skills.enums import Level
from skills.models import Concept

MAX_WORDS = 2000


class PlacementAssessmentQuerySet(models.QuerySet):
    def final(self):
        """Confirmed by the firm's tutor and, where there is a school or body, by theirs."""
        return self.filter(Q(school_at__isnull=False) | Q(placement__sender=None), company_at__isnull=False)


class PlacementAssessment(TimestampedModel):
    """The levels that the tutors observed at the end of a placement.

    Either tutor writes them; whoever changes a level takes back the other's confirmation. Once both have confirmed
    the same levels they are claims of the person with evidence "observed", and no longer when one is changed.
    """

    placement = models.OneToOneField(
        Placement, on_delete=models.CASCADE, related_name="assessment", verbose_name=_("tirocinio o apprendistato")
    )
    version = models.PositiveIntegerField(_("numero di cambiamenti"), default=0)
    company_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("confermata per l'impresa da"),
    )  # fmt: skip
    company_at = models.DateTimeField(_("confermata per l'impresa il"), null=True, blank=True)
    school_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("confermata per la scuola o l'ente da"),
    )  # fmt: skip
    school_at = models.DateTimeField(_("confermata per la scuola o l'ente il"), null=True, blank=True)
    comment = models.TextField(_("parole della persona"), max_length=MAX_WORDS, blank=True)
    commented_at = models.DateTimeField(_("parole della persona del"), null=True, blank=True)
    is_contested = models.BooleanField(_("la persona non è d'accordo"), default=False)
    answer = models.TextField(_("risposta di chi fa da tutor"), max_length=MAX_WORDS, blank=True)
    answered_at = models.DateTimeField(_("risposta di chi fa da tutor del"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha risposto"),
    )  # fmt: skip

    objects = PlacementAssessmentQuerySet.as_manager()

    class Privacy:
        personal = {"placement", "company_by", "school_by", "comment", "answer", "answered_by"}
        plain = {
            "id", "created_at", "updated_at", "version", "company_at", "school_at", "commented_at", "is_contested",
            "answered_at",
        }  # fmt: skip
        subject = ("placement__person",)
        unshown = {"version"}
        purpose = _("dire che cosa hai mostrato di saper fare nel tirocinio o apprendistato")
        erasure = Delete()
        retention = Retention(KEPT, months=12 * KEPT_YEARS, after="placement__ends_on")

    class Meta:
        verbose_name = _("valutazione di un tirocinio o apprendistato")
        verbose_name_plural = _("valutazioni di tirocini e apprendistati")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_placementassessment_company_by_iff_at",
                condition=Q(company_by=None, company_at=None) | Q(company_by__isnull=False, company_at__isnull=False),
                violation_error_message=_("Una conferma ha sempre chi la dà e la data."),
            ),
            models.CheckConstraint(
                name="recruitment_placementassessment_school_by_iff_at",
                condition=Q(school_by=None, school_at=None) | Q(school_by__isnull=False, school_at__isnull=False),
                violation_error_message=_("Una conferma ha sempre chi la dà e la data."),
            ),
            models.CheckConstraint(
                name="recruitment_placementassessment_comment_iff_at",
                condition=Q(comment="", commented_at=None) | ~Q(comment="") & Q(commented_at__isnull=False),
                violation_error_message=_("Le parole della persona hanno sempre la data."),
            ),
            models.CheckConstraint(
                name="recruitment_placementassessment_contested_in_words",
                condition=Q(is_contested=False) | ~Q(comment=""),
                violation_error_message=_("Scrivi che cosa non torna."),
            ),
            models.CheckConstraint(
                name="recruitment_placementassessment_answer_whole",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(comment=""),
                violation_error_message=_("Una risposta ha sempre parole, data e chi l'ha data."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_final(self) -> bool:
        """The one-object form of `final()`."""
        return self.company_at is not None and (self.school_at is not None or self.placement.sender_id is None)


class AssessedSkill(models.Model):
    """A skill of the plan and the level that was seen; empty where there was no occasion to see it."""

    assessment = models.ForeignKey(
        PlacementAssessment, on_delete=models.CASCADE, related_name="lines", verbose_name=_("valutazione")
    )
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("competenza"))
    level = models.PositiveSmallIntegerField(_("livello osservato"), choices=Level, null=True, blank=True)

    class Privacy:
        personal = {"assessment", "skill", "level"}
        plain = {"id"}
        subject = ("assessment__placement__person",)
        purpose = _("dire quale livello hanno visto i tuoi tutor")
        erasure = Delete()
        retention = Retention(KEPT, months=12 * KEPT_YEARS, after="assessment__placement__ends_on")

    class Meta:
        verbose_name = _("competenza osservata")
        verbose_name_plural = _("competenze osservate")
        ordering = ["pk"]
        constraints = [
            known_choice("level", Level, null=True),
            models.UniqueConstraint(
                name="recruitment_assessedskill_once",
                fields=["assessment", "skill"],
                violation_error_message=_("Questa competenza è già nella valutazione."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} ({self.level or '-'})"
