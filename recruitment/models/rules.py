"""The rules of the match as people write them, and what is measured over the people for the rules to use."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from skills.models import Concept

PERCENT = [MaxValueValidator(100)]
WEIGHT = [MinValueValidator(1), MaxValueValidator(10)]

# What was once in force explains the matches that it made: it is neither changed nor deleted.
STARTED_STAY = pgtrigger.Protect(
    name="started_stay",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__started_at__isnull=False),
)


class MatchingRulesQuerySet(models.QuerySet):
    def started(self):
        """Once in force, the latest first: that one is in force today."""
        return self.filter(started_at__isnull=False).order_by("-started_at", "-pk")

    def proposed(self):
        return self.filter(started_at=None)


class MatchingRules(TimestampedModel):
    """A version of the rules of the match: numbers for known facts, who wrote them and why.

    There is no place in it for any other fact about a person: a version can only weigh what is here. It is a proposal
    until somebody has compared its lists with today's and put it in force.
    """

    version = models.CharField(_("versione"), max_length=20, unique=True)
    weight_essential = models.PositiveSmallIntegerField(_("peso di una competenza essenziale"), validators=WEIGHT)
    weight_optional = models.PositiveSmallIntegerField(_("peso di una competenza utile"), validators=WEIGHT)
    trainable_divisor = models.PositiveSmallIntegerField(
        _("se l'impresa la insegna, peso diviso per"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    uses_rarity = models.BooleanField(_("conta di più ciò che pochi sanno fare"))
    level_1 = models.PositiveSmallIntegerField(_("se manca un livello (%)"), validators=PERCENT)
    level_2 = models.PositiveSmallIntegerField(_("se mancano due livelli (%)"), validators=PERCENT)
    level_3 = models.PositiveSmallIntegerField(_("se mancano tre livelli (%)"), validators=PERCENT)
    declared = models.PositiveSmallIntegerField(_("dichiarata dalla persona (%)"), validators=PERCENT)
    observed = models.PositiveSmallIntegerField(_("osservata da chi ha fatto da tutor (%)"), validators=PERCENT)
    assessed = models.PositiveSmallIntegerField(_("valutata da un ente (%)"), validators=PERCENT)
    certified = models.PositiveSmallIntegerField(_("certificata da un partner (%)"), validators=PERCENT)
    focus = models.PositiveSmallIntegerField(_("quanto conta un profilo mirato (0-100)"), validators=PERCENT)
    reason = models.TextField(_("perché"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("scritta da")
    )
    started_at = models.DateTimeField(_("in vigore dal"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("messa in vigore da"),
    )  # fmt: skip

    objects = MatchingRulesQuerySet.as_manager()

    class Privacy:
        personal = {"author", "started_by"}
        plain = {
            "id", "created_at", "updated_at", "version", "weight_essential", "weight_optional", "trainable_divisor",
            "uses_rarity", "level_1", "level_2", "level_3", "declared", "observed", "assessed", "certified", "focus",
            "reason", "started_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("regole dell'abbinamento")
        verbose_name_plural = _("regole dell'abbinamento")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_matchingrules_levels",
                condition=Q(level_1__lte=100, level_2__lte=F("level_1"), level_3__lte=F("level_2")),
                violation_error_message=_("Più livelli mancano, meno vale la competenza: da 100 in giù."),
            ),
            models.CheckConstraint(
                name="recruitment_matchingrules_evidence",
                condition=Q(
                    declared__gte=1, observed__gte=F("declared"), assessed__gte=F("observed"),
                    certified__gte=F("assessed"), certified__lte=100,
                ),
                violation_error_message=_("Una prova più forte non vale meno di una più debole; da 1 a 100."),
            ),
            models.CheckConstraint(
                name="recruitment_matchingrules_weights",
                condition=Q(weight_optional__gte=1, weight_essential__gte=F("weight_optional"))
                & Q(weight_essential__lte=10, trainable_divisor__range=(1, 4)),
                violation_error_message=_("Una competenza essenziale pesa almeno quanto una utile; pesi da 1 a 10."),
            ),
            models.CheckConstraint(
                name="recruitment_matchingrules_focus",
                condition=Q(focus__lte=100),
                violation_error_message=_("Da 0 (non conta) a 100."),
            ),
            models.CheckConstraint(
                name="recruitment_matchingrules_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Scrivi perché: lo legge chi controlla."),
            ),
            models.CheckConstraint(
                name="recruitment_matchingrules_started_iff_by",
                condition=Q(started_at=None, started_by=None)
                | Q(started_at__isnull=False, started_by__isnull=False),
                violation_error_message=_("Chi mette in vigore le regole e quando si sanno insieme."),
            ),
        ]  # fmt: skip
        triggers = [STARTED_STAY]

    def __str__(self):
        return self.version


class MatchingGround(models.Model):
    """What was measured over the people at the last whole recalculation: one row, the same for all until the next."""

    people = models.PositiveIntegerField(_("persone contate"))
    average_skills = models.PositiveIntegerField(_("competenze di una persona, in media"))
    rarest = models.PositiveIntegerField(_("rarità di ciò che non sa fare quasi nessuno"))
    measured_at = models.DateTimeField(_("misurato il"), auto_now=True)

    class Privacy:
        plain = {"id", "people", "average_skills", "rarest", "measured_at"}

    class Meta:
        verbose_name = _("misura delle persone")
        verbose_name_plural = _("misure delle persone")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_matchingground_single",
                condition=Q(id=1),
                violation_error_message=_("La misura è una sola."),
            ),
        ]

    def __str__(self):
        return f"{self.measured_at:%d/%m/%Y}"


class SkillRarity(models.Model):
    """How rare a skill is among the people, in tenths (the idf of information retrieval); not below five people.

    Derived by `recruitment.services.ground`; never edited by hand.
    """

    skill = models.OneToOneField(Concept, on_delete=models.CASCADE, related_name="+", verbose_name=_("competenza"))
    tenths = models.PositiveIntegerField(_("rarità in decimi"))

    class Privacy:
        plain = {"id", "skill", "tenths"}

    class Meta:
        verbose_name = _("rarità di una competenza")
        verbose_name_plural = _("rarità delle competenze")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_skillrarity_at_least_one",
                condition=Q(tenths__gte=1),
                violation_error_message=_("La rarità è almeno un decimo."),
            ),
        ]

    def __str__(self):
        return f"{self.skill}: {self.tenths}"
