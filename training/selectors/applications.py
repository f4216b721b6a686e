"""Where an application stands: what happened, what comes next and by when."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import GuardianAnswer, GuardianEnd, GuardianState
from accounts.policies import is_minor, why_waiting
from training.enums import ENDED_APPLICATION_STATES, ApplicationState, RefusalReason
from training.models import (
    Admission,
    Application,
    ApplicationDocument,
    ApplicationHistory,
    ApplicationMessage,
    RequestedDocument,
    in_order,
)

STATE = ApplicationState
DONE = {
    STATE.DRAFT: gettext_lazy("Bozza iniziata"),
    STATE.AWAITING: gettext_lazy("Mandata al genitore o tutore per il sì"),
    STATE.SUBMITTED: gettext_lazy("Domanda inviata"),
    STATE.WAITLISTED: gettext_lazy("In lista d'attesa"),
    STATE.OFFERED: gettext_lazy("Un posto si è liberato per te"),
    STATE.ACCEPTED: gettext_lazy("Domanda accolta: hai un posto"),
    STATE.CONFIRMED: gettext_lazy("Hai confermato il posto"),
    STATE.REFUSED: gettext_lazy("Domanda non accolta"),
    STATE.WITHDRAWN: gettext_lazy("Hai ritirato la domanda"),
    STATE.COMPLETED: gettext_lazy("Percorso concluso"),
    STATE.NOT_COMPLETED: gettext_lazy("Percorso non concluso"),
}
# The same steps as the school reads them.
AT_SCHOOL = DONE | {
    STATE.OFFERED: gettext_lazy("Un posto si è liberato: offerto alla persona"),
    STATE.ACCEPTED: gettext_lazy("Domanda accolta: ha un posto"),
    STATE.CONFIRMED: gettext_lazy("La persona ha confermato il posto"),
    STATE.WITHDRAWN: gettext_lazy("Domanda ritirata"),
}
CALLED_OFF = {STATE.REFUSED: gettext_lazy("Edizione annullata")}
BY_GUARDIAN = DONE | {STATE.WITHDRAWN: gettext_lazy("Il genitore o tutore ha detto no")}
ANSWERS = (STATE.ACCEPTED, STATE.WAITLISTED, STATE.REFUSED)
Words = Mapping[ApplicationState, Promise]
ENDED = (STATE.REFUSED, STATE.WITHDRAWN)
WAITING = (STATE.SUBMITTED, STATE.WAITLISTED)
LEARNT = ENDED_APPLICATION_STATES
SEATED = (STATE.ACCEPTED, STATE.CONFIRMED)


@dataclass(frozen=True)
class Step:
    label: str | Promise
    day: datetime.date | None
    is_done: bool


@dataclass(frozen=True)
class Standing:
    """The one thing to know now: where the person is, what comes next, by when."""

    title: str
    text: str
    until: datetime.date | None = None
    until_label: str = ""
    hour: datetime.datetime | None = None


def applications_of(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With what a list of one's own applications shows, the latest first."""
    return applications.select_related(
        "person",
        "edition__course__partner",
        "edition__site__municipality",
        "edition__course__site__municipality",
        "edition__admission",
    ).order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Part:
    """A document that is asked for, and the file that answers it."""

    asked: RequestedDocument
    sent: ApplicationDocument | None


def documents_of(application: Application) -> list[Part]:
    """What the edition asks for, with what was sent; the bytes stay in the database."""
    sent = {row.request_id: row for row in application.documents.defer("content")}
    asked = RequestedDocument.objects.filter(edition=application.edition_id)
    return [Part(row, sent.get(row.pk)) for row in asked]


def is_asked(application: Application, documents: list[Part], conversation: list[ApplicationMessage]) -> bool:
    """Whether the school wrote last, while it still decides, and nothing came from the person since."""
    if application.state not in WAITING or not conversation or not conversation[-1].is_from_school:
        return False
    written = conversation[-1].created_at
    return all(part.sent is None or part.sent.created_at < written for part in documents)


def timeline(application: Application, today: datetime.date) -> list[Step]:
    """From the first word to the end of the course; what is left out will not happen any more."""
    words = BY_GUARDIAN if by_guardian(application) else {**DONE, **_called_off_words(application)}
    return _timeline(application, today, words, answer=_("La tua risposta"))


def timeline_at_school(application: Application, today: datetime.date) -> list[Step]:
    """The same, in words for the people of the school."""
    words = {**AT_SCHOOL, **_called_off_words(application)}
    return _timeline(application, today, words, answer=_("La risposta della persona"))


def _called_off_words(application: Application) -> Words:
    return CALLED_OFF if _is_called_off(application) else {}


def _is_called_off(application: Application) -> bool:
    """Whether it ended because its edition was cancelled."""
    return application.refusal_reason == RefusalReason.CANCELLED


def _timeline(application: Application, today: datetime.date, words: Words, *, answer: str) -> list[Step]:
    past = _past(application, words)
    if application.state in ENDED:
        return past
    course = _course_steps(application, today)
    if application.state in LEARNT:
        return [*past[:-1], *course, past[-1]]
    to_come = _answers_to_come(application, answer)
    return [*past, *to_come, *course, Step(words[STATE.COMPLETED], None, is_done=False)]


