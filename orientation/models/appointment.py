from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Retention
from orientation.enums import HOLDING_STATES, AppointmentState
from orientation.models.service import Slot
from partners.enums import Permission
from partners.models import Partner


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own appointments."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def led_by(self, user):
        """Appointments in the slots of a counsellor, while they act for that partner."""
        if not user.is_authenticated:
            return self.none()
        partners = Partner.objects.permitting(user, Permission.OPEN_SLOTS)
        return self.filter(slot__counsellor=user, slot__partner__in=partners)


class Appointment(TimestampedModel):
    """A person meets a counsellor in a slot. One appointment at most holds a slot: the database says so."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("orario"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("persona")
    )
    state = models.CharField(_("stato"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    topic = models.TextField(_("di che cosa vuoi parlare"), max_length=1000, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Privacy:
        personal = {"person", "topic"}
        plain = {"id", "created_at", "updated_at", "slot", "state"}
        subject = ("person",)
        purpose = _("prenotare e preparare un incontro di orientamento")
        erasure = Anonymise({"topic": ""})
        retention = Retention(
            _("due anni: il tempo di un percorso di orientamento"), months=24, after="slot__starts_at"
        )

    class Meta:
        verbose_name = _("appuntamento")
        verbose_name_plural = _("appuntamenti")
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            known_choice("state", AppointmentState),
            models.UniqueConstraint(
                name="orientation_appointment_one_per_slot",
                fields=["slot"],
                condition=Q(state__in=HOLDING_STATES),
                violation_error_message=_(
                    "Quest'orario è appena stato prenotato da un'altra persona: scegline un altro."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.slot} · {self.get_state_display()}"

    @property
    def tone(self) -> str:
        """Colour of the state's badge."""
        return {"BOOKED": "primary", "ATTENDED": "success", "MISSED": "warning"}.get(self.state, "secondary")

    @property
    def can_be_cancelled(self) -> bool:
        return self.state == AppointmentState.BOOKED and self.slot.starts_at > timezone.now()

    @property
    def awaits_outcome(self) -> bool:
        """The hour has passed and the counsellor has not yet said whether the person came."""
        return self.state == AppointmentState.BOOKED and self.slot.starts_at <= timezone.now()
