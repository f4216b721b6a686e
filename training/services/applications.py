"""The life of an application as its two sides shape it: sent, answered, given up (moves.py); its end: course_ends."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import is_minor, may_take_part
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import (
    LIVE_APPLICATION_STATES,
    UNSENT_APPLICATION_STATES,
    ApplicationState,
    Mover,
    RefusalReason,
)
from training.models import Application, Edition, RankingPlace
from training.notifications import tell_applicant, tell_school
from training.services.application_parts import require_documents
from training.services.guardian_approvals import approval_ask
from training.services.moves import (
    decide,
    lock_application,
    lock_edition,
    move,
    require_move,
    require_ranking,
    seats_taken,
)
from training.services.sending import require_taking, send_now
from training.services.waiting_list import waiting_list_advance

STATE = ApplicationState


@transaction.atomic
def application_submit(*, edition: Edition, by: User, motivation: str = "") -> Application:
    """Ask for a seat: only while the edition takes applications here, and once per person."""
    return _send(_begin(edition, by=by, motivation=motivation), by=by)


@transaction.atomic
def application_draft(*, edition: Edition, by: User, motivation: str = "") -> Application:
    """Begin an application that nobody else sees until it is sent."""
    application = _begin(edition, by=by, motivation=motivation)
    record_event(by=by, verb="training.application_created", target=application, after={"state": application.state})
    return application


def _begin(edition: Edition, *, by: User, motivation: str) -> Application:
    edition = lock_edition(edition.pk)
    if Application.objects.filter(edition=edition, person=by, state__in=LIVE_APPLICATION_STATES).exists():
        raise BusinessRuleError(_("Hai già una domanda per questa edizione: la trovi fra le tue iscrizioni."))
    require_taking(edition, by)
    application = Application(person=by, edition=edition, motivation=motivation, state=STATE.DRAFT)
    application.full_clean()
    application.save()
    return application


@transaction.atomic
def application_update(*, application: Application, motivation: str, by: User) -> Application:
    """Other words, as long as nobody else has read them."""
    application = lock_application(application)
    if application.state != STATE.DRAFT:
        raise BusinessRuleError(_("La domanda è già inviata: per aggiungere qualcosa scrivi alla scuola."))
    application.motivation = motivation
    application.full_clean()
    application.save()
    record_event(by=by, verb="training.application_updated", target=application)
    return application


@transaction.atomic
def application_send(*, application: Application, by: User) -> Application:
    """From the draft to the school's desk."""
    application = lock_application(application)
    require_move(application, STATE.SUBMITTED, Mover.PERSON)
    if application.state == STATE.AWAITING and is_minor(application.person):
        raise BusinessRuleError(_("Aspettiamo il sì del genitore o tutore: appena arriva la domanda parte da sé."))
    require_taking(application.edition, application.person)
    return _send(application, by=by)


def _send(application: Application, *, by: User) -> Application:
    """To the school; of a minor to the guardian first, whose yes sends it on."""
    require_documents(application)
    if not is_minor(application.person):
        return send_now(application, by=by, mover=Mover.PERSON)
    move(application, by=by, mover=Mover.PERSON, state=STATE.AWAITING)
    approval_ask(application=application, by=by)
    return application


@transaction.atomic
def application_accept(*, application: Application, by: User, message: str = "") -> Application:
    """Give a seat, if one is left."""
    application = lock_application(application)
    if application.state == STATE.WAITLISTED:
        raise BusinessRuleError(_("È in lista d'attesa: quando si libera un posto il portale glielo offre da sé."))
    require_move(application, STATE.ACCEPTED, Mover.SCHOOL)
    _require_seat(application.edition)
    if (place := require_ranking(application)) and comes_before(application, place):
        raise BusinessRuleError(_("In graduatoria c'è chi viene prima e aspetta ancora: rispondi prima a loro."))
    if not may_take_part(application.person):
        raise BusinessRuleError(
            _("Per questa persona manca ancora una conferma, forse di un genitore: la domanda resta in attesa.")
        )
    decide(application, by=by, message=message)
    move(application, by=by, mover=Mover.SCHOOL, state=STATE.ACCEPTED)
    tell_applicant(kind="application_accepted", application=application)
    return application


def _require_seat(edition: Edition) -> None:
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata: non si possono accogliere domande."))
    if timezone.localdate() > edition.ends_on:
        raise BusinessRuleError(_("Questa edizione è conclusa: non si possono accogliere domande."))
    if edition.seats_left(seats_taken(edition)) == 0:
        raise BusinessRuleError(_("I posti sono finiti: puoi mettere la persona in lista d'attesa."))


def comes_before(application: Application, place: RankingPlace) -> bool:
    """Whether somebody better placed still waits who may take a seat."""
    better = Application.objects.filter(
        edition=application.edition_id,
        state__in=[STATE.SUBMITTED, STATE.WAITLISTED],
        places__ranking=place.ranking_id,
        places__position__lt=place.position,
    )
    return better.filter(person__in=User.objects.able_to_take_part()).exists()


@transaction.atomic
def application_refuse(*, application: Application, by: User, reason: RefusalReason, message: str = "") -> Application:
    """Say no with a reason. A person already accepted loses the place only when the edition is cancelled."""
    application = lock_application(application)
    require_move(application, STATE.REFUSED, Mover.SCHOOL)
    if reason != RefusalReason.CANCELLED and application.state not in {STATE.SUBMITTED, STATE.WAITLISTED}:
        raise BusinessRuleError(_("Questa persona ha già un posto: si perde solo se l'edizione è annullata."))
    if reason == RefusalReason.OTHER and not message.strip():
        raise BusinessRuleError(_("Spiega il motivo nel messaggio: chi si è iscritto lo leggerà."))
    application.refusal_reason = reason
    decide(application, by=by, message=message)
    move(application, by=by, mover=Mover.SCHOOL, state=STATE.REFUSED, reason=str(reason))
    is_off = reason == RefusalReason.CANCELLED
    tell_applicant(kind="application_called_off" if is_off else "application_refused", application=application)
    return application


@transaction.atomic
def application_withdraw(*, application: Application, by: User) -> Application:
    """The person gives up; a seat that was given or offered goes on to whoever waits for it."""
    application = lock_application(application)
    if not application.is_withdrawable:
        raise BusinessRuleError(_("Questa domanda non si può più ritirare."))
    is_unsent = application.state in UNSENT_APPLICATION_STATES
    move(application, by=by, mover=Mover.PERSON, state=STATE.WITHDRAWN)
    if not is_unsent:
        tell_school(kind="application_withdrawn", application=application)
        waiting_list_advance(edition=application.edition)
    return application


@transaction.atomic
def applications_give_up(*, person: User, by: User) -> int:
    """Give up every place held or asked for, as a person does who leaves the portal; returns how many."""
    live = Application.objects.live().filter(person=person).select_related("edition").order_by("edition_id", "pk")
    open_ones = [application for application in live if application.is_withdrawable]
    for application in open_ones:
        application_withdraw(application=application, by=by)
    return len(open_ones)
