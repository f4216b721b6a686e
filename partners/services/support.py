"""Support of a person by the Polo's staff: its beginning, each page and its end are rows about that person.

What is read, never what is written: nothing can be changed meanwhile (partners.support).
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent
from core.services import record_event, record_look
from partners import notifications, policies

STARTED, PAGE_SEEN, ENDED = "accounts.support_started", "accounts.support_page_seen", "accounts.support_ended"
SUPPORT_LIMIT = datetime.timedelta(minutes=30)
LOOKED_BACK = datetime.timedelta(days=2)  # the task runs every ten minutes


@transaction.atomic
def support_start(*, person: User, by: User, reason: str) -> AuditEvent:
    """Begin to look at the portal as the person sees it; they are told, with the reason."""
    if by.supported_by is not None or not policies.people_supportable_by(by).filter(pk=person.pk).exists():
        raise BusinessRuleError(_("Non puoi assistere questa persona."))
    start = record_event(by=by, verb="accounts.support_started", target=person, reason=reason)
    notifications.support_started(person, start=start.pk, reason=reason)
    return start


@transaction.atomic
def support_page_seen(*, start: AuditEvent, person: User, by: User, page: dict[str, Any]) -> AuditEvent:
    """One page looked at: the row for whoever checks, and the look that the person reads."""
    record_look(by=by, person=person, target=person, verb="accounts.support_seen")
    return record_event(by=by, verb="accounts.support_page_seen", target=start, subject=person, after=page)


@transaction.atomic
def support_end(*, start: AuditEvent, person: User, by: User, why: str) -> AuditEvent | None:
    """Back to one's own account: by will, by log-out, because time is over or a right was lost. Ends once.

    The person is told which pages were opened.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)  # two ends wait for each other
    if _ends().filter(subject=person, after__start=start.pk).exists():
        return None
    end = record_event(by=by, verb="accounts.support_ended", target=person, after={"why": why, "start": start.pk})
    pages = AuditEvent.objects.filter(
        verb=PAGE_SEEN, target_type=start._meta.label_lower, target_id=start.pk
    ).order_by("at", "pk")
    notifications.support_ended(person, start=start.pk, routes=[page.after["route"] for page in pages])
    return end


def supports_close() -> int:
    """Visits whose browser never came back: half an hour ends them all the same."""
    now = timezone.now()
    begun = AuditEvent.objects.filter(verb=STARTED, at__lte=now - SUPPORT_LIMIT, at__gt=now - LOOKED_BACK)
    ended = set(_ends().filter(at__gt=now - LOOKED_BACK).values_list("after__start", flat=True))
    closed = 0
    for start in begun.select_related("actor", "subject").order_by("pk"):
        if start.pk not in ended and start.actor and start.subject:
            closed += support_end(start=start, person=start.subject, by=start.actor, why="time") is not None
    return closed


def _ends() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(verb=ENDED)
