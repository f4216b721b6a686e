"""The guardian's yes to one application of a minor: asked by mail, given or not from the link, taken back later."""

import datetime
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import GuardianAnswer, GuardianEnd, GuardianState
from accounts.models import GuardianRequest, User
from accounts.policies import is_minor, why_waiting
from core.errors import BusinessRuleError
from core.services import record_event
from training import notifications
from training.enums import ApplicationState, Mover
from training.models import Application, Edition, GuardianApproval
from training.services.moves import lock_application, move, require_move
from training.services.sending import require_taking, send_now
from training.services.waiting_list import waiting_list_advance

STATE = ApplicationState
TOKEN_BYTES = 32
A_DAY, MAILS_A_DAY, MAILS_FOR_ONE = datetime.timedelta(days=1), 10, 3
QUIET = datetime.timedelta(days=7)  # after a no to an edition the guardian is left in peace about it for a week
NO_MORE = {
    GuardianState.CONFIRMED: gettext_lazy("Il sì a questa domanda è già stato dato."),
    GuardianState.REFUSED: gettext_lazy("A questa domanda è già stato risposto di no."),
    GuardianState.WITHDRAWN: gettext_lazy("Il sì a questa domanda è già stato ritirato."),
    GuardianState.REPLACED: gettext_lazy("Questo collegamento non vale più: ce n'è uno più recente."),
    GuardianState.EXPIRED: gettext_lazy("Il collegamento è scaduto: chi si iscrive può mandarne un altro."),
    GuardianState.WAITING: gettext_lazy("A questa domanda non è ancora stato risposto."),
}


@transaction.atomic
def approval_ask(*, application: Application, by: User) -> GuardianApproval:
    """Mail the guardian about this application, again if need be: the newest link counts."""
    application = lock_application(application)
    person = application.person
    if application.state != STATE.AWAITING:
        raise BusinessRuleError(_("Questa domanda non aspetta il sì di un genitore."))
    if not is_minor(person):
        raise BusinessRuleError(_("Adesso sei maggiorenne: puoi inviare la domanda senza aspettare nessuno."))
    require_taking(application.edition, person)
    guardian = _guardian_of(person)
    _refuse_too_many(application)
    for earlier in GuardianApproval.objects.current().filter(application=application):
        _end(earlier, GuardianEnd.REPLACED)
    now, token = timezone.now(), secrets.token_urlsafe(TOKEN_BYTES)
    approval = GuardianApproval.objects.create(
        application=application,
        guardian=guardian,
        token_hash=GuardianApproval.hash_of(token),
        sent_at=now,
        expires_at=min(now + GuardianApproval.LIFETIME, _window_end(application.edition)),
    )
    record_event(by=by, verb="training.guardian_approval_asked", target=approval, subject=person)
    notifications.guardian_approval_asked(approval, token=token)
    return approval


@transaction.atomic
def approval_answer(*, approval: GuardianApproval, answer: GuardianAnswer) -> GuardianApproval:
    """Yes: the application goes to the school. No: it ends there. Of two tabs the second is told what happened."""
    approval, application = _locked(approval)
    if approval.state != GuardianState.WAITING:
        raise BusinessRuleError(str(NO_MORE[approval.state]))
    _require_minor(application.person)
    approval.answer, approval.answered_at = answer, timezone.now()
    approval.save(update_fields=["answer", "answered_at", "updated_at"])
    done = "confirmed" if answer == GuardianAnswer.YES else "refused"
    record_event(by=None, verb=f"training.guardian_approval_{done}", target=approval, subject=application.person)
    if answer == GuardianAnswer.YES:
        require_move(application, STATE.SUBMITTED, Mover.GUARDIAN)
        require_taking(application.edition, application.person)
        send_now(application, by=None, mover=Mover.GUARDIAN)
    else:
        move(application, by=None, mover=Mover.GUARDIAN, state=STATE.WITHDRAWN)
    notifications.guardian_approval_told(approval)
    return approval


@transaction.atomic
def approval_withdraw(*, approval: GuardianApproval) -> GuardianApproval:
    """The guardian takes the yes back: the application is withdrawn, a seat goes on to whoever waits for it."""
    approval, application = _locked(approval)
    if approval.state != GuardianState.CONFIRMED:
        raise BusinessRuleError(str(NO_MORE[approval.state]))
    _require_minor(application.person)
    if not application.is_withdrawable:
        raise BusinessRuleError(_("Questa domanda è già finita: non c'è più niente da ritirare."))
    _end(approval, GuardianEnd.WITHDRAWN)
    record_event(by=None, verb="training.guardian_approval_withdrawn", target=approval, subject=application.person)
    move(application, by=None, mover=Mover.GUARDIAN, state=STATE.WITHDRAWN)
    notifications.tell_school(kind="application_withdrawn", application=application)
    notifications.guardian_approval_told(approval)
    waiting_list_advance(edition=application.edition)
    return approval


def _require_minor(person: User) -> None:
    if not is_minor(person):
        raise BusinessRuleError(_("La persona adesso è maggiorenne: decide da sé."))


def _guardian_of(person: User) -> GuardianRequest:
    """Who has said yes to the portal for this minor, if their address is still known."""
    guardian = GuardianRequest.objects.in_force().filter(minor=person).first()
    if guardian is None:
        raise BusinessRuleError(why_waiting(person))
    if not guardian.email:
        raise BusinessRuleError(
            _("Non abbiamo più l'indirizzo del genitore: in «I tuoi dati» chiedi di nuovo la conferma.")
        )
    return guardian


def _refuse_too_many(application: Application) -> None:
    asked = GuardianApproval.objects.filter(application__person=application.person)
    today = asked.filter(created_at__gt=timezone.now() - A_DAY)
    if today.filter(application=application).count() >= MAILS_FOR_ONE or today.count() >= MAILS_A_DAY:
        raise BusinessRuleError(_("Per oggi abbiamo già scritto abbastanza al genitore: riprova domani."))
    said_no = asked.filter(application__edition=application.edition_id, updated_at__gt=timezone.now() - QUIET)
    if any(row.answer == GuardianAnswer.NO or row.end == GuardianEnd.WITHDRAWN for row in said_no):
        raise BusinessRuleError(
            _(
                "Per questo corso è arrivato un no da poco: parlatene insieme. Fra una settimana puoi chiedere "
                "di nuovo."
            )
        )


def _window_end(edition: Edition) -> datetime.datetime:
    """The last second of the last day for applications: a yes that comes later would send nothing."""
    assert edition.applications_close_on is not None  # noqa: S101 - on the portal there is a window (constraint)
    return timezone.make_aware(datetime.datetime.combine(edition.applications_close_on, datetime.time(23, 59, 59)))


def _locked(approval: GuardianApproval) -> tuple[GuardianApproval, Application]:
    """The edition, the application, then the row: as it is now."""
    application = lock_application(approval.application)
    rows = GuardianApproval.objects.select_for_update(of=("self",), no_key=True).select_related("guardian")
    row = rows.get(pk=approval.pk)
    row.application = application
    return row, application


def _end(approval: GuardianApproval, end: GuardianEnd) -> None:
    approval.end, approval.ended_at = end, timezone.now()
    approval.save(update_fields=["end", "ended_at", "updated_at"])
