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


class AgendaPart(models.IntegerChoices):
    """The parts of a counsellor's agenda, in the order in which they ask for something."""

    TO_CLOSE = 1, _("Com'è andata?")
    COMING = 2, _("In programma")
    PAST = 3, _("Già passati")


# States in which the appointment keeps the slot.
HOLDING_STATES = (AppointmentState.BOOKED, AppointmentState.ATTENDED, AppointmentState.MISSED)
