"""What opens an account has changed: the register keeps it, and whoever owns the account is told at once."""

from django.db import transaction

from accounts import notifications
from accounts.enums import SecurityChange
from accounts.models import User
from core.models import AuditEvent
from core.services import record_event


@transaction.atomic
def security_changed(*, person: User, change: SecurityChange, user_agent: str, former_address: str = "") -> AuditEvent:
    """allauth has changed it already, for whoever had shown to be the owner; somebody else may have shown it too.

    `former_address` is the one that was the account's until now: it is told as well, for its reader may have lost it.
    """
    person = User.objects.get(pk=person.pk)  # a request's own is a proxy, and may be older than the change
    event = record_event(by=person, verb=f"accounts.user_{change}", target=person, subject=person)
    notifications.security_changed(
        person, change=change, event=event, user_agent=user_agent, former_address=former_address
    )
    return event