def _past(application: Application, words: Words) -> list[Step]:
    """One step for each state that the history knows, the oldest first; of what it does not know, the row itself."""
    rows = ApplicationHistory.objects.filter(pgh_obj=application.pk).order_by("pgh_id")
    days = {STATE(state): timezone.localdate(at) for state, at in rows.values_list("state", "pgh_created_at")}
    days.setdefault(STATE(application.state), timezone.localdate(application.updated_at))
    for other in {*LEARNT, STATE.REFUSED} - {application.state}:
        days.pop(other, None)  # said by mistake and put right
    told = {}
    if application.submitted_at:
        if asked := days.pop(STATE.AWAITING, None):
            told[STATE.AWAITING] = asked
        told[STATE.SUBMITTED] = timezone.localdate(application.submitted_at)
        days.pop(STATE.DRAFT, None)
        days.pop(STATE.SUBMITTED, None)
    if application.decided_at:
        unknown = STATE.WAITLISTED if application.state == STATE.OFFERED else STATE.ACCEPTED
        answer = next((state for state in days if state in ANSWERS), unknown)
        told[answer] = timezone.localdate(application.decided_at)
        days.pop(answer, None)
    return [Step(words[state], day, is_done=True) for state, day in (told | days).items()]


def _answers_to_come(application: Application, answer: str) -> list[Step]:
    state, edition = application.state, application.edition
    answers_by = promised_by(application)
    to_come = {
        STATE.DRAFT: [
            Step(_("Invio della domanda"), edition.applications_close_on, is_done=False),
            Step(_("Risposta della scuola"), answers_by, is_done=False),
        ],
        STATE.AWAITING: [
            Step(_("Il sì del genitore o tutore"), edition.applications_close_on, is_done=False),
            Step(_("Risposta della scuola"), answers_by, is_done=False),
        ],
        STATE.SUBMITTED: [Step(_("Risposta della scuola"), answers_by, is_done=False)],
        STATE.WAITLISTED: [Step(_("Un posto che si libera"), None, is_done=False)],
        STATE.OFFERED: [Step(answer, _day(application.offer_until), is_done=False)],
    }
    return to_come.get(STATE(state), [])


def _course_steps(application: Application, today: datetime.date) -> list[Step]:
    has_seat, edition = application.state in (*SEATED, *LEARNT), application.edition
    return [
        Step(_("Inizio del corso"), edition.starts_on, is_done=has_seat and today >= edition.starts_on),
        Step(_("Fine del corso"), edition.ends_on, is_done=has_seat and today > edition.ends_on),
    ]


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None


def place_in_queue(application: Application) -> int:
    """Which one the person is in the waiting list: 1 is the next to be offered a seat; 0 for who is not in it."""
    queue = in_order(Application.objects.queued().filter(edition=application.edition_id))
    keys = list(queue.values_list("pk", flat=True))
    return keys.index(application.pk) + 1 if application.pk in keys else 0


def standing(application: Application, today: datetime.date) -> Standing:
    """In the words of the person who applied."""
    return _STANDINGS[STATE(application.state)](application, today)


def _is_too_late(application: Application, today: datetime.date) -> bool:
    """Whether what is not sent yet can no longer be."""
    until = application.edition.applications_close_on
    return until is not None and until < today


def _called_off() -> Standing:
    """Of what was not sent when the school gave the edition up."""
    return Standing(
        _("Questa edizione è stata annullata"),
        _(
            "La tua domanda non è partita e non può più partire: puoi ritirarla. Nella pagina del corso guarda le "
            "altre edizioni."
        ),
    )


def _draft(application: Application, today: datetime.date) -> Standing:
    title = _("La tua domanda è ancora una bozza")
    if application.edition.cancelled_at:
        return _called_off()
    if _is_too_late(application, today):
        return Standing(title, _("Le iscrizioni sono chiuse: questa domanda non può più partire. Puoi ritirarla."))
    return Standing(
        title,
        _("La scuola non la vede. Controlla quello che hai scritto, aggiungi quello che manca e inviala."),
        application.edition.applications_close_on,
        _("Si può inviare fino al"),
    )


def _awaiting(application: Application, today: datetime.date) -> Standing:
    """The guardian is asked about this application; the person has other things to do once 18, or too late."""
    title, until = _("In attesa del genitore o tutore"), application.edition.applications_close_on
    if application.edition.cancelled_at:
        return _called_off()
    if _is_too_late(application, today):
        return Standing(title, _("Le iscrizioni si sono chiuse prima del sì: questa domanda non può più partire."))
    label = _("Le iscrizioni chiudono il")
    if not is_minor(application.person):
        return Standing(title, _("Adesso hai 18 anni: puoi inviare la domanda senza aspettare nessuno."), until, label)
    if waiting := why_waiting(application.person):
        return Standing(title, waiting, until, label)
    return Standing(title, str(_ASKED[_approval_state(application)]), until, label)


def _approval_state(application: Application) -> GuardianState:
    approval = application.approvals.current().select_related("guardian").first()
    return approval.state if approval else GuardianState.EXPIRED


