from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    ONSITE = "ONSITE", _("in presenza")
    VIDEO = "VIDEO", _("in videochiamata")
    PHONE = "PHONE", _("al telefono")


class AppointmentState(models.TextChoices):
    BOOKED = "BOOKED", _("prenotato")
    CANCELLED = "CANCELLED", _("disdetto")
    ATTENDED = "ATTENDED", _("svolto")
    MISSED = "MISSED", _("la persona non è venuta")


# States in which the appointment keeps the slot.
HOLDING_STATES = (AppointmentState.BOOKED, AppointmentState.ATTENDED, AppointmentState.MISSED)
