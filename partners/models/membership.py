import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Keep, WithAccount
from partners.enums import ACTIVE_STANDINGS, Office, Permission, Role
from partners.models.partner import Partner
from partners.models.terms import Days

ONE_DAY = datetime.timedelta(days=1)


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def granting(self):
        """Those that give rights: in force, and the partner is in the Polo."""
        return self.active().filter(partner__standing__in=ACTIVE_STANDINGS)

    def of(self, user):
        """Memberships of a person that give rights; none for a stranger."""
        return self.granting().filter(user=user) if user.is_authenticated else self.none()

    def managing(self, partner):
        """Who can look after the people of a partner today: a closed account looks after nobody."""
        return self.active().filter(partner=partner, role=Role.MANAGER, user__is_active=True)

    def manageable_by(self, user):
        """Memberships in force that the person may end or change."""
        return self.active().filter(partner__in=Partner.objects.permitting(user, Permission.MANAGE_MEMBERS))


class Membership(TimestampedModel):
    """A person works for a partner in a role, from the day it is given to the day it is ended.

    Once a partner has an active manager it keeps one: a trigger refuses to end, change or delete the last.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("persona")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("partner")
    )
    role = models.CharField(_("ruolo"), max_length=20, choices=Role)
    ended_at = models.DateTimeField(_("terminato il"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        personal = {"user"}
        plain = {"id", "created_at", "updated_at", "partner", "role", "ended_at"}
        subject = ("user",)
        purpose = _("sapere chi può fare che cosa per un partner, e da quando")
        erasure = Keep(_("il partner deve poter dire quante persone avevano un ruolo: resta un account senza nome"))
        retention = WithAccount(_("finché hai un account"))

    class Meta:
        verbose_name = _("incarico presso un partner")
        verbose_name_plural = _("incarichi presso i partner")
        ordering = ["partner__name", "role", "pk"]
        constraints = [
            known_choice("role", Role),
            models.UniqueConstraint(
                name="partners_membership_one_active",
                fields=["user", "partner", "role"],
                condition=Q(ended_at=None),
                violation_error_message=_("La persona ha già questo ruolo presso questo partner."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.partner}"


class MandateQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))

    def not_over(self):
        """In force today, or still to begin."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))

    def handed_over_by(self, user):
        """Referent's mandates in force for which the person may name who comes next: the holder, and superusers."""
        rows = self.in_force().filter(office=Office.REFERENT)
        return rows if user.is_superuser else rows.filter(user=user) if user.is_authenticated else self.none()


class Mandate(TimestampedModel):
    """An office of the Polo and its term. The holder may have an account (`user`) or only a name, as in the seed.

    One that `follows` another begins the day after it ends: a trigger (`partners_mandate_no_gap`) refuses a gap.
    """

    office = models.CharField(_("incarico"), max_length=20, choices=Office)
    holder_name = models.CharField(_("titolare"), max_length=200)
    title_it = models.CharField(_("qualifica"), max_length=200, blank=True)
    title_en = models.CharField(_("qualifica in inglese"), max_length=200, blank=True)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("partner"),
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates",
        verbose_name=_("persona registrata"),
    )  # fmt: skip
    starts_on = models.DateField(_("dal"), null=True, blank=True)
    ends_on = models.DateField(_("al"), null=True, blank=True)
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", editable=False,
        verbose_name=_("subentra a"),
    )  # fmt: skip
    note_it = models.CharField(_("nota"), max_length=400, blank=True)
    note_en = models.CharField(_("nota in inglese"), max_length=400, blank=True)
    source = models.CharField(_("fonte dei dati"), max_length=300, blank=True)

    objects = MandateQuerySet.as_manager()

    class Privacy:
        personal = {"holder_name", "user"}
        plain = {
            "id", "created_at", "updated_at", "office", "title_it", "title_en", "partner", "starts_on", "ends_on",
            "follows", "note_it", "note_en", "source",
        }  # fmt: skip
        subject = ("user",)
        purpose = _("dire chi ha un incarico del Polo")
        erasure = Anonymise({"holder_name": "—"})
        retention = WithAccount(_("gli incarichi di un accordo fra enti sono pubblici"))

    class Meta:
        verbose_name = _("incarico del Polo")
        verbose_name_plural = _("incarichi del Polo")
        ordering = ["office", F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            known_choice("office", Office),
            models.CheckConstraint(
                name="partners_mandate_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("L'incarico non può finire prima di cominciare."),
            ),
            ExclusionConstraint(
                name="partners_mandate_one_referent",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                # A holder without account and without dates is what a document says, and gives nobody any right.
                condition=Q(office=Office.REFERENT) & (Q(user__isnull=False) | Q(starts_on__isnull=False)),
                violation_error_message=_("In quei giorni il Polo ha già un altro referente."),
            ),
        ]

    def __str__(self):
        return f"{self.get_office_display()}: {self.holder_name}"

    def clean(self):
        """What the trigger refuses at the end of the transaction, in words next to the form."""
        follower = Mandate.objects.filter(follows=self).first() if self.pk else None
        for earlier, later in ((self.follows, self), (self, follower)):
            if earlier is None or later is None:
                continue
            if earlier.ends_on is None or earlier.ends_on + ONE_DAY != later.starts_on:
                raise ValidationError(
                    _("Questo incarico è legato a un altro da un passaggio di consegne: fra i due non restano giorni.")
                )
