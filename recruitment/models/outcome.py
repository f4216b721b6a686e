"""What became of a hire or of a placement, asked of both sides 30, 90 and 180 days later."""

from typing import cast

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Erasure, User
from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner
from recruitment.enums import BREAK_CHOICES, PlacementKind, PlacementState, Stage
from recruitment.models.interest import Interest
from recruitment.models.placement import Placement, PlacementSignature
from recruitment.outcome_enums import (
    HIRE_OUTCOMES,
    PERSON_OUTCOMES,
    PLACEMENT_OUTCOMES,
    OutcomeAnswer,
    OutcomeDay,
    OutcomeSide,
)

KEPT_MONTHS = 24


def askable():
    """People who may be asked: here, of age or with a yes for them, and not about to close the account."""
    closing = Erasure.objects.open().filter(person=OuterRef("pk"))
    return User.objects.able_to_take_part().filter(~Exists(closing), is_active=True)


def hires():
    """Confirmed by the person, who has not taken the consent back since."""
    return Interest.objects.live().filter(
        stage=Stage.HIRED,
        hire_confirmed_at__isnull=False,
        profile__matching_consent_at__isnull=False,
        profile__person__in=askable(),
    )


def endings():
    """Placements that came to their end, or to an early one after everybody had signed.

    Days of a school inside a firm are left out: who was there goes back to the same desk.
    """
    given = PlacementSignature.objects.filter(placement=OuterRef("pk")).order_by().values("placement")
    wanted = models.Case(models.When(needs_guardian=True, then=1), default=0) + models.Case(
        models.When(sender=None, then=0), default=1
    )
    rows = Placement.objects.annotate(
        given=Coalesce(Subquery(given.annotate(n=Count("pk")).values("n")), 0), wanted=wanted + 2
    )
    early = Q(state=PlacementState.BROKEN, broken_for__in=BREAK_CHOICES, given=F("wanted"))
    return rows.filter(Q(state=PlacementState.ENDED) | early, person__in=askable()).exclude(
        kind=PlacementKind.SCHOOL_WORK
    )


