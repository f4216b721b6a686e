import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice, known_choices
from core.models import TimestampedModel
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Filiera, Partner, Site
from recruitment import enums
from recruitment.enums import MOVES, Confidentiality, Contract, DemandState, Difficulty, Ending, Horizon, LicenceKind
from skills.enums import Importance, Level
from skills.models import Concept


class AskedSkill(models.Model):
    """A skill that a firm asks for: how much it matters, at which level, whether it can be learnt on the job."""

    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("competenza"))
    importance = models.CharField(_("importanza"), max_length=10, choices=Importance, default=Importance.ESSENTIAL)
    level = models.PositiveSmallIntegerField(_("livello"), choices=Level, default=Level.INDEPENDENT)
    is_trainable = models.BooleanField(_("si può imparare in azienda"), default=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.skill} ({self.level})"


# Where firms are named these are for the referent alone: what was said to no one else, or without a name.
RESERVED = Q(confidentiality=Confidentiality.REFERENT) | Q(is_masked=True)


class SkillNeedQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=DemandState.PUBLISHED, partner__standing__in=ACTIVE_STANDINGS)

    def public(self):
        return self.published().filter(confidentiality=Confidentiality.PUBLIC)

    def visible_to(self, user):
        """Public needs for everybody; partners' ones for people of a partner; a firm's own in any state."""
        published = Q(state=DemandState.PUBLISHED, partner__standing__in=ACTIVE_STANDINGS)
        scope = published & Q(confidentiality=Confidentiality.PUBLIC)
        if user.is_authenticated:
            scope |= Q(pk__in=SkillNeed.objects.editable_by(user))
            if user.acting_partner_id is not None:
                scope |= published & Q(confidentiality=Confidentiality.PARTNERS)
        return self.filter(scope)

    def announced_to(self, user):
        """Published needs for a list that others read too: never one for the referent alone, even one's own."""
        return self.published().visible_to(user).exclude(confidentiality=Confidentiality.REFERENT)

    def with_named(self):
        """`named`: the slug of the firm, empty where it asked not to be named."""
        return self.annotate(named=Case(When(is_masked=False, then=F("partner__slug"))))

    def editable_by(self, user):
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_DEMAND))


