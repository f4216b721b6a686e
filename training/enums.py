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


class Language(models.TextChoices):
    """In which a course is taught (ISO 639-1)."""

    IT = "it", _("italiano")
    EN = "en", _("inglese")
    FR = "fr", _("francese")
    DE = "de", _("tedesco")
    ES = "es", _("spagnolo")


class TermList(models.TextChoices):
    """The official lists of which a course names a word."""

    FIGURE = "FIGURE", _("indirizzi e figure")
    ATTESTATION = "ATTESTATION", _("tipi di attestazione")
    FUNDING = "FUNDING", _("fonti di finanziamento")


class Enrolment(models.TextChoices):
    """Where one signs up for an edition."""

    PORTAL = "PORTAL", _("su questo portale")
    EXTERNAL = "EXTERNAL", _("presso la scuola o l'ente")


class EditionState(models.TextChoices):
    """Computed from dates and seats, never stored."""

    UPCOMING = "UPCOMING", _("iscrizioni non ancora aperte")
    OPEN = "OPEN", _("iscrizioni aperte")
    ELSEWHERE = "ELSEWHERE", _("iscrizioni presso la scuola o l'ente")
    WAITING = "WAITING", _("lista d'attesa")
    FULL = "FULL", _("posti esauriti")
    TO_CONFIRM = "TO_CONFIRM", _("da confermare: iscrizioni sotto il minimo")
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
    EditionState.ELSEWHERE: "primary",
    EditionState.UPCOMING: "primary",
    EditionState.WAITING: "warning",
    EditionState.FULL: "warning",
    EditionState.TO_CONFIRM: "warning",
    EditionState.CANCELLED: "danger",
}


class ApplicationState(models.TextChoices):
    """Where an application stands. Which state may follow which, and by whose hand: `APPLICATION_MOVES`."""

    DRAFT = "DRAFT", _("bozza")
    AWAITING = "AWAITING", _("in attesa del genitore o tutore")
    SUBMITTED = "SUBMITTED", _("inviata")
    WAITLISTED = "WAITLISTED", _("in lista d'attesa")
    OFFERED = "OFFERED", _("posto offerto")
    ACCEPTED = "ACCEPTED", _("accolta")
    CONFIRMED = "CONFIRMED", _("posto confermato")
    REFUSED = "REFUSED", _("non accolta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")
    COMPLETED = "COMPLETED", _("percorso concluso")
    NOT_COMPLETED = "NOT_COMPLETED", _("percorso non concluso")

    @property
    def tone(self) -> str:
        return APPLICATION_TONES.get(self, "secondary")


APPLICATION_TONES = {
    ApplicationState.AWAITING: "warning",
    ApplicationState.SUBMITTED: "primary",
    ApplicationState.WAITLISTED: "primary",
    ApplicationState.OFFERED: "warning",
    ApplicationState.ACCEPTED: "success",
    ApplicationState.CONFIRMED: "success",
    ApplicationState.REFUSED: "danger",
    ApplicationState.COMPLETED: "success",
}


class Mover(models.TextChoices):
    """By whose hand an application goes on."""

    PERSON = "PERSON", _("chi si iscrive")
    GUARDIAN = "GUARDIAN", _("il genitore o chi ne fa le veci")
    SCHOOL = "SCHOOL", _("la scuola o l'ente")
    PORTAL = "PORTAL", _("il portale, da sé")


def _moves() -> dict[tuple[str, str], frozenset[Mover]]:
    state, person, school, portal = ApplicationState, Mover.PERSON, Mover.SCHOOL, Mover.PORTAL
    either = {person, Mover.GUARDIAN}  # of a minor: whoever says no first
    table = {
        state.DRAFT: {state.SUBMITTED: {person}, state.AWAITING: {person}, state.WITHDRAWN: {person}},
        state.AWAITING: {state.SUBMITTED: either, state.WITHDRAWN: either},
        state.SUBMITTED: {
            state.ACCEPTED: {school}, state.WAITLISTED: {school}, state.REFUSED: {school}, state.WITHDRAWN: either,
        },
        state.WAITLISTED: {state.OFFERED: {portal}, state.REFUSED: {school, portal}, state.WITHDRAWN: either},
        state.OFFERED: {state.CONFIRMED: {person}, state.WITHDRAWN: either, state.REFUSED: {school, portal}},
        state.ACCEPTED: {
            state.CONFIRMED: {person}, state.WITHDRAWN: either, state.REFUSED: {school}, state.COMPLETED: {school},
            state.NOT_COMPLETED: {school},
        },
        state.CONFIRMED: {
            state.WITHDRAWN: either, state.REFUSED: {school}, state.COMPLETED: {school}, state.NOT_COMPLETED: {school},
        },
        # A list that closed at a wrong beginning, and an end that was said by mistake, are put right.
        state.REFUSED: {state.WAITLISTED: {portal}},
        state.COMPLETED: {state.NOT_COMPLETED: {school}},
        state.NOT_COMPLETED: {state.COMPLETED: {school}},
    }  # fmt: skip
    return {(str(old), str(new)): frozenset(who) for old, row in table.items() for new, who in row.items()}


