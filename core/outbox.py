"""The outbox: mail written in the transaction of the fact, relayed afterwards, never lost and never sent twice.

The relay locks one row at a time with SKIP LOCKED, so that several workers share the work, and marks it as sent in the
transaction in which the mail server took it. A crash between the two sends a second copy with the same Message-ID
(docs/adr/0004-outbox.md): at least once on the wire, exactly once in the portal.
"""

import datetime
import uuid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.utils import timezone

from core.models import OutboxMessage

FIRST_PAUSE = datetime.timedelta(seconds=30)
MAIL_ERRORS = (OSError,)  # smtplib.SMTPException is an OSError too


def outbox_add(*, message: EmailMessage, key: str = "") -> OutboxMessage:
    """Store a message for sending. `key` makes it unique; without one the Message-ID does."""
    message_id = f"<{uuid.uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"
    html = next((str(a[0]) for a in getattr(message, "alternatives", []) if a[1] == "text/html"), "")
    return OutboxMessage.objects.create(
        key=key or message_id,
        message_id=message_id,
        to=message.to[0],
        subject=str(message.subject)[:300],
        body=str(message.body),
        html=html,
        reply_to=(message.reply_to or [""])[0],
    )


def is_relaying() -> bool:
    """False where no mail server is configured: messages are then kept and read in the admin."""
    return bool(settings.EMAIL_HOST)


def outbox_relay(*, limit: int = 100) -> int:
    """Send up to `limit` due messages; returns how many the mail server took."""
    if not is_relaying():
        return 0
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    sent = 0
    for _turn in range(limit):
        outcome = _relay_one(connection)
        if outcome is None:
            break
        sent += outcome
    connection.close()
    return sent


@transaction.atomic
def _relay_one(connection) -> int | None:
    """Send one message in its own transaction: 1 sent, 0 put off, None when nothing is due."""
    row = (
        OutboxMessage.objects.due().select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk").first()
    )
    if row is None:
        return None
    row.attempts += 1
    try:
        connection.send_messages([_as_email(row)])
    except MAIL_ERRORS as error:
        _put_off(row, error)
        return 0
    row.sent_at, row.last_error = timezone.now(), ""
    row.save(update_fields=["attempts", "sent_at", "last_error"])
    return 1


def _put_off(row: OutboxMessage, error: Exception) -> None:
    # The class of the error only: a server's answer may repeat the address.
    row.last_error = type(error).__name__
    row.due_at = timezone.now() + FIRST_PAUSE * 2 ** (row.attempts - 1)
    if row.attempts >= OutboxMessage.MAX_ATTEMPTS:
        row.dead_at = timezone.now()
    row.save(update_fields=["attempts", "last_error", "due_at", "dead_at"])


def _as_email(row: OutboxMessage) -> EmailMultiAlternatives:
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
