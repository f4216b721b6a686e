from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from recruitment.enums import ContestOutcome
from recruitment.models.demand import Opening
from recruitment.models.profile import CandidateProfile


class MatchContestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What the person wrote; who answers for the Polo reads all of them (policies.can_answer_contests)."""
        return self.filter(profile__person=user) if user.is_authenticated else self.none()

    def waiting(self):
        return self.filter(outcome="")


class MatchContest(TimestampedModel):
    """A person says that a match is wrong, and somebody of the Polo answers (GDPR article 22).

    The facts and the score are kept as they were on that day: what is contested stays readable when the match is
    calculated again or goes.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="contests", verbose_name=_("offerta"))
    profile = models.ForeignKey(
        CandidateProfile, on_delete=models.CASCADE, related_name="contests", verbose_name=_("profilo")
    )
    text = models.TextField(_("che cosa non torna"), max_length=2000)
    score = models.BigIntegerField(_("punteggio"))
    weight_total = models.PositiveIntegerField(_("somma dei pesi"))
    focus = models.PositiveSmallIntegerField(_("profilo mirato (%)"))
    policy_version = models.CharField(_("versione delle regole"), max_length=20)
    inputs = models.JSONField(_("dati usati"))
    inputs_digest = models.CharField(_("impronta dei dati usati"), max_length=64, blank=True)
    outcome = models.CharField(_("esito"), max_length=10, choices=ContestOutcome, blank=True)
    answer = models.TextField(_("risposta"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("risposta di"),
    )  # fmt: skip

    objects = MatchContestQuerySet.as_manager()

    class Privacy:
        personal = {"profile", "text", "score", "focus", "inputs", "outcome", "answer", "answered_by"}
        plain = {
            "id", "created_at", "updated_at", "opening", "weight_total", "policy_version", "inputs_digest",
            "answered_at",
        }  # fmt: skip
        subject = ("profile__person",)
        unshown = {"policy_version", "inputs", "inputs_digest"}
        purpose = _("rispondere a chi contesta un abbinamento")
        erasure = Delete()
        retention = Retention(
            _("due anni: il tempo in cui si può ancora discutere di un abbinamento"), months=24, after="created_at"
        )

    class Meta:
        verbose_name = _("contestazione di un abbinamento")
        verbose_name_plural = _("contestazioni degli abbinamenti")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("outcome", ContestOutcome, blank=True),
            models.UniqueConstraint(
                name="recruitment_matchcontest_one_waiting",
                fields=["opening", "profile"],
                condition=Q(outcome=""),
                violation_error_message=_("Hai già contestato questo abbinamento: aspetta la risposta."),
            ),
            models.CheckConstraint(
                name="recruitment_matchcontest_has_text",
                condition=~Q(text=""),
                violation_error_message=_("Scrivi che cosa non torna."),
            ),
            models.CheckConstraint(
                name="recruitment_matchcontest_answer_whole",
                condition=Q(outcome="", answer="", answered_at=None, answered_by=None)
                | ~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                violation_error_message=_("Una risposta ha sempre esito, parole, data e chi l'ha data."),
            ),
        ]

    def __str__(self):
        return f"{self.opening} · {self.created_at:%d/%m/%Y}"

    @property
    def percent(self) -> int:
        """As it was: the share of what was asked that was covered."""
        return self.score * 100 // (self.weight_total * 10000)
