import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from partners.enums import AdhesionRole, AgreementKind, AgreementState, AgreementStatus, Category
from partners.models.document import Document
from partners.models.partner import Partner
from partners.models.terms import Days


class AgreementQuerySet(models.QuerySet):
    def public(self):
        """Those that have been signed: a draft is nobody's business yet."""
        return self.filter(status__in=[AgreementStatus.SIGNED, AgreementStatus.CEASED])

    def current(self):
        """Signed and not replaced by a later signed one."""
        replaced = Agreement.objects.filter(status=AgreementStatus.SIGNED, supersedes__isnull=False)
        return self.filter(status=AgreementStatus.SIGNED).exclude(pk__in=replaced.values("supersedes"))

    def ending_by(self, day):
        """In force and not replaced, with their last day no later than the given one."""
        return self.current().filter(valid_to__lte=day)

    def with_parts(self):
        """Everything that the public page shows, in a fixed number of queries."""
        return self.select_related("act", "superseded_by").prefetch_related(
            "annexes__document", "adhesions__partner__names"
        )


class Agreement(TimestampedModel):
    """The network agreement that makes the Polo (Allegato C of the DM 7 febbraio 2013), or another one it has signed.

    A new version supersedes the one before. Dates that nobody has verified stay empty and show as "da completare".
    """

    kind = models.CharField(_("tipo"), max_length=12, choices=AgreementKind, default=AgreementKind.NETWORK)
    title = models.CharField(_("titolo"), max_length=300)
    protocol_number = models.CharField(_("numero di protocollo"), max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(_("versione"), default=1)
    status = models.CharField(
        _("stato"), max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT,
        help_text=_("Scaduto e rinnovato li calcola il portale dalle date e dalle versioni."),
    )  # fmt: skip
    signed_on = models.DateField(_("firmato il"), null=True, blank=True)
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by",
        verbose_name=_("sostituisce"),
    )  # fmt: skip
    act = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements",
        verbose_name=_("testo firmato"),
    )  # fmt: skip
    source = models.CharField(_("fonte dei dati"), max_length=300, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "kind", "title", "protocol_number", "version", "status", "signed_on",
            "valid_from", "valid_to", "supersedes", "act", "source",
        }  # fmt: skip

    class Meta:
        verbose_name = _("accordo")
        verbose_name_plural = _("accordi")
        ordering = ["kind", "-version", "-pk"]
        constraints = [
            known_choice("kind", AgreementKind),
            known_choice("status", AgreementStatus),
            models.CheckConstraint(
                name="partners_agreement_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Un accordo non può finire prima di cominciare."),
            ),
            models.CheckConstraint(
                name="partners_agreement_unsigned_has_no_date",
                condition=Q(status__in=["SIGNED", "CEASED"]) | Q(signed_on=None),
                violation_error_message=_("Un accordo con la data della firma è firmato: cambia lo stato."),
            ),
            models.CheckConstraint(
                name="partners_agreement_ceased_has_end",
                condition=~Q(status="CEASED") | Q(valid_to__isnull=False),
                violation_error_message=_("Un accordo cessato ha l'ultimo giorno in cui è stato in vigore."),
            ),
            models.CheckConstraint(
                name="partners_agreement_version_from_one",
                condition=Q(version__gte=1),
                violation_error_message=_("Le versioni si contano da 1."),
            ),
            models.CheckConstraint(
                name="partners_agreement_supersedes_another",
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
                violation_error_message=_("Un accordo non può sostituire sé stesso."),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.version})" if self.version > 1 else self.title

    def state_on(self, day: datetime.date) -> AgreementState:
        """What a reader is told: the stored status, refined by dates and by the version that came after."""
        if self.status != AgreementStatus.SIGNED:
            return AgreementState(self.status)
        if hasattr(self, "superseded_by") and self.superseded_by.status == AgreementStatus.SIGNED:
            return AgreementState.RENEWED
        return self._state_by_dates(day)

    def _state_by_dates(self, day: datetime.date) -> AgreementState:
        if self.valid_to and self.valid_to < day:
            return AgreementState.EXPIRED
        if self.valid_from and self.valid_from > day:
            return AgreementState.UPCOMING
        return AgreementState.IN_FORCE if self.valid_from or self.valid_to else AgreementState.UNDATED

    @property
    def state(self) -> AgreementState:
        return self.state_on(timezone.localdate())

    @property
    def is_current(self) -> bool:
        """In force as far as anybody knows: nobody says that it is over or still to begin."""
        return self.state in {AgreementState.IN_FORCE, AgreementState.UNDATED}

    @property
    def days_left(self) -> int | None:
        """Until the last day; negative once it is past, None while nobody has told the date."""
        return (self.valid_to - timezone.localdate()).days if self.valid_to else None


class Annex(models.Model):
    """A part of an agreement with a file of its own: programme, resources, rules for decisions."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="annexes", verbose_name=_("accordo")
    )
    label = models.CharField(_("sigla"), max_length=40, help_text=_("Per esempio: Allegato A."))
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="annex", verbose_name=_("documento")
    )

    class Privacy:
        plain = {"id", "agreement", "label", "document"}

    class Meta:
        verbose_name = _("allegato")
        verbose_name_plural = _("allegati")
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="partners_annex_label_once",
                fields=["agreement", "label"],
                violation_error_message=_("Questo accordo ha già un allegato con questa sigla."),
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.document}"


class AdhesionQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(joined_on=None) | Q(joined_on__lte=day), Q(left_on=None) | Q(left_on__gte=day))


class Adhesion(TimestampedModel):
    """A partner takes part in an agreement, in a role, from a day to a day, with the category of then."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="adhesions", verbose_name=_("partner"))
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="adhesions", verbose_name=_("accordo")
    )
    role = models.CharField(_("ruolo"), max_length=12, choices=AdhesionRole, default=AdhesionRole.PARTNER)
    category = models.CharField(_("categoria all'adesione"), max_length=20, choices=Category)
    joined_on = models.DateField(_("dal"), null=True, blank=True)
    left_on = models.DateField(_("al"), null=True, blank=True)
    deed = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="adhesions", verbose_name=_("atto"),
    )  # fmt: skip
    source = models.CharField(_("fonte dei dati"), max_length=300, blank=True)

    objects = AdhesionQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "partner", "agreement", "role", "category", "joined_on", "left_on",
            "deed", "source",
        }  # fmt: skip

    class Meta:
        verbose_name = _("adesione")
        verbose_name_plural = _("adesioni")
        ordering = ["category", "partner__name", "joined_on", "pk"]
        constraints = [
            known_choice("role", AdhesionRole),
            known_choice("category", Category),
            models.CheckConstraint(
                name="partners_adhesion_dates_in_order",
                condition=Q(joined_on=None) | Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("Un'adesione non può finire prima di cominciare."),
            ),
            ExclusionConstraint(
                name="partners_adhesion_one_at_a_time",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("agreement", RangeOperators.EQUAL),
                    (Days("joined_on", "left_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("In quei giorni il partner aderisce già a questo accordo."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_role_display()}"

    def is_in_force_on(self, day: datetime.date) -> bool:
        """The one-row form of `in_force(day)`."""
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or self.left_on >= day)
