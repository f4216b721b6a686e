"""The outbox: mail written in the transaction of the fact, relayed afterwards, never lost and never sent twice.

The relay locks one row at a time with SKIP LOCKED, so that several workers share the work, and marks it as sent in the
transaction in which the mail server took it. A crash between the two sends a second copy with the same Message-ID
(docs/adr/0004-outbox.md): at least once on the wire, exactly once in the portal.
"""

import datetime
import smtplib
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import EmailMessage
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from core.models import OutboxMessage

log = structlog.get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(seconds=30), datetime.timedelta(hours=2)
KEPT, FLEETING_KEPT = datetime.timedelta(days=30), datetime.timedelta(days=7)
# The server's word about one message; anything else that fails is the server's own trouble and passes.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, ValueError)


class UnsupportedAddressError(ValueError):
    """No mail server takes it from us: trying again changes nothing."""


@transaction.atomic
def outbox_add(*, message: EmailMessage, key: str = "", is_fleeting: bool = False) -> list[OutboxMessage]:
    """Store a message for sending: a row for each of to, cc and bcc, so that no reader learns of the others.

    `key` names the fact that is told; a second row with the same key is refused. The sender is always the portal.
    A fleeting message leaves no row once it is sent or given up: not even its address stays.
    """
    html = _html_of(message)
    message.message()  # raises now, not in the worker, when a header is malformed
    return [
        _row(message, html, to=address, key=f"{key}:{number}" if key and number else key, is_fleeting=is_fleeting)
        for number, address in enumerate(message.recipients())
    ]


def is_relaying() -> bool:
    """False where no mail server is configured: messages are then kept and read in the admin."""
    return bool(settings.EMAIL_HOST)


def is_read_by_all() -> bool:
    """True on a demo portal that sends nothing: whoever tries it finds codes and links on a page."""
    return settings.DEMO_MAILBOX and not is_relaying()


def outbox_relay(*, limit: int = 100) -> int:
    """Send up to `limit` due messages; returns how many the mail server took."""
    if not is_relaying():
        return 0
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    sent = 0
    try:
        for _turn in range(limit):
            outcome = _relay_one(connection)
            if outcome is None:
                break
            sent += outcome
    finally:
        connection.close()
    return sent


def outbox_forget() -> int:
    """Empty the words of what was sent long ago: codes and links do not stay, the fact does; returns how many rows.

    What was to leave no trace and could not be sent goes too.
    """
    OutboxMessage.objects.filter(is_fleeting=True, created_at__lt=timezone.now() - FLEETING_KEPT).delete()
    written = OutboxMessage.objects.exclude(subject="", body="", html="")
    return written.filter(sent_at__lt=timezone.now() - KEPT).update(subject="", body="", html="")


def outbox_retry(*, messages: list[OutboxMessage]) -> int:
    """Give messages that were put off or given up a fresh start; returns how many."""
    unsent = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages], sent_at=None)
    return unsent.update(due_at=timezone.now(), dead_at=None, attempts=0)


def _html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    other = [alternative for alternative in alternatives if alternative[1] != "text/html"]
    if message.attachments or other or message.extra_headers or message.content_subtype != "plain":
        raise ValueError("The outbox takes plain text with an HTML version: no attachment, no header of one's own.")
    return str(alternatives[0][0]) if alternatives else ""


def _row(message: EmailMessage, html: str, *, to: str, key: str, is_fleeting: bool) -> OutboxMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message_id = f"<{uuid.uuid4()}@{domain}>"
    return OutboxMessage.objects.create(
        key=key or message_id,
        message_id=message_id,
        to=to,
        subject=str(message.subject)[: OutboxMessage.MAX_SUBJECT],
        body=str(message.body),
        html=html,
        reply_to=(message.reply_to or [""])[0],
        is_fleeting=is_fleeting,
    )


@transaction.atomic
def _relay_one(connection: Any) -> int | None:
    """Send one message in its own transaction: 1 sent, 0 refused, None when nothing is due or the server is unwell."""
    row = (
        OutboxMessage.objects.due().select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk").first()
    )
    if row is None:
        return None
    row.attempts += 1
    _take_the_time()
    try:
        connection.open()
        connection.send_messages([_as_email(row)])
    except REFUSALS as error:
        hopeless = isinstance(error, UnsupportedAddressError)
        _put_off(row, error, last=hopeless or row.attempts >= OutboxMessage.MAX_ATTEMPTS)
        return 0
    except OSError as error:  # no connection, time-out, wrong password…: no fault of the message
        _put_off(row, error, last=False)
        return None
    row.sent_at, row.last_error = timezone.now(), ""
    if row.is_fleeting:
        row.delete()
        return 1
    row.save(update_fields=["attempts", "sent_at", "last_error"])
    return 1


def _take_the_time() -> None:
    """A slow mail server must not cost the lock: a database that hung up would forget that the message was sent."""
    with database.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _put_off(row: OutboxMessage, error: Exception, *, last: bool) -> None:
    # The class of the error only: a server's answer may repeat the address.
    row.last_error = type(error).__name__
    row.due_at = timezone.now() + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), LONGEST_PAUSE)
    row.dead_at = timezone.now() if last else None
    if last and row.is_fleeting:
        row.delete()
        log.warning("outbox_given_up", error=row.last_error)
        return
    row.save(update_fields=["attempts", "last_error", "due_at", "dead_at"])
    log.warning("outbox_put_off", message=row.pk, attempts=row.attempts, error=row.last_error, given_up=last)


def _as_email(row: OutboxMessage) -> EmailMultiAlternatives:
    """Refuses "niccolò@example.org": Django speaks no SMTPUTF8 and would write to "=?utf-8?q?niccol=C3=B2?=@…"."""
    if not row.to.rpartition("@")[0].isascii():
        raise UnsupportedAddressError
    email = EmailMultiAlternatives(
        subject=row.subject,
        body=row.body,
        to=[row.to],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={"Message-ID": row.message_id},
    )
    if row.html:
        email.attach_alternative(row.html, "text/html")
    return email
