"""How an application reaches the school: what is asked at that moment, whoever sends it."""

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from partners.models import Partner
from training.enums import ApplicationState, EditionState, Enrolment, Mover
from training.models import Admission, Application, Edition
from training.notifications import tell_school
from training.services.moves import move, seats_taken

MOST_SENT = 3  # by one person to one edition: each of them, and each withdrawal, is a mail to the school
CODE_LENGTH, CODE_LETTERS = 8, "ACDEFHJKLMNPRTUVWXY3479"  # none that is taken for another


def send_now(application: Application, *, by: User | None, mover: Mover) -> Application:
    """From here on the school has it; who asked first is counted from this moment."""
    application.submitted_at, application.code = timezone.now(), new_code()
    move(application, by=by, mover=mover, state=ApplicationState.SUBMITTED)
    tell_school(kind="application_submitted", application=application)
    return application


def new_code() -> str:
    """By which an application is named where no name is told: easy to read out, nothing to learn from it."""
    return get_random_string(CODE_LENGTH, allowed_chars=CODE_LETTERS)


def require_taking(edition: Edition, person: User) -> None:
    """Asked anew under the lock of the edition, whatever the page showed."""
    if edition.course.published_at is None:
        raise BusinessRuleError(_("Questo corso non è pubblicato."))
    if not Partner.objects.with_page().filter(pk=edition.course.partner_id).exists():
        raise BusinessRuleError(_("La scuola o l'ente non fa più parte del Polo: qui non ci si iscrive più."))
    if edition.enrolment != Enrolment.PORTAL:
        raise BusinessRuleError(_("A questa edizione ci si iscrive presso la scuola o l'ente, non sul portale."))
    _require_open(edition)
    admission = Admission.of(edition)
    if admission.is_ranked and admission.criteria_published_at is None:
        raise BusinessRuleError(
            _("La scuola non ha ancora pubblicato i criteri della graduatoria: riprova più avanti.")
        )
    if not may_take_part(person):
        raise BusinessRuleError(why_waiting(person))
    sent = Application.objects.filter(edition=edition, person=person, submitted_at__isnull=False)
    if sent.count() >= MOST_SENT:
        raise BusinessRuleError(
            _("A questa edizione hai già mandato tre domande: se vuoi ancora un posto scrivi alla scuola.")
        )


def _require_open(edition: Edition) -> None:
    state = edition.state_on(timezone.localdate(), seats_taken(edition))
    if state == EditionState.UPCOMING:
        raise BusinessRuleError(_("Le iscrizioni a questa edizione non sono ancora aperte."))
    if state == EditionState.FULL and Admission.of(edition).takes_when_full:
        return
    if state == EditionState.FULL:
        raise BusinessRuleError(_("I posti di questa edizione sono finiti."))
    if state != EditionState.OPEN:
        raise BusinessRuleError(_("Le iscrizioni a questa edizione sono chiuse."))
