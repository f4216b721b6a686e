"""A minor asks a guardian; the guardian says yes or no from the link in the mail, and may take the yes back."""

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notifications
from accounts.enums import GuardianAnswer, GuardianEnd, GuardianState, Participation
from accounts.models import GuardianRequest, User
from accounts.policies import is_minor, participation
from accounts.signals import GUARDIAN, consent_withdrawn
from core.errors import BusinessRuleError
from core.services import record_event

TOKEN_BYTES = 32
A_DAY, MAILS_A_DAY = datetime.timedelta(days=1), 3
ADDRESS_A_DAY = 5  # of all who name the same address: a parent of twins who asks again, not a mailbox to annoy
QUIET = datetime.timedelta(days=7)  # an address that said no is left in peace for a week
TIRED = gettext_lazy("Per oggi a questo indirizzo abbiamo già scritto abbastanza: riprova domani.")
GROWN_UP = gettext_lazy("Ha compiuto 18 anni e decide da sé: la tua risposta non serve più.")
NO_MORE = {
    GuardianState.CONFIRMED: gettext_lazy("La conferma è già stata data."),
    GuardianState.REFUSED: gettext_lazy("A questa richiesta è già stato risposto di no."),
    GuardianState.WITHDRAWN: gettext_lazy("La conferma è già stata ritirata."),
    GuardianState.REPLACED: gettext_lazy("C'è una richiesta più recente: vale quella."),
    GuardianState.EXPIRED: gettext_lazy("La richiesta è scaduta: chi l'ha fatta può mandarne un'altra."),
    GuardianState.TO_SEND: gettext_lazy("La richiesta non è ancora partita."),
    GuardianState.WAITING: gettext_lazy("A questa richiesta non è ancora stato risposto."),
}


@transaction.atomic
def guardian_ask(*, minor: User, email: str, by: User) -> GuardianRequest:
    """Ask a guardian, again or another one: the newest request counts, the links of earlier ones say so.

    Nothing is mailed before the minor's own address is verified: nobody makes the portal write to strangers by
    signing up with an address that is not theirs.
    """
    minor = User.objects.select_for_update(of=("self",), no_key=True).get(pk=minor.pk)
    if participation(minor) not in {Participation.WAITING, Participation.CONFIRMED}:
        raise BusinessRuleError(_("La conferma di un genitore serve solo dai 14 ai 17 anni."))
    if not is_someone_else(minor, email):
        raise BusinessRuleError(_("Serve l'indirizzo di un genitore o di chi ne fa le veci: questo è il tuo."))
    _refuse_too_many(minor, email)
    for earlier in GuardianRequest.objects.current().filter(minor=minor).select_for_update(of=("self",), no_key=True):
        _end(earlier, GuardianEnd.REPLACED)
    request = GuardianRequest.objects.create(minor=minor, email=email)
    record_event(by=by, verb="accounts.guardian_asked", target=request, subject=minor)
    if EmailAddress.objects.filter(user=minor, verified=True).exists():
        _send(request)
    return request


@transaction.atomic
def guardian_send_waiting(*, minor: User) -> GuardianRequest | None:
    """The minor has just verified an address: the mail that waited for it goes out, once.

    Not to an address that had its mails of today: the minor asks again from their own page.
    """
    rows = GuardianRequest.objects.current().filter(minor=minor, sent_at=None).exclude(email="")
    request = rows.select_for_update(of=("self",), no_key=True).select_related("minor").first()
    if request is None or not is_minor(request.minor) or is_tired(request.email):
        return None
    return _send(request)


@transaction.atomic
def guardian_answer(*, request: GuardianRequest, answer: GuardianAnswer) -> GuardianRequest:
    """The guardian's yes or no, once: of two tabs the second is told what the first one did."""
    request = _locked(request, GuardianState.WAITING)
    request.answer, request.answered_at = answer, timezone.now()
    request.save(update_fields=["answer", "answered_at", "updated_at"])
    verb = "accounts.guardian_confirmed" if answer == GuardianAnswer.YES else "accounts.guardian_refused"
    record_event(by=None, verb=verb, target=request, subject=request.minor)
    notifications.guardian_answered(request)
    return request


@transaction.atomic
def guardian_withdraw(*, request: GuardianRequest) -> GuardianRequest:
    """The guardian takes the yes back: from the next request on the minor is matched to nobody and enrols nowhere.

    Schools and firms that had said yes to the minor are told.
    """
    request = _locked(request, GuardianState.CONFIRMED)
    _end(request, GuardianEnd.WITHDRAWN)
    record_event(by=None, verb="accounts.guardian_withdrawn", target=request, subject=request.minor)
    notifications.guardian_answered(request)
    consent_withdrawn.send(
        sender=GuardianRequest, person=request.minor, purpose=GUARDIAN, by=None, occasion=request.pk
    )
    return request


def is_someone_else(minor: User, email: str) -> bool:
    """Not one of the minor's own addresses, nor one of them with a "+word" in it."""
    own = {minor.email, *EmailAddress.objects.filter(user=minor).values_list("email", flat=True)}
    return plain(email) not in {plain(address) for address in own}


def plain(email: str) -> str:
    name, _at, domain = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def is_tired(email: str) -> bool:
    """Whether an address has been written to often enough for today, whoever asked.

    What waits for the minor's own address does not count: whoever signs up with addresses that are not theirs would
    keep everybody else from asking, and learn from the refusal which of them had no account yet.
    """
    written = GuardianRequest.objects.filter(email__iexact=email, sent_at__gt=timezone.now() - A_DAY)
    return written.count() >= ADDRESS_A_DAY


def _refuse_too_many(minor: User, email: str) -> None:
    mine = GuardianRequest.objects.filter(minor=minor)
    if mine.filter(created_at__gt=timezone.now() - A_DAY).count() >= MAILS_A_DAY:
        raise BusinessRuleError(_("Per oggi hai già mandato tre richieste: riprova domani."))
    if is_tired(email):
        raise BusinessRuleError(str(TIRED))
    recent = mine.filter(email__iexact=email, updated_at__gt=timezone.now() - QUIET)
    if any(row.answer == GuardianAnswer.NO or row.end == GuardianEnd.WITHDRAWN for row in recent):
        raise BusinessRuleError(
            _(
                "Da questo indirizzo è arrivato un no da poco: parlatene insieme. Fra una settimana puoi chiedere di "
                "nuovo, oppure indica un altro genitore."
            )
        )


def _locked(request: GuardianRequest, wanted: GuardianState) -> GuardianRequest:
    """As it stands now. Whoever is of age by now decides alone, whatever the link could still do."""
    rows = GuardianRequest.objects.select_for_update(of=("self",), no_key=True).select_related("minor")
    request = rows.get(pk=request.pk)
    if not is_minor(request.minor):
        raise BusinessRuleError(str(GROWN_UP))
    if request.state != wanted:
        raise BusinessRuleError(str(NO_MORE[request.state]))
    return request


def _send(request: GuardianRequest) -> GuardianRequest:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    request.token_hash, request.sent_at = GuardianRequest.hash_of(token), timezone.now()
    request.expires_at = request.sent_at + GuardianRequest.LIFETIME
    request.save(update_fields=["token_hash", "sent_at", "expires_at", "updated_at"])
    notifications.guardian_asked(request, token=token)
    return request


def _end(request: GuardianRequest, end: GuardianEnd) -> None:
    request.end, request.ended_at = end, timezone.now()
    request.save(update_fields=["end", "ended_at", "updated_at"])