class SkillNeed(TimestampedModel):
    """People that a firm will need: a profession, skills, how many and when. The demand side of planning."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="skill_needs", verbose_name=_("impresa")
    )
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="skill_needs", verbose_name=_("sede")
    )
    occupation = models.ForeignKey(
        Concept, on_delete=models.PROTECT, related_name="skill_needs", verbose_name=_("professione")
    )
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), blank=True, max_length=4000)
    head_count = models.PositiveSmallIntegerField(_("quante persone"), default=1)
    horizon = models.PositiveSmallIntegerField(_("quando"), choices=Horizon, default=Horizon.YEAR_1)
    confidentiality = models.CharField(
        _("chi può leggerlo"), max_length=10, choices=Confidentiality, default=Confidentiality.PARTNERS
    )
    is_masked = models.BooleanField(_("senza il nome dell'impresa"), default=False)
    difficulty = models.PositiveSmallIntegerField(
        _("quanto è difficile trovarle"), choices=Difficulty, null=True, blank=True
    )
    state = models.CharField(_("stato"), max_length=10, choices=DemandState, default=DemandState.DRAFT)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    filiera = models.ForeignKey(
        Filiera, null=True, blank=True, on_delete=models.PROTECT, related_name="skill_needs", verbose_name=_("filiera")
    )
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False)

    objects = SkillNeedQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "partner", "site", "occupation", "title", "description", "head_count",
            "horizon", "confidentiality", "is_masked", "difficulty", "state", "published_at", "filiera", "is_demo",
        }  # fmt: skip

    class Meta:
        verbose_name = _("fabbisogno")
        verbose_name_plural = _("fabbisogni")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_skillneed_head_count",
                condition=Q(head_count__range=(1, 500)),
                violation_error_message=_("Indica da 1 a 500 persone."),
            ),
            models.CheckConstraint(
                name="recruitment_skillneed_draft_iff_unpublished",
                condition=Q(state=DemandState.DRAFT, published_at=None)
                | ~Q(state=DemandState.DRAFT) & Q(published_at__isnull=False),
                violation_error_message=_("Un fabbisogno pubblicato ha sempre la data di pubblicazione."),
            ),
            known_choice("horizon", Horizon),
            models.CheckConstraint(
                name="recruitment_skillneed_difficulty_known",
                condition=Q(difficulty=None) | Q(difficulty__in=sorted(Difficulty.values)),
                violation_error_message=_("Scegli uno dei valori previsti."),
            ),
            known_choice("confidentiality", Confidentiality),
            known_choice("state", DemandState),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("recruitment:need_detail", args=[self.pk])

    @property
    def shown_firm(self) -> str | Promise:
        """What others read: with few firms a name is easily guessed from a town, so that is kept back as well."""
        return _("un'impresa del Polo") if self.is_masked else self.partner.name

    @property
    def shown_place(self) -> str:
        if self.site is None or self.site.municipality is None:
            return ""
        return self.site.municipality.province if self.is_masked else str(self.site.municipality)


class SkillNeedSkill(AskedSkill):
    need = models.ForeignKey(SkillNeed, on_delete=models.CASCADE, related_name="asked", verbose_name=_("fabbisogno"))

    class Privacy:
        plain = {"id", "need", "skill", "importance", "level", "is_trainable"}

    class Meta:
        verbose_name = _("competenza richiesta dal fabbisogno")
        verbose_name_plural = _("competenze richieste dal fabbisogno")
        ordering = ["importance", "skill__label_it", "pk"]
        constraints = [
            known_choice("importance", Importance),
            known_choice("level", Level),
            models.UniqueConstraint(
                name="recruitment_skillneedskill_once",
                fields=["need", "skill"],
                violation_error_message=_("Questa competenza c'è già."),
            ),
            models.CheckConstraint(
                name="recruitment_skillneedskill_level",
                condition=Q(level__range=(1, 4)),
                violation_error_message=_("Il livello va da 1 a 4."),
            ),
        ]


# How long an opening stays true without a word of its firm, then how long before it leaves the list, then the end.
CONFIRM_EVERY = datetime.timedelta(days=30)
CONFIRM_WITHIN = datetime.timedelta(days=7)
END_AFTER_PAUSE = datetime.timedelta(days=60)
END_AFTER_LAST_DAY = datetime.timedelta(days=30)

OPENING_MOVES = pgtrigger.FSM(name="moves", field="state", transitions=sorted((str(a), str(b)) for a, b in MOVES))


class OpeningQuerySet(models.QuerySet):
    def to_ask(self, now: datetime.datetime):
        """Open, and for a month nobody of the firm has said that it still is."""
        day, before = timezone.localdate(now), now - CONFIRM_EVERY
        silent = Q(confirmed_at__lt=before) | Q(confirmed_at=None, published_at__lt=before)
        return self.open_on(day).filter(silent, confirm_asked_at=None)

    def to_pause(self, now: datetime.datetime):
        """Asked a week ago, and still no word."""
        return self.filter(state=DemandState.PUBLISHED, confirm_asked_at__lt=now - CONFIRM_WITHIN)

    def to_end(self, now: datetime.datetime):
        """On pause for two months, or a month past the last day for candidates and nobody is being met any more."""
        meeting = Q(interests__stage__in=enums.RUNNING, interests__access_until__gte=timezone.localdate(now))
        over = Q(state=DemandState.PUBLISHED, closes_on__lt=timezone.localdate(now) - END_AFTER_LAST_DAY)
        over &= ~Q(pk__in=Opening.objects.filter(meeting).values("pk"))
        return self.filter(over | Q(state=DemandState.PAUSED, paused_at__lt=now - END_AFTER_PAUSE))

    def open_on(self, day):
        return self.filter(state=DemandState.PUBLISHED, closes_on__gte=day, partner__standing__in=ACTIVE_STANDINGS)

    def public(self):
        """Openings that anybody may read today."""
        return self.open_on(timezone.localdate())

    def visible_to(self, user):
        return self.filter(
            Q(
                state=DemandState.PUBLISHED,
                closes_on__gte=timezone.localdate(),
                partner__standing__in=ACTIVE_STANDINGS,
            )
            | Q(pk__in=Opening.objects.editable_by(user))
        )

    def editable_by(self, user):
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_DEMAND))


class Opening(TimestampedModel):
    """A job to fill now: contract, collective agreement, pay, deadline. People are matched to it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="openings", verbose_name=_("impresa"))
    need = models.ForeignKey(
        SkillNeed, null=True, blank=True, on_delete=models.SET_NULL, related_name="openings",
        verbose_name=_("fabbisogno da cui nasce"),
    )  # fmt: skip
    site = models.ForeignKey(
        Site,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="openings",
        verbose_name=_("sede di lavoro"),
    )
    occupation = models.ForeignKey(
        Concept, on_delete=models.PROTECT, related_name="openings", verbose_name=_("professione")
    )
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("che cosa si fa"), max_length=4000, blank=True)
    positions = models.PositiveSmallIntegerField(_("quante persone"), default=1)
    contract = models.CharField(_("contratto"), max_length=3, choices=Contract, default=Contract.PERMANENT)
    ccnl = models.CharField(_("contratto collettivo (CCNL)"), max_length=120, blank=True)
    pay_from = models.PositiveIntegerField(_("retribuzione lorda annua da (euro)"), null=True, blank=True)
    pay_to = models.PositiveIntegerField(_("retribuzione lorda annua fino a (euro)"), null=True, blank=True)
    monthly_cap = models.PositiveSmallIntegerField(_("al massimo quante persone al mese"), null=True, blank=True)
    is_pay_waived = models.BooleanField(_("pubblicata senza obbligo di retribuzione"), default=False)
    min_eqf = models.PositiveSmallIntegerField(_("titolo di studio minimo (EQF)"), null=True, blank=True)
    licences = ArrayField(
        models.CharField(max_length=10, choices=LicenceKind),
        default=list, blank=True, verbose_name=_("patenti e patentini che servono"),
    )  # fmt: skip
    is_rematch_due = models.BooleanField(_("da abbinare di nuovo"), default=False, editable=False)
    starts_on = models.DateField(_("inizio del lavoro"), null=True, blank=True)
    closes_on = models.DateField(_("candidature fino al"))
    state = models.CharField(_("stato"), max_length=10, choices=DemandState, default=DemandState.DRAFT)
    published_at = models.DateTimeField(_("pubblicata il"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confermata il"), null=True, blank=True)
    confirm_asked_at = models.DateTimeField(_("chiesto di confermarla il"), null=True, blank=True)
    paused_at = models.DateTimeField(_("in pausa dal"), null=True, blank=True)
    ended_as = models.CharField(_("com'è finita"), max_length=10, choices=Ending, blank=True)
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False)

    objects = OpeningQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "partner", "need", "site", "occupation", "title", "description",
            "positions", "contract", "ccnl", "pay_from", "pay_to", "monthly_cap", "is_pay_waived",
            "min_eqf", "licences", "is_rematch_due", "starts_on", "closes_on", "state",
            "published_at", "confirmed_at", "confirm_asked_at", "paused_at", "ended_as", "is_demo",
        }  # fmt: skip

    class Meta:
        verbose_name = _("offerta di lavoro")
        verbose_name_plural = _("offerte di lavoro")
        ordering = ["closes_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_opening_positions",
                condition=Q(positions__range=(1, 200)),
                violation_error_message=_("Indica da 1 a 200 persone."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_pay_in_order",
                # A floor alone is told as "da … euro"; a ceiling alone is not.
                condition=Q(pay_to=None) | Q(pay_from__isnull=False, pay_to__gte=F("pay_from")),
                violation_error_message=_("Indica la retribuzione minima e una massima non più bassa."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_monthly_cap",
                condition=Q(monthly_cap=None) | Q(monthly_cap__range=(1, 200)),
                violation_error_message=_("Indica da 1 a 200 persone al mese, o lascia vuoto."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_min_eqf",
                condition=Q(min_eqf=None) | Q(min_eqf__range=(1, 8)),
                violation_error_message=_("Il livello EQF va da 1 a 8."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_published_has_pay",
                condition=Q(state=DemandState.DRAFT)
                | Q(is_pay_waived=True)
                | Q(contract__in=[Contract.APPRENTICESHIP, Contract.INTERNSHIP])
                | Q(pay_from__isnull=False) & ~Q(ccnl=""),
                violation_error_message=_(
                    "Per pubblicare servono la retribuzione e il CCNL (direttiva UE 2023/970, articolo 5)."
                ),
            ),
            models.CheckConstraint(
                name="recruitment_opening_draft_iff_unpublished",
                condition=Q(state=DemandState.DRAFT, published_at=None)
                | ~Q(state=DemandState.DRAFT) & Q(published_at__isnull=False),
                violation_error_message=_("Un'offerta pubblicata ha sempre la data di pubblicazione."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_paused_iff_since",
                condition=Q(state=DemandState.PAUSED, paused_at__isnull=False)
                | ~Q(state=DemandState.PAUSED) & Q(paused_at=None),
                violation_error_message=_("Un'offerta in pausa dice da quando."),
            ),
            models.CheckConstraint(
                name="recruitment_opening_ending_only_when_over",
                condition=Q(ended_as="") | Q(state__in=[DemandState.FILLED, DemandState.CLOSED]),
                violation_error_message=_("Com'è finita si dice di un'offerta chiusa."),
            ),
            known_choice("contract", Contract),
            known_choices("licences", LicenceKind),
            known_choice("state", DemandState),
            known_choice("ended_as", Ending, blank=True),
        ]
        triggers = [OPENING_MOVES]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("recruitment:opening_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Anybody may read it and be matched to it today."""
        return self.state == DemandState.PUBLISHED and self.closes_on >= timezone.localdate()

    @property
    def licence_words(self) -> list[str]:
        return [str(LicenceKind(kind).label) for kind in self.licences]

    @property
    def is_over(self) -> bool:
        """Ended for good: only a copy of it can be published."""
        return self.state in {DemandState.FILLED, DemandState.CLOSED}

    @property
    def needs_pay(self) -> bool:
        """Pay belongs in the advertisement (directive EU 2023/970, article 5); not for apprentices and trainees."""
        return settings.OPENING_PAY_REQUIRED and self.contract not in {Contract.APPRENTICESHIP, Contract.INTERNSHIP}

    @property
    def lacks_pay(self) -> bool:
        return self.needs_pay and self.is_without_pay

    @property
    def is_without_pay(self) -> bool:
        return self.pay_from is None or not self.ccnl


class OpeningSkill(AskedSkill):
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="asked", verbose_name=_("offerta"))

    class Privacy:
        plain = {"id", "opening", "skill", "importance", "level", "is_trainable"}

    class Meta:
        verbose_name = _("competenza richiesta dall'offerta")
        verbose_name_plural = _("competenze richieste dall'offerta")
        ordering = ["importance", "skill__label_it", "pk"]
        constraints = [
            known_choice("importance", Importance),
            known_choice("level", Level),
            models.UniqueConstraint(
                name="recruitment_openingskill_once",
                fields=["opening", "skill"],
                violation_error_message=_("Questa competenza c'è già."),
            ),
            models.CheckConstraint(
                name="recruitment_openingskill_level",
                condition=Q(level__range=(1, 4)),
                violation_error_message=_("Il livello va da 1 a 4."),
            ),
        ]