_ASKED = {
    GuardianState.WAITING: gettext_lazy(
        "Gli abbiamo scritto: appena dice sì la domanda parte da sé. Intanto la scuola non la vede e non tiene "
        "un posto."
    ),
    GuardianState.EXPIRED: gettext_lazy("Il collegamento che ha ricevuto è scaduto: mandane un altro."),
    GuardianState.REPLACED: gettext_lazy("Adesso hai indicato un altro genitore: manda la richiesta anche a questo."),
}


def promised_by(application: Application) -> datetime.date | None:
    """The day by which the school said that it would answer; one that had passed when it was sent promises nothing."""
    answers_by, sent = Admission.of(application.edition).answers_by, _day(application.submitted_at)
    return None if answers_by and sent and answers_by < sent else answers_by


def _submitted(application: Application, today: datetime.date) -> Standing:
    answers_by = promised_by(application)
    text = _("Quando risponde ricevi un avviso qui e per e-mail: non devi fare niente.")
    if answers_by and answers_by < today:
        text = _("La data promessa per la risposta è passata: puoi chiedere notizie alla scuola.")
    return Standing(_("La scuola sta leggendo la tua domanda"), text, answers_by, _("Risposta entro il"))


def _waitlisted(application: Application, _today: datetime.date) -> Standing:
    hours = Admission.of(application.edition).offer_hours
    return Standing(
        _("Sei in lista d'attesa: posto numero %(place)d") % {"place": place_in_queue(application)},
        _("Se si libera un posto e tocca a te, lo teniamo tuo per %(hours)d ore e ti avvisiamo.") % {"hours": hours},
        application.edition.starts_on,
        _("La lista si chiude quando comincia il corso, il"),
    )


def _offered(application: Application, _today: datetime.date) -> Standing:
    return Standing(
        _("Si è liberato un posto: è tuo, se dici di sì"),
        _("Senza una risposta in tempo il posto passa a chi viene dopo di te nella lista."),
        _day(application.offer_until),
        _("Rispondi entro il"),
        hour=application.offer_until,
    )


def _accepted(application: Application, today: datetime.date) -> Standing:
    return Standing(
        _("Hai un posto"),
        _(
            "Conferma che ci sarai: così la scuola si organizza. Se non puoi più, ritira la domanda e il posto va a "
            "qualcun altro."
        ),
        *_next_day(application, today),
    )


def _confirmed(application: Application, today: datetime.date) -> Standing:
    return Standing(
        _("Il posto è tuo e hai confermato"),
        _("Ti avvisiamo se cambiano date, orario o sede."),
        *_next_day(application, today),
    )


def _next_day(application: Application, today: datetime.date) -> tuple[datetime.date, str]:
    if today < application.edition.starts_on:
        return application.edition.starts_on, _("Si comincia il")
    return application.edition.ends_on, _("Si finisce il")


def _refused(application: Application, _today: datetime.date) -> Standing:
    if _is_called_off(application):
        return Standing(
            _("Questa edizione è stata annullata"),
            _("Qui sotto leggi perché. Nella pagina del corso guarda le altre edizioni."),
        )
    return Standing(
        _("Questa volta non è andata"),
        _("Qui sotto leggi il motivo. Nel catalogo trovi altre edizioni e corsi simili."),
    )


def _withdrawn(application: Application, _today: datetime.date) -> Standing:
    if by_guardian(application):
        return Standing(
            _("Il genitore o tutore ha detto no"),
            _("La domanda si ferma qui. Parlatene insieme: fra una settimana puoi chiedere di nuovo."),
        )
    return Standing(
        _("Hai ritirato la domanda"), _("Finché le iscrizioni sono aperte puoi inviarne una nuova dal corso.")
    )


def by_guardian(application: Application) -> bool:
    """Whether it ended by the guardian's no, or by a yes that was taken back."""
    no = Q(answer=GuardianAnswer.NO) | Q(end=GuardianEnd.WITHDRAWN)
    return application.state == STATE.WITHDRAWN and application.approvals.filter(no).exists()


def _completed(_application: Application, _today: datetime.date) -> Standing:
    return Standing(_("Complimenti, ce l'hai fatta"), _("Le competenze valutate dal corso sono nel tuo profilo."))


def _not_completed(_application: Application, _today: datetime.date) -> Standing:
    return Standing(
        _("Il percorso risulta non concluso"),
        _("Se pensi che sia un errore, scrivi alla scuola. Se vuoi riprovare, guarda le prossime edizioni."),
    )


_STANDINGS = {
    STATE.DRAFT: _draft,
    STATE.AWAITING: _awaiting,
    STATE.SUBMITTED: _submitted,
    STATE.WAITLISTED: _waitlisted,
    STATE.OFFERED: _offered,
    STATE.ACCEPTED: _accepted,
    STATE.CONFIRMED: _confirmed,
    STATE.REFUSED: _refused,
    STATE.WITHDRAWN: _withdrawn,
    STATE.COMPLETED: _completed,
    STATE.NOT_COMPLETED: _not_completed,
}
