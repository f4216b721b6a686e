"""Facts to remember (audit) and people to tell (notification and mail): rows in the caller's transaction."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.languages import path_in
from core.models import AuditEvent, Notification, OutboxMessage
from core.outbox import outbox_add
from core.privacy import coded, subject_key


def record_event(  # noqa: PLR0913  (one for each thing that an audit row says)
    *,
    by: Any,
    verb: str,
    target: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    subject: Any = None,
) -> AuditEvent:
    """Leave the audit row of a change. `by` is the acting person or None for the portal itself.

    `before` and `after` hold states, codes and numbers; of a field that its model declares as personal they say that
    it changed, never what it held: what is erased must not live on here. `subject` is the person whose record was
    changed, when it is not the one that the target's `Privacy` leads to.
    """
    by = _really(by)
    return AuditEvent.objects.create(
        actor=by,
        subject_id=subject.pk if subject else subject_key(target),
        acting_partner_id=getattr(by, "acting_partner_id", None),
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        before=coded(target, before),
        after=coded(target, after),
        reason=reason,
    )


def record_look(*, by: Any, person: Any, target: models.Model, verb: str) -> None:
    """Leave the trace of a look of `by` at a record of another `person`; one's own is looked at freely."""
    record_looks(by=by, verb=verb, seen=[(person.pk, target)])


def record_looks(*, by: Any, verb: str, seen: Iterable[tuple[int, models.Model]]) -> None:
    """The same for a list: pairs of the person's number and the row shown, in one statement.

    Called by the view before it renders, so that nothing is shown without its trace. A second look within the hour
    finds the row of the first and writes nothing.
    """
    by = _really(by)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                actor=by,
                acting_partner_id=getattr(by, "acting_partner_id", None),
                verb=verb,
                target_type=target._meta.label_lower,
                target_id=target.pk,
                subject_id=person_id,
                look_hour=hour,
            )
            for person_id, target in seen
            if person_id != by.pk
        ],
        ignore_conflicts=True,
    )


def _really(by: Any) -> Any:
    """Whoever helps a person looks through their eyes, never in their name."""
    return getattr(by, "supported_by", None) or by


@transaction.atomic
def notify(
    *,
    kind: str,
    key: str,
    recipients: Iterable[Any],
    data: dict[str, Any] | None = None,
    path: str = "",
    mail_path: str = "",
) -> list[Notification]:
    """Tell people something, in the portal and by mail, once per person and event.

    Words come from `templates/notifications/<kind>.subject.txt` and `.body.txt`, rendered with `data` (JSON values,
    no names that the reader may not see) in the language of each recipient. `key` names the event: a second call with
    the same key and recipient does nothing; nor is a closed account told anything. `path` may be of any language:
    each reader gets it in their own.
    `mail_path` stands in the mail instead of `path`, for a link whose secret is kept nowhere else: the mail leaves no
    row behind.
    """
    written = []
    neutral = path_in(path, language=settings.LANGUAGE_CODE)
    for recipient in recipients:
        if not recipient.is_active:
            continue
        notification, created = Notification.objects.get_or_create(
            recipient=recipient, key=key, defaults={"kind": kind, "data": data or {}, "path": neutral}
        )
        if not created:
            continue
        written.append(notification)
        _mail_notification(notification, path=mail_path or notification.path, is_fleeting=bool(mail_path))
    return written


def notification_read(*, notification: Notification) -> Notification:
    """The recipient has opened it; the first time counts."""
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


def notification_words(*, notification: Notification) -> dict[str, str]:
    """What it says, in the language now active."""
    words = {"kind": notification.kind, "data": notification.data}
    return {part: render_notification(part=part, **words) for part in ("subject", "body")}


def render_notification(*, kind: str, part: str, data: dict[str, Any]) -> str:
    """The words of a notice in the language now active; `part` is "subject" or "body"."""
    return render_to_string(f"notifications/{kind}.{part}.txt", {"data": data}).strip()


def notify_address(*, kind: str, key: str, address: str, language: str, path: str, data: dict[str, Any]) -> None:
    """Tell whoever reads an address, who has no account or none any more: by mail alone, which leaves no row behind.

    So a secret that `path` holds lives in the mailbox alone.
    """
    outbox_add(message=_message(kind, data, to=address, language=language, path=path), key=key, is_fleeting=True)


def _mail_notification(notification: Notification, *, path: str, is_fleeting: bool) -> list[OutboxMessage]:
    reader = notification.recipient
    message = _message(
        notification.kind,
        notification.data,
        to=reader.email,
        language=reader.language,
        path=path,
        name=reader.first_name,
    )
    return outbox_add(message=message, key=f"{notification.key}:{reader.pk}", is_fleeting=is_fleeting)


def _message(kind: str, data: dict[str, Any], *, to: str, language: str, path: str, name: str = "") -> EmailMessage:
    """The words of a notice in the layout of every mail."""
    path = path_in(path, language=language)
    with translation.override(language):
        subject, text = (render_notification(kind=kind, part=part, data=data) for part in ("subject", "body"))
        layout = {"name": name, "text": text, "url": settings.SITE_URL + path if path else ""}
        body = render_to_string("notifications/layout.txt", layout)
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[to])
