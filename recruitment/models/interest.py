from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_take_part
from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Delete, Retention
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner
from recruitment.enums import Answer, DemandState
from recruitment.models.demand import Opening
from recruitment.models.profile import CandidateProfile


class MatchQuerySet(models.QuerySet):
    def live(self):
        """Matches of published openings and of people who still want to be matched, and still may."""
        return self.filter(
            opening__state=DemandState.PUBLISHED,
            opening__partner__standing__in=ACTIVE_STANDINGS,
            profile__matching_consent_at__isnull=False,
            profile__person__in=User.objects.able_to_take_part(),
        )

    def of_person(self, user):
        return self.live().filter(profile__person=user) if user.is_authenticated else self.none()

    def of_firm(self, user):
        return self.live().filter(opening__partner__in=Partner.objects.permitting(user, Permission.SEE_CANDIDATES))

    def visible_to(self, user):
        """Both sides read the same explanation: the person, and the firm for which somebody acts."""
        if not user.is_authenticated:
            return self.none()
        firms = Partner.objects.permitting(user, Permission.SEE_CANDIDATES)
        return self.live().filter(Q(profile__person=user) | Q(opening__partner__in=firms))

    def covering(self, percent):
        """Twin of `Match.percent >= percent`."""
        return self.filter(score__gte=models.F("weight_total") * 100 * percent)


class Match(models.Model):
    """A person and an opening, with the score computed by a version of the policy from inputs that are kept.

    `score` is an integer numerator, `weight_total` its denominator divided by 10,000: score / (10,000 x weight_total)
    is the share of what was asked that the person covers. `focus` is the percentage for a profile that is more to the
    point than the average (or less): lists are in the order of `total`. `inputs` lets the explanation be computed
    again, `inputs_digest` tells whether they are still those that the engine wrote.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="matches", verbose_name=_("offerta"))
    profile = models.ForeignKey(
        CandidateProfile, on_delete=models.CASCADE, related_name="matches", verbose_name=_("profilo")
    )
    score = models.BigIntegerField(_("punteggio"))
    weight_total = models.PositiveIntegerField(_("somma dei pesi"))
    focus = models.PositiveSmallIntegerField(_("profilo mirato (%)"), default=100)
    total = models.GeneratedField(
        expression=models.F("score") * models.F("focus"), output_field=models.BigIntegerField(), db_persist=True,
        verbose_name=_("punteggio con il profilo mirato"),
    )  # fmt: skip
    policy_version = models.CharField(_("versione delle regole"), max_length=20)
    inputs = models.JSONField(_("dati usati"), default=dict)
    inputs_digest = models.CharField(_("impronta dei dati usati"), max_length=64, blank=True)
    computed_at = models.DateTimeField(_("calcolato il"))

    objects = MatchQuerySet.as_manager()

    class Privacy:
        personal = {"profile", "inputs", "score", "focus", "total"}
        plain = {"id", "opening", "weight_total", "policy_version", "inputs_digest", "computed_at"}
        subject = ("profile__person",)
        unshown = {"policy_version", "inputs", "inputs_digest"}
        purpose = _("abbinarti alle offerte di lavoro che ti somigliano")
        erasure = Delete()
        retention = Retention(_("un abbinamento vecchio non dice più niente"), months=12, after="computed_at")

    class Meta:
        verbose_name = _("abbinamento")
        verbose_name_plural = _("abbinamenti")
        ordering = ["-total", "profile_id"]
        constraints = [
            models.UniqueConstraint(
                name="recruitment_match_once",
                fields=["opening", "profile"],
                violation_error_message=_("Questo abbinamento c'è già."),
            ),
            models.CheckConstraint(
                name="recruitment_match_score_within_weights",
                condition=Q(score__gte=0, score__lte=models.F("weight_total") * 10000, weight_total__gt=0),
                violation_error_message=_("Il punteggio non può superare il massimo possibile."),
            ),
        ]

    def __str__(self):
        return f"{self.opening} · {self.percent}%"

    @property
    def percent(self) -> int:
        """Share of what was asked that is covered, 0 to 100, rounded down."""
        return self.score * 100 // (self.weight_total * 10000)


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What firms asked this person."""
        return self.filter(profile__person=user) if user.is_authenticated else self.none()

    def followed_by(self, user):
        """What the firm for which the person acts has asked."""
        return self.filter(opening__partner__in=Partner.objects.permitting(user, Permission.SEE_CANDIDATES))

    def live(self):
        """Not ended by the person's second thoughts."""
        return self.filter(closed_at=None)

    def pending(self):
        """The query form of `is_pending`."""
        return self.live().filter(answer="", opening__in=Opening.objects.public())

    def disclosing(self):
        """Both said yes, nobody has thought again, the opening is open today, the person may take part: names show."""
        return self.live().filter(
            answer=Answer.YES,
            opening__state=DemandState.PUBLISHED,
            opening__closes_on__gte=timezone.localdate(),
            opening__partner__standing__in=ACTIVE_STANDINGS,
            profile__matching_consent_at__isnull=False,
            profile__person__in=User.objects.able_to_take_part(),
        )


class Interest(TimestampedModel):
    """A firm would like to know a person; the person answers. Names are shown only after this yes.

    `closed_at` is set when the person takes back the consent to be matched: whatever was answered, names vanish.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="interests", verbose_name=_("offerta"))
    profile = models.ForeignKey(
        CandidateProfile, on_delete=models.CASCADE, related_name="interests", verbose_name=_("profilo")
    )
    expressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chiesto da")
    )
    message = models.TextField(_("messaggio alla persona"), max_length=1000, blank=True)
    answer = models.CharField(_("risposta"), max_length=3, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    closed_at = models.DateTimeField(_("chiusa il"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Privacy:
        personal = {"profile", "expressed_by", "message", "answer"}
        plain = {"id", "created_at", "updated_at", "opening", "answered_at", "closed_at"}
        subject = ("profile__person",)
        purpose = _("far incontrare te e un'impresa, quando lo volete tutti e due")
        erasure = Anonymise(
            {"message": ""}, keeping=frozenset({"answer"}), why=_("serve a contare quante richieste hanno risposta")
        )
        retention = Retention(_("dodici mesi dopo la chiusura dell'offerta"), months=12, after="opening__closes_on")

    class Meta:
        verbose_name = _("interesse di un'impresa")
        verbose_name_plural = _("interessi delle imprese")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("answer", Answer, blank=True),
            models.UniqueConstraint(
                name="recruitment_interest_once",
                fields=["opening", "profile"],
                condition=Q(closed_at=None),
                violation_error_message=_("Hai già chiesto a questa persona."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_answer_iff_at",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                violation_error_message=_("Una risposta ha sempre la data."),
            ),
        ]

    def __str__(self):
        return f"{self.opening} · {self.get_answer_display()}"

    @property
    def is_disclosing(self) -> bool:
        """The one-object form of `disclosing()`."""
        return (
            self.answer == Answer.YES
            and self.closed_at is None
            and self.opening.is_open
            and self.profile.matching_consent_at is not None
            and may_take_part(self.profile.person)
        )

    @property
    def is_pending(self) -> bool:
        """Waits for the person's answer, and an answer still makes sense."""
        return self.answer == "" and self.closed_at is None and self.opening.is_open
