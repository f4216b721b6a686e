from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.templatetags.polo import local
from orientation.enums import HOLDING_STATES, Channel
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner, Site


class Service(TimestampedModel):
    """What guidance the Polo offers: a first talk, help with a study path, preparation of an interview."""

    slug = models.SlugField(_("fine dell'indirizzo"), max_length=80, unique=True)
    name_it = models.CharField(_("nome"), max_length=120)
    name_en = models.CharField(_("nome in inglese"), max_length=120)
    summary_it = models.CharField(_("descrizione"), max_length=500)
    summary_en = models.CharField(_("descrizione in inglese"), max_length=500)
    minutes = models.PositiveSmallIntegerField(_("durata in minuti"), default=45)

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "slug", "name_it", "name_en", "summary_it", "summary_en", "minutes",
        }  # fmt: skip

    class Meta:
        verbose_name = _("servizio di orientamento")
        verbose_name_plural = _("servizi di orientamento")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="orientation_service_minutes",
                condition=Q(minutes__gt=0),
                violation_error_message=_("Un servizio dura almeno un minuto."),
            )
        ]

    def __str__(self):
        return local(self, "name")


class TstzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SlotQuerySet(models.QuerySet):
    def future(self):
        return self.filter(starts_at__gt=timezone.now(), withdrawn_at=None, partner__standing__in=ACTIVE_STANDINGS)

    def with_is_free(self):
        """Adds `is_free`: no appointment holds the slot."""
        from orientation.models.appointment import Appointment  # noqa: PLC0415  (part of the same aggregate)

        held = Appointment.objects.filter(slot=OuterRef("pk"), state__in=HOLDING_STATES)
        return self.annotate(is_free=~models.Exists(held))

    def bookable(self):
        return self.future().with_is_free().filter(is_free=True)

    def editable_by(self, user):
        """A counsellor's own slots, while they may offer appointments for that partner."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(counsellor=user, partner__in=Partner.objects.permitting(user, Permission.OPEN_SLOTS))


class Slot(TimestampedModel):
    """A time at which a counsellor is there for one person. Two slots of one counsellor never overlap."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="slots", verbose_name=_("servizio"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="slots", verbose_name=_("partner"))
    counsellor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slots", verbose_name=_("chi orienta")
    )
    starts_at = models.DateTimeField(_("inizio"))
    ends_at = models.DateTimeField(_("fine"))
    channel = models.CharField(_("come"), max_length=10, choices=Channel, default=Channel.ONSITE)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots", verbose_name=_("sede")
    )
    withdrawn_at = models.DateTimeField(_("ritirato il"), null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Privacy:
        personal = {"counsellor"}
        plain = {
            "id", "created_at", "updated_at", "service", "partner", "starts_at", "ends_at", "channel", "site",
            "withdrawn_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("disponibilità")
        verbose_name_plural = _("disponibilità")
        ordering = ["starts_at", "pk"]
        constraints = [
            known_choice("channel", Channel),
            models.CheckConstraint(
                name="orientation_slot_times_in_order",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("L'ora di fine deve venire dopo quella d'inizio."),
            ),
            ExclusionConstraint(
                name="orientation_slot_no_overlap",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    (TstzRange("starts_at", "ends_at", Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("In quest'orario hai già un'altra disponibilità."),
            ),
        ]

    def __str__(self):
        return f"{self.service} · {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    @property
    def can_be_withdrawn(self) -> bool:
        """Still to come and not booked (reads the prefetched appointments)."""
        booked = any(appointment.state == "BOOKED" for appointment in self.appointments.all())
        return self.starts_at > timezone.now() and not booked
