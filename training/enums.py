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

    @property
    def tone(self) -> str:
        """Colour of the badge; the words of the label say the same."""
        return EDITION_TONES.get(self, "secondary")


EDITION_TONES = {
    EditionState.OPEN: "success",
    EditionState.UPCOMING: "primary",
    EditionState.FULL: "warning",
    EditionState.CANCELLED: "danger",
}


class ApplicationState(models.TextChoices):
    SUBMITTED = "SUBMITTED", _("inviata")
    ACCEPTED = "ACCEPTED", _("accolta")
    REFUSED = "REFUSED", _("non accolta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")
    COMPLETED = "COMPLETED", _("percorso concluso")

    @property
    def tone(self) -> str:
        return APPLICATION_TONES.get(self, "secondary")


APPLICATION_TONES = {
    ApplicationState.SUBMITTED: "primary",
    ApplicationState.ACCEPTED: "success",
    ApplicationState.REFUSED: "danger",
    ApplicationState.COMPLETED: "success",
}

# States in which the person still has, or waits for, a place.
LIVE_APPLICATION_STATES = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED, ApplicationState.COMPLETED)
SEATED_APPLICATION_STATES = (ApplicationState.ACCEPTED, ApplicationState.COMPLETED)


class RefusalReason(models.TextChoices):
    REQUIREMENTS = "REQUIREMENTS", _("mancano i requisiti di ingresso")
    FULL = "FULL", _("i posti sono finiti")
    CANCELLED = "CANCELLED", _("l'edizione non parte")
    OTHER = "OTHER", _("altro motivo, spiegato nel messaggio")


class PublicationGap(models.TextChoices):
    """What a course lacks to be published, in the words of its desk."""

    SUMMARY = "SUMMARY", _("una frase che lo presenti («in breve»)")
    CERTIFICATION = "CERTIFICATION", _("che cosa si ottiene alla fine")
    SITE = "SITE", _("la sede in cui si tiene")
    SKILLS = "SKILLS", _("almeno una competenza insegnata")

    @property
    def anchor(self) -> str:
        """Where on the page of the form it is written."""
        return "competenze" if self == PublicationGap.SKILLS else f"id_{self.value.lower()}"
