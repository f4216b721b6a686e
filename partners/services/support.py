"""Support of a person by the Polo's staff: its beginning, each page and its end are rows about that person.

What is read, never what is written: nothing can be changed meanwhile (partners.support).
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent
from core.services import record_event, record_look
from partners import notifications, policies


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
def support_end(*, person: User, by: User, why: str) -> AuditEvent:
    """Back to one's own account: by will, by log-out, because time is over or a right was lost."""
    return record_event(by=by, verb="accounts.support_ended", target=person, after={"why": why})
