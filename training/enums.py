from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Whom a course is for."""

    STUDENTS = "STUDENTS", _("studentesse e studenti")
    UNEMPLOYED = "UNEMPLOYED", _("chi cerca lavoro")
    WORKERS = "WORKERS", _("chi lavora")
    ADULTS = "ADULTS", _("persone adulte")
    TEACHERS = "TEACHERS", _("docenti e personale della formazione")


class Mode(models.TextChoices):
    ONSITE = "ONSITE", _("in presenza")
    ONLINE = "ONLINE", _("a distanza")
    BLENDED = "BLENDED", _("mista")


class Enrolment(models.TextChoices):
    """Where one signs up for an edition."""

    PORTAL = "PORTAL", _("su questo portale")
    EXTERNAL = "EXTERNAL", _("presso la scuola o l'ente")


class EditionState(models.TextChoices):
    """Computed from dates and seats, never stored."""

    UPCOMING = "UPCOMING", _("iscrizioni non ancora aperte")
    OPEN = "OPEN", _("iscrizioni aperte")
    FULL = "FULL", _("posti esauriti")
    CLOSED = "CLOSED", _("iscrizioni chiuse")
    RUNNING = "RUNNING", _("in corso")
    FINISHED = "FINISHED", _("conclusa")
    CANCELLED = "CANCELLED", _("annullata")


class ApplicationState(models.TextChoices):
    SUBMITTED = "SUBMITTED", _("inviata")
    ACCEPTED = "ACCEPTED", _("accolta")
    REFUSED = "REFUSED", _("non accolta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")
    COMPLETED = "COMPLETED", _("percorso concluso")


# States in which the person still has, or waits for, a place.
LIVE_APPLICATION_STATES = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED, ApplicationState.COMPLETED)
SEATED_APPLICATION_STATES = (ApplicationState.ACCEPTED, ApplicationState.COMPLETED)


class RefusalReason(models.TextChoices):
    REQUIREMENTS = "REQUIREMENTS", _("mancano i requisiti di ingresso")
    FULL = "FULL", _("i posti sono finiti")
    CANCELLED = "CANCELLED", _("l'edizione non parte")
    OTHER = "OTHER", _("altro motivo, spiegato nel messaggio")
