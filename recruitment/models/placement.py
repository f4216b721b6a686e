"""Learning inside a firm, as the parties agree on it: what, when, with whom, to learn which skills, and who signed."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Delete, Retention
from partners.enums import Permission
from partners.models import Membership, Partner
from recruitment.enums import (
    APPRENTICESHIPS,
    LIVE_PLACEMENTS,
    PLACEMENT_MOVES,
    BreakReason,
    Party,
    PlacementKind,
    PlacementState,
    SigningWay,
)
from recruitment.models.interest import Interest
from skills.enums import Level
from skills.models import Concept
from training.models import Application
from training.validators import MediaType

STATE = PlacementState
MAX_HOURS = 6000
KEPT_YEARS = 10
KEPT = _("dieci anni, quanto si conservano le convenzioni e i contratti di apprendistato")
IN_FORCE_OR_ENDED = (STATE.IN_FORCE, STATE.ENDED)


class PlacementQuerySet(models.QuerySet):
    def of_person(self, user):
        """One's own, from the day it is to be signed: a draft is nobody else's."""
        return self.filter(person=user).exclude(state=STATE.DRAFT) if user.is_authenticated else self.none()

    def prepared_by(self, user):
        """Those that the partner for which somebody acts has written."""
        return self.filter(
            Q(prepared_by_host=True, host__in=_firms(user)) | Q(prepared_by_host=False, sender__in=_senders(user))
        )

    def staffed_by(self, user):
        """For who runs them in one of the two partners. The second one reads a name once its person has signed."""
        both = Q(host__in=_firms(user)) | Q(sender__in=_senders(user))
        return self.filter(Q(pk__in=self.prepared_by(user).values("pk")) | both & Q(shared_at__isnull=False))

    def tutored_by(self, user):
        """For their tutors, while they work for that partner."""
        if not user.is_authenticated:
            return self.none()
        here = Membership.objects.of(user)
        if user.acting_partner_id is not None:
            here = here.filter(partner=user.acting_partner_id)
        partners = here.values("partner")
        tutor = Q(company_tutor=user, host__in=partners) | Q(school_tutor=user, sender__in=partners)
        return self.filter(tutor, shared_at__isnull=False)

    def followed_by(self, user):
        """The side of the two partners: who runs them there, and the tutors."""
        keys = (self.staffed_by(user).values("pk"), self.tutored_by(user).values("pk"))
        return self.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]))

    def visible_to(self, user):
        keys = (self.of_person(user).values("pk"), self.followed_by(user).values("pk"))
        return self.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]))

    def live(self):
        return self.filter(state__in=LIVE_PLACEMENTS)


def _firms(user):
    return Partner.objects.permitting(user, Permission.EDIT_DEMAND)


def _senders(user):
    return Partner.objects.permitting(user, Permission.ANSWER_APPLICATIONS)


# In force with every signature that the law wants, whatever hand writes.
SIGNED_BY_ALL = pgtrigger.Trigger(
    name="signed_by_all",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Q(new__state=STATE.IN_FORCE),
    func="""
        IF 2 + NEW.needs_guardian::int + (NEW.sender_id IS NOT NULL)::int <> (
            SELECT count(*) FROM recruitment_placementsignature s
            WHERE s.placement_id = NEW.id AND (
                s.party IN ('PERSON', 'HOST')
                OR s.party = 'GUARDIAN' AND NEW.needs_guardian
                OR s.party = 'SENDER' AND NEW.sender_id IS NOT NULL
            )
        ) THEN
            RAISE EXCEPTION 'recruitment_placement_signed_by_all: a signature is missing'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class Placement(TimestampedModel):
    """A placement or an apprenticeship: a person learns in a firm, sent by a school or a training body.

    It is written by one of the two partners (`prepared_by_host`), out of a selection or of an application. The person
    signs first: until then (`shared_at`) the other partner reads nothing of it. It is in force from the last
    signature on, which the database counts.
    """

    kind = models.CharField(_("che cos'è"), max_length=5, choices=PlacementKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="placements", verbose_name=_("persona")
    )
    host = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name=_("impresa"))
    sender = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("scuola o ente che manda o che forma"),
    )  # fmt: skip
    prepared_by_host = models.BooleanField(_("preparato dall'impresa"))
    interest = models.ForeignKey(
        Interest, null=True, blank=True, on_delete=models.SET_NULL, related_name="placements",
        verbose_name=_("selezione da cui nasce"),
    )  # fmt: skip
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="placements",
        verbose_name=_("iscrizione da cui nasce"),
    )  # fmt: skip
    activity = models.TextField(_("che cosa farà"), max_length=1000)
    starts_on = models.DateField(_("primo giorno"))
    ends_on = models.DateField(_("ultimo giorno"))
    hours = models.PositiveSmallIntegerField(
        _("ore in tutto"), validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS)]
    )
    company_tutor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("tutor dell'impresa"),
    )  # fmt: skip
    school_tutor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("tutor della scuola o dell'ente"),
    )  # fmt: skip
    has_safety_training = models.BooleanField(_("formazione sulla sicurezza"), default=False)
    is_insured = models.BooleanField(_("assicurazione INAIL e responsabilità civile"), default=False)
    needs_guardian = models.BooleanField(_("firma anche un genitore"), default=False)
    state = models.CharField(_("stato"), max_length=8, choices=PlacementState, default=PlacementState.DRAFT)
    state_at = models.DateTimeField(_("in questo stato dal"), default=timezone.now)
    shared_at = models.DateTimeField(_("letto da tutte e due le parti dal"), null=True, blank=True)
    ended_on = models.DateField(_("finito il"), null=True, blank=True)
    broken_for = models.CharField(_("perché si è interrotto"), max_length=8, choices=BreakReason, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Privacy:
        personal = {"person", "interest", "application", "activity", "company_tutor", "school_tutor"}
        plain = {
            "id", "created_at", "updated_at", "kind", "host", "sender", "prepared_by_host", "starts_on", "ends_on",
            "hours", "has_safety_training", "is_insured", "needs_guardian", "state", "state_at", "shared_at",
            "ended_on", "broken_for",
        }  # fmt: skip
        subject = ("person",)
        purpose = _("far valere il tuo tirocinio o apprendistato, e dire chi l'ha firmato")
        erasure = Anonymise(
            {"activity": "…"},
            keeping=frozenset({"interest", "application"}),
            why=_("sono numeri di righe che non dicono più di chi erano; servono a contare"),
        )
        retention = Retention(KEPT, months=12 * KEPT_YEARS, after="ends_on")

    class Meta:
        verbose_name = _("tirocinio o apprendistato")
        verbose_name_plural = _("tirocini e apprendistati")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            known_choice("kind", PlacementKind),
            known_choice("state", PlacementState),
            known_choice("broken_for", BreakReason, blank=True),
            models.UniqueConstraint(
                name="recruitment_placement_one_live",
                fields=["person", "host"],
                condition=Q(state__in=LIVE_PLACEMENTS),
                violation_error_message=_("Questa persona ha già un tirocinio o un apprendistato in questa impresa."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_sender_but_for_second_level",
                condition=Q(kind=PlacementKind.APPRENTICE_2) | Q(sender__isnull=False),
                violation_error_message=_("Indica la scuola o l'ente: firma anche lei."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_two_partners",
                condition=Q(sender=None) | ~Q(sender=F("host")),
                violation_error_message=_("L'impresa e la scuola o l'ente sono due partner diversi."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_somebody_prepares",
                condition=Q(prepared_by_host=True) | Q(sender__isnull=False),
                violation_error_message=_("Lo prepara l'impresa, oppure la scuola o l'ente."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_one_origin",
                condition=Q(interest=None) | Q(application=None),
                violation_error_message=_("Nasce da una selezione oppure da un'iscrizione."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_dates",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("L'ultimo giorno viene dopo il primo."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_hours",
                condition=Q(hours__range=(1, MAX_HOURS)),
                violation_error_message=_("Da 1 a 6000 ore."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_shared_once_asked",
                condition=Q(shared_at=None) | ~Q(state=STATE.DRAFT),
                violation_error_message=_("Una bozza la legge solo chi la scrive."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_complete_in_force",
                condition=~Q(state__in=IN_FORCE_OR_ENDED)
                | Q(shared_at__isnull=False, company_tutor__isnull=False, has_safety_training=True)
                & (
                    Q(sender=None)
                    | Q(school_tutor__isnull=False, is_insured=True)
                    | Q(school_tutor__isnull=False, kind__in=APPRENTICESHIPS)
                ),
                violation_error_message=_("Prima servono tutor, formazione sulla sicurezza e assicurazione."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_over_iff_day",
                condition=Q(state__in=[STATE.ENDED, STATE.BROKEN], ended_on__isnull=False)
                | Q(state__in=LIVE_PLACEMENTS, ended_on=None),
                violation_error_message=_("Quando finisce si sa sempre il giorno."),
            ),
            models.CheckConstraint(
                name="recruitment_placement_broken_iff_why",
                condition=Q(state=STATE.BROKEN) & ~Q(broken_for="") | ~Q(state=STATE.BROKEN) & Q(broken_for=""),
                violation_error_message=_("Scegli perché si è interrotto."),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state", transitions=sorted((str(a), str(b)) for a, b in PLACEMENT_MOVES)
            ),
            SIGNED_BY_ALL,
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self):
        return reverse("recruitment:placement_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return PlacementState(self.state).tone

    @property
    def is_over(self) -> bool:
        return self.state in {STATE.ENDED, STATE.BROKEN}

    @property
    def needs_insurance(self) -> bool:
        """Who learns without being employed: as a rule whoever sends them sees to it, the agreement says who."""
        return self.sender_id is not None and self.kind not in APPRENTICESHIPS

    @property
    def preparer(self) -> Partner:
        """The partner that wrote it."""
        return self.host if self.prepared_by_host or self.sender is None else self.sender

    @property
    def parties(self) -> list[Party]:
        """Who has to sign."""
        asked = {Party.PERSON: True, Party.GUARDIAN: self.needs_guardian, Party.HOST: True}
        return [party for party in Party if asked.get(party, self.sender_id is not None)]


class PlacementSkill(models.Model):
    """A line of the training plan: a skill to be learnt, and at what level."""

    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="plan", verbose_name=_("tirocinio o apprendistato")
    )
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("competenza"))
    level = models.PositiveSmallIntegerField(_("livello da raggiungere"), choices=Level)

    class Privacy:
        personal = {"placement"}
        plain = {"id", "skill", "level"}
        subject = ("placement__person",)
        purpose = _("dire che cosa imparerai nel tirocinio o apprendistato")
        erasure = Anonymise({}, keeping=frozenset({"placement"}), why=_("dice che cosa si insegna in un'impresa"))
        retention = Retention(KEPT, months=12 * KEPT_YEARS, after="placement__ends_on", then=Delete())

    class Meta:
        verbose_name = _("competenza del piano formativo")
        verbose_name_plural = _("competenze del piano formativo")
        ordering = ["pk"]
        constraints = [
            known_choice("level", Level),
            models.UniqueConstraint(
                name="recruitment_placementskill_once",
                fields=["placement", "skill"],
                violation_error_message=_("Questa competenza è già nel piano."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} ({self.level})"


class PlacementSignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(placement__in=Placement.objects.visible_to(user))


class PlacementSignature(models.Model):
    """That a party signed: who, when and how. A copy of the paper may go with it (its bytes live here: ADR 0007)."""

    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="signatures", verbose_name=_("tirocinio o apprendistato")
    )
    party = models.CharField(_("parte"), max_length=8, choices=Party)
    signer_name = models.CharField(_("chi ha firmato"), max_length=150)
    signed_on = models.DateField(_("firmato il"))
    way = models.CharField(_("come"), max_length=7, choices=SigningWay)
    content = models.BinaryField(_("documento"), default=b"")
    media_type = models.CharField(_("tipo di documento"), max_length=20, choices=MediaType, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("registrata da")
    )
    recorded_at = models.DateTimeField(_("registrata il"), auto_now_add=True)

    objects = PlacementSignatureQuerySet.as_manager()

    class Privacy:
        personal = {"placement", "signer_name", "content", "recorded_by"}
        plain = {"id", "party", "signed_on", "way", "media_type", "recorded_at"}
        subject = ("placement__person",)
        purpose = _("provare chi ha firmato il tuo tirocinio o apprendistato")
        erasure = Delete()
        retention = Retention(KEPT, months=12 * KEPT_YEARS, after="placement__ends_on")

    class Meta:
        verbose_name = _("firma di un tirocinio o apprendistato")
        verbose_name_plural = _("firme di tirocini e apprendistati")
        ordering = ["pk"]
        constraints = [
            known_choice("party", Party),
            known_choice("way", SigningWay),
            known_choice("media_type", MediaType, blank=True),
            models.UniqueConstraint(
                name="recruitment_placementsignature_once",
                fields=["placement", "party"],
                violation_error_message=_("Questa firma è già registrata."),
            ),
            models.CheckConstraint(
                name="recruitment_placementsignature_named",
                condition=~Q(signer_name=""),
                violation_error_message=_("Scrivi chi ha firmato."),
            ),
            models.CheckConstraint(
                name="recruitment_placementsignature_document_iff_type",
                condition=Q(content=b"", media_type="") | ~Q(content=b"") & ~Q(media_type=""),
                violation_error_message=_("Un documento ha sempre il suo tipo."),
            ),
        ]

    def __str__(self):
        return self.get_party_display()

    @property
    def file_name(self) -> str:
        """What the reader's browser saves it as, where there is a copy; the name that the sender gave is not kept."""
        return f"firma-{self.pk}.{MediaType(self.media_type).extension}" if self.media_type else ""
