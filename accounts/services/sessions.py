"""Devices on which a person is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.isolation import Tally
from core.services import record_event


@transaction.atomic
def session_end(*, session: UserSession, by: User) -> None:
    """Whoever holds that device is a stranger from the next request on."""
    record_event(by=by, verb="accounts.session_ended", target=session, subject=session.user)
    session.end()


@transaction.atomic
def sessions_end_others(*, by: User, kept: str) -> int:
    """Leave every device but the one whose session is `kept`; returns how many."""
    others = list(UserSession.objects.filter(user=by).exclude(session_key=kept).order_by("pk"))
    for session in others:
        session_end(session=session, by=by)
    return len(others)


def sessions_forget() -> Tally:
    """Sessions whose time is over: nobody comes back to them, but they hold what somebody typed at the door.

    An address that asked for a code, a name and birth date told by SPID or CIE: also of who never signed up.
    """
    forgotten, _tables = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return Tally(done=forgotten)