# The whole life of an application; the database refuses every other move (models/application.py).
APPLICATION_MOVES = _moves()
# A seat is held or was used.
SEATED_APPLICATION_STATES = (
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.CONFIRMED,
    ApplicationState.COMPLETED,
    ApplicationState.NOT_COMPLETED,
)
# The course is over for the person, one way or the other.
ENDED_APPLICATION_STATES = (ApplicationState.COMPLETED, ApplicationState.NOT_COMPLETED)
# The person still has, writes or waits for a place: one of these for each person and edition.
LIVE_APPLICATION_STATES = (
    ApplicationState.DRAFT,
    ApplicationState.AWAITING,
    ApplicationState.SUBMITTED,
    ApplicationState.WAITLISTED,
    *SEATED_APPLICATION_STATES,
)
# Not sent to the school: the person's own, and the guardian's.
UNSENT_APPLICATION_STATES = (ApplicationState.DRAFT, ApplicationState.AWAITING)
# Nothing is settled for good: what a change of plans must be told to, what a cancelled edition ends.
PENDING_APPLICATION_STATES = (
    ApplicationState.SUBMITTED,
    ApplicationState.WAITLISTED,
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.CONFIRMED,
)


class RefusalReason(models.TextChoices):
    REQUIREMENTS = "REQUIREMENTS", _("mancano i requisiti di ingresso")
    DOCUMENTS = "DOCUMENTS", _("mancano i documenti chiesti")
    FULL = "FULL", _("i posti sono finiti")
    CANCELLED = "CANCELLED", _("l'edizione non parte")
    EXPIRED = "EXPIRED", _("il tempo per dire di sì al posto è passato")
    LIST_CLOSED = "LIST_CLOSED", _("il corso è cominciato e non si è liberato un posto")
    OTHER = "OTHER", _("altro motivo, spiegato nel messaggio")


class AdmissionOrder(models.TextChoices):
    """Who comes first when there are fewer seats than applications."""

    ARRIVAL = "ARRIVAL", _("in ordine di arrivo")
    RANKING = "RANKING", _("con una graduatoria, secondo criteri e punti che pubblichi prima")


class TieBreak(models.TextChoices):
    """Who comes first of two with the same points; the moment of sending settles what is still even."""

    ARRIVAL = "ARRIVAL", _("prima chi ha mandato prima la domanda")
    CRITERIA = "CRITERIA", _("prima chi ha più punti nel primo criterio, poi nel secondo e così via; poi per arrivo")


class BatchAction(models.TextChoices):
    """One answer for many applications."""

    ACCEPT = "ACCEPT", _("accoglile")
    WAITLIST = "WAITLIST", _("mettile in lista d'attesa")
    REFUSE = "REFUSE", _("non accoglierle")


# Those that a school does not choose: they come from what happened.
OWN_REFUSAL_REASONS = frozenset({RefusalReason.CANCELLED, RefusalReason.EXPIRED, RefusalReason.LIST_CLOSED})


class TemplateState(models.TextChoices):
    """Where a template of the Polo stands."""

    PROPOSED = "PROPOSED", _("da approvare")
    IN_FORCE = "IN_FORCE", _("in uso")
    REFUSED = "REFUSED", _("non accolto")
    WITHDRAWN = "WITHDRAWN", _("ritirato")


class TemplateChoice(models.TextChoices):
    """What a school does with a field that changed in the template of a course."""

    TAKE = "TAKE", _("prendi il testo del modello")
    KEEP = "KEEP", _("tieni il mio")
    LATER = "LATER", _("decido dopo")


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
