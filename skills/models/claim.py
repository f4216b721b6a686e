from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, WithAccount
from skills.enums import Evidence, Level
from skills.models.concept import Concept


class SkillClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person reads their own claims; others see them only through an explained match."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class SkillClaim(TimestampedModel):
    """A person has a skill at a level, with the evidence behind it: one line of the skill passport.

    `source_type` and `source_id` point to the row that proves it (a certificate, an assessment); empty when declared.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skill_claims", verbose_name=_("persona")
    )
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="claims", verbose_name=_("competenza"))
    level = models.PositiveSmallIntegerField(_("livello"), choices=Level)
    evidence = models.CharField(_("prova"), max_length=10, choices=Evidence, default=Evidence.DECLARED)
    source_type = models.CharField(_("tipo di prova"), max_length=60, blank=True)
    source_id = models.BigIntegerField(_("numero della prova"), null=True, blank=True)

    objects = SkillClaimQuerySet.as_manager()

    class Privacy:
        personal = {"person", "skill", "level", "evidence", "source_type", "source_id"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        unshown = {"source_id"}
        purpose = _("dire che cosa sai fare e con quale prova")
        erasure = Delete()
        retention = WithAccount(_("finché hai un account"))

    class Meta:
        verbose_name = _("competenza della persona")
        verbose_name_plural = _("competenze delle persone")
        ordering = ["skill__label_it", "pk"]
        constraints = [
            known_choice("level", Level),
            known_choice("evidence", Evidence),
            models.UniqueConstraint(
                name="skills_skillclaim_one_per_evidence",
                fields=["person", "skill", "evidence"],
                violation_error_message=_("Hai già indicato questa competenza."),
            ),
            models.CheckConstraint(
                name="skills_skillclaim_level",
                condition=Q(level__gte=1, level__lte=4),
                violation_error_message=_("Il livello va da 1 a 4."),
            ),
            models.CheckConstraint(
                name="skills_skillclaim_proof_iff_not_declared",
                condition=Q(evidence=Evidence.DECLARED, source_id=None) | ~Q(evidence=Evidence.DECLARED),
                violation_error_message=_("Una competenza dichiarata non ha una prova collegata."),
            ),
        ]
        indexes = [
            models.Index(fields=["skill"], include=["person", "level", "evidence"], name="skills_claim_by_skill")
        ]

    def __str__(self):
        return f"{self.skill} ({self.level})"
