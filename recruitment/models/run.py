from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MatchingRun(models.Model):
    """A whole recalculation of the matches: with which version of the rules, over how much, what changed.

    Figures only, kept for good: the register of the matching shows them (AI Act, article 26: logs and oversight).
    """

    begun_at = models.DateTimeField(_("cominciata il"))
    ended_at = models.DateTimeField(_("finita il"), auto_now_add=True)
    policy_version = models.CharField(_("versione delle regole"), max_length=20)
    openings = models.PositiveIntegerField(_("offerte"))
    written = models.PositiveIntegerField(_("abbinamenti scritti"))
    deleted = models.PositiveIntegerField(_("abbinamenti tolti"))

    class Privacy:
        plain = {"id", "begun_at", "ended_at", "policy_version", "openings", "written", "deleted"}

    class Meta:
        verbose_name = _("ricalcolo degli abbinamenti")
        verbose_name_plural = _("ricalcoli degli abbinamenti")
        ordering = ["-ended_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_matchingrun_begun_before_end",
                condition=Q(ended_at__gte=F("begun_at")),
                violation_error_message=_("Un ricalcolo finisce dopo che è cominciato."),
            ),
        ]

    def __str__(self):
        return f"{self.ended_at:%d/%m/%Y %H:%M}"
