"""Sessions in the database as Django keeps them, each read by a statement that is made once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from core import prepared
from core.prepared import Given


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = prepared.rows(_session, key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


def _session() -> QuerySet[Session]:
    return Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    ).order_by()
