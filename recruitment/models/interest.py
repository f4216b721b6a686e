import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_take_part
from core.choices import known_choice
from core.disguise import Disguise
from core.models import TimestampedModel
from core.privacy import Anonymise, Delete, Retention
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner
from recruitment.enums import RUNNING, STAGE_MOVES, Answer, DemandState, NotSelected, Stage
from recruitment.models.demand import Opening
from recruitment.models.profile import CandidateProfile

# A person's matches are written together: their numbers would tell a firm with two openings who is who in both.
CARDS = Disguise("recruitment.match")


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

    @property
    def label(self) -> str:
        """What a card without a name is called, the same for everybody at the firm."""
        return card_label(self.pk)


def card_label(match: int) -> str:
    """Six letters are enough to tell the people of one list apart."""
    return CARDS.word(match)[-6:].upper()


# Stages in which the two sides read each other's names, while the window of access is open.
NAMED = (*RUNNING, Stage.HIRED)


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
        in_time = Q(answer_by=None) | Q(answer_by__gte=timezone.localdate())
        return self.live().filter(in_time, answer="", opening__in=Opening.objects.public())

    def unanswered(self):
        """Waits for an answer, also while its opening is on pause."""
        in_time = Q(answer_by=None) | Q(answer_by__gte=timezone.localdate())
        return self.live().filter(in_time, answer="", opening__state__in=[DemandState.PUBLISHED, DemandState.PAUSED])

    def running(self):
        """Said yes, and the selection goes on."""
        return self.live().filter(stage__in=RUNNING)

    def out_of_time(self):
        """The window has ended and nobody has closed the card."""
        return self.running().filter(access_until__lt=timezone.localdate())

    def disclosing(self):
        """Both said yes, nobody has thought again, the selection runs and its window is open: names show.

        The last day for candidates may be past: who said yes in time is met after it too.
        """
        return self.live().filter(
            stage__in=NAMED,
            access_until__gte=timezone.localdate(),
            opening__state__in=[DemandState.PUBLISHED, DemandState.FILLED],
            opening__partner__standing__in=ACTIVE_STANDINGS,
            profile__matching_consent_at__isnull=False,
            profile__person__in=User.objects.able_to_take_part(),
        )


class Interest(TimestampedModel):
    """A firm would like to know a person; the person answers. Names are shown only after this yes.

    `closed_at` is set when the person takes back the consent to be matched: whatever was answered, names vanish.
    After the yes `stage` says how far the selection has come; each change counts `version` up, so that of two
    recruiters who move one card the second sees what the first did. Names are open until `access_until`.
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
    answer_by = models.DateField(_("risposta entro il"), null=True, blank=True)
    access_until = models.DateField(_("nomi visibili fino al"), null=True, blank=True)
    stage = models.CharField(_("a che punto è"), max_length=10, choices=Stage, blank=True)
    stage_at = models.DateTimeField(_("a questo punto dal"), null=True, blank=True)
    version = models.PositiveIntegerField(_("numero di cambiamenti"), default=0)
    not_selected_for = models.CharField(_("perché non prosegue"), max_length=10, choices=NotSelected, blank=True)
    firm_answered_at = models.DateTimeField(_("l'impresa ha risposto il"), null=True, blank=True)
    nudged_at = models.DateTimeField(_("l'impresa è stata sollecitata il"), null=True, blank=True)
    hire_confirmed_at = models.DateTimeField(_("assunzione confermata il"), null=True, blank=True)
    found_work_at = models.DateTimeField(_("chiusa perché ha trovato lavoro il"), null=True, blank=True)
    # False where the person said yes when a yes opened the name alone: nobody may widen it for them.
    opens_profile = models.BooleanField(_("il sì apre anche profilo e CV"), default=False)

    objects = InterestQuerySet.as_manager()

    class Privacy:
        personal = {"profile", "expressed_by", "message", "answer"}
        plain = {
            "id", "created_at", "updated_at", "opening", "answered_at", "closed_at", "answer_by", "access_until",
            "stage", "stage_at", "version", "not_selected_for", "firm_answered_at", "nudged_at", "hire_confirmed_at",
            "opens_profile", "found_work_at",
        }  # fmt: skip
        subject = ("profile__person",)
        unshown = {"version"}
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
            known_choice("stage", Stage, blank=True),
            known_choice("not_selected_for", NotSelected, blank=True),
            models.CheckConstraint(
                name="recruitment_interest_stage_iff_yes",
                condition=Q(answer=Answer.YES, access_until__isnull=False) & ~Q(stage="")
                | ~Q(answer=Answer.YES) & Q(stage="", access_until=None),
                violation_error_message=_("Una selezione comincia dal sì della persona e ha sempre una fine."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_closed_never_runs",
                condition=Q(closed_at=None) | ~Q(stage__in=sorted(RUNNING)),
                violation_error_message=_("Una richiesta chiusa non va avanti."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_not_selected_says_why",
                condition=Q(stage=Stage.NOT_SELECTED) & ~Q(not_selected_for="")
                | ~Q(stage=Stage.NOT_SELECTED) & Q(not_selected_for=""),
                violation_error_message=_("Scegli perché la selezione non prosegue."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_only_a_hire_is_confirmed",
                condition=Q(hire_confirmed_at=None) | Q(stage=Stage.HIRED),
                violation_error_message=_("Si conferma solo un'assunzione."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_found_work_closes_a_question",
                condition=Q(found_work_at=None) | Q(answer="", closed_at__isnull=False),
                violation_error_message=_("Chi trova lavoro chiude una richiesta a cui non ha risposto."),
            ),
            models.CheckConstraint(
                name="recruitment_interest_only_a_yes_opens_the_profile",
                condition=Q(opens_profile=False) | Q(answer=Answer.YES),
                violation_error_message=_("Profilo e CV si aprono solo con il sì della persona."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="moves", field="stage", transitions=sorted((str(a), str(b)) for a, b in STAGE_MOVES))
        ]

    def __str__(self):
        return f"{self.opening} · {self.get_answer_display()}"

    @property
    def is_disclosing(self) -> bool:
        """The one-object form of `disclosing()`."""
        return (
            self.stage in NAMED
            and self.closed_at is None
            and not self.is_out_of_time
            and self.opening.state in {DemandState.PUBLISHED, DemandState.FILLED}
            and self.opening.partner.standing in ACTIVE_STANDINGS
            and self.profile.matching_consent_at is not None
            and may_take_part(self.profile.person)
        )

    @property
    def is_out_of_time(self) -> bool:
        """The window in which names are open has ended, or there never was one."""
        return self.access_until is None or self.access_until < timezone.localdate()

    @property
    def is_running(self) -> bool:
        """The one-object form of `running()`."""
        return self.closed_at is None and self.stage in RUNNING

    @property
    def is_hire_to_confirm(self) -> bool:
        """The firm says that it has hired; the person has not said yet whether it is true."""
        return self.closed_at is None and self.stage == Stage.HIRED and self.hire_confirmed_at is None

    @property
    def is_lapsed(self) -> bool:
        """Nobody answered in time."""
        return self.answer == "" and self.answer_by is not None and self.answer_by < timezone.localdate()

    @property
    def is_pending(self) -> bool:
        """Waits for the person's answer, and an answer still makes sense."""
        return self.answer == "" and self.closed_at is None and not self.is_lapsed and self.opening.is_open