class OutcomeQuerySet(models.QuerySet):
    def of_person(self, user):
        """What the person is asked about themselves."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(interest__profile__person=user) | Q(placement__person=user)
        return self.filter(mine, side=OutcomeSide.PERSON)

    def followed_by(self, user):
        """What the firm for which somebody acts is asked."""
        hired_by = Partner.objects.permitting(user, Permission.SEE_CANDIDATES)
        hosts = Partner.objects.permitting(user, Permission.EDIT_DEMAND)
        ours = Q(interest__opening__partner__in=hired_by) | Q(placement__host__in=hosts)
        return self.filter(ours, side=OutcomeSide.FIRM)

    def visible_to(self, user):
        """Each side its own question: neither reads what the other answered."""
        keys = (self.of_person(user).values("pk"), self.followed_by(user).values("pk"))
        return self.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]))

    def standing(self):
        """What it is about is still true, and the person has not said that it is enough."""
        origin = Q(interest__in=hires().values("pk")) | Q(placement__in=endings().values("pk"))
        enough = Outcome.objects.filter(answer=OutcomeAnswer.NO_MORE).exclude(pk=OuterRef("pk"))
        about = Q(interest=OuterRef("interest")) | Q(placement=OuterRef("placement"))
        firm = Q(interest__opening__partner__standing__in=ACTIVE_STANDINGS) | Q(
            placement__host__standing__in=ACTIVE_STANDINGS
        )
        return self.filter(origin, ~Exists(enough.filter(about)), Q(side=OutcomeSide.PERSON) | firm)

    def open(self):
        """May be answered today, or answered otherwise."""
        return self.standing().filter(answer_until__gte=timezone.localdate())

    def waiting(self):
        return self.open().filter(answer="")


class Outcome(TimestampedModel):
    """One question to one side, on one day, about one hire or one placement; the answer is one of a few choices.

    Nothing is asked in free words, and neither side ever reads the other's answer: together, in totals, they say
    what the work of the Polo leads to. An answer may be changed until `answer_until`.
    """

    interest = models.ForeignKey(
        Interest, null=True, blank=True, on_delete=models.CASCADE, related_name="outcomes",
        verbose_name=_("assunzione"),
    )  # fmt: skip
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.CASCADE, related_name="outcomes",
        verbose_name=_("tirocinio o apprendistato"),
    )  # fmt: skip
    day = models.PositiveSmallIntegerField(_("quando si chiede"), choices=OutcomeDay)
    side = models.CharField(_("a chi si chiede"), max_length=6, choices=OutcomeSide)
    due_on = models.DateField(_("chiesto per il"))
    answer_until = models.DateField(_("si risponde fino al"))
    reminded_at = models.DateTimeField(_("ricordato il"), null=True, blank=True)
    answer = models.CharField(_("risposta"), max_length=9, choices=OutcomeAnswer, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Privacy:
        personal = {"interest", "placement", "answer"}
        plain = {
            "id", "created_at", "updated_at", "day", "side", "due_on", "answer_until", "reminded_at", "answered_at",
        }  # fmt: skip
        subject = ("interest__profile__person", "placement__person")
        title = _("com'è andata dopo un'assunzione o un tirocinio")
        purpose = _("sapere, in soli totali, che lavoro nasce da selezioni e tirocini")
        erasure = Delete()
        retention = Retention(
            _("due anni: bastano a confrontare un anno con l'altro"), months=KEPT_MONTHS, after="due_on"
        )

    class Meta:
        verbose_name = _("esito dopo un'assunzione o un tirocinio")
        verbose_name_plural = _("esiti dopo assunzioni e tirocini")
        ordering = ["-due_on", "-pk"]
        constraints = [
            known_choice("day", OutcomeDay),
            known_choice("side", OutcomeSide),
            known_choice("answer", OutcomeAnswer, blank=True),
            models.CheckConstraint(
                name="recruitment_outcome_one_origin",
                condition=Q(interest__isnull=False, placement=None) | Q(interest=None, placement__isnull=False),
                violation_error_message=_("Riguarda un'assunzione oppure un tirocinio."),
            ),
            models.UniqueConstraint(
                name="recruitment_outcome_once_of_interest",
                fields=["interest", "day", "side"],
                condition=Q(interest__isnull=False),
                violation_error_message=_("Questa domanda è già stata fatta."),
            ),
            models.UniqueConstraint(
                name="recruitment_outcome_once_of_placement",
                fields=["placement", "day", "side"],
                condition=Q(placement__isnull=False),
                violation_error_message=_("Questa domanda è già stata fatta."),
            ),
            models.CheckConstraint(
                name="recruitment_outcome_answer_iff_at",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                violation_error_message=_("Una risposta ha sempre la data."),
            ),
            models.CheckConstraint(
                name="recruitment_outcome_answer_of_its_side",
                condition=Q(answer="")
                | Q(side=OutcomeSide.PERSON, answer__in=sorted(PERSON_OUTCOMES))
                | Q(side=OutcomeSide.FIRM, interest__isnull=False, answer__in=sorted(HIRE_OUTCOMES))
                | Q(side=OutcomeSide.FIRM, placement__isnull=False, answer__in=sorted(PLACEMENT_OUTCOMES)),
                violation_error_message=_("Scegli una delle risposte di questa pagina."),
            ),
            models.CheckConstraint(
                name="recruitment_outcome_time_to_answer",
                condition=Q(answer_until__gt=F("due_on")),
                violation_error_message=_("Per rispondere serve del tempo."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self):
        return reverse("recruitment:outcome_detail", args=[self.pk])

    @property
    def choices(self) -> tuple[OutcomeAnswer, ...]:
        """What may be answered."""
        if self.side == OutcomeSide.PERSON:
            return PERSON_OUTCOMES
        return HIRE_OUTCOMES if self.interest_id is not None else PLACEMENT_OUTCOMES

    @property
    def person(self) -> User:
        """Whom it is about."""
        if self.placement is not None:
            return self.placement.person
        return cast(Interest, self.interest).profile.person

    @property
    def firm(self) -> Partner:
        if self.placement is not None:
            return self.placement.host
        return cast(Interest, self.interest).opening.partner
