"""The waiting list: a seat that becomes free is held for the first in it, until a deadline, then goes on to the next.

It moves whenever a seat becomes free, every minute by itself, and when somebody looks; run again it changes nothing.
"""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from core.isolation import Tally, each_apart
from training.enums import ApplicationState, Mover, RefusalReason
from training.models import Admission, Application, Edition, in_order
from training.notifications import tell_applicant, tell_school
from training.services.moves import (
    decide,
    lock_application,
    lock_edition,
    move,
    require_move,
    require_ranking,
    seats_taken,
    times_told,
)

STATE = ApplicationState


@transaction.atomic
def application_waitlist(*, application: Application, by: User, message: str = "") -> Application:
    """The school would take the person and has no seat: they wait for the next free one."""
    application = lock_application(application)
    require_move(application, STATE.WAITLISTED, Mover.SCHOOL)
    require_ranking(application)
    edition = application.edition
    if edition.cancelled_at or timezone.localdate() >= edition.starts_on:
        raise BusinessRuleError(_("La lista d'attesa serve fino al giorno prima dell'inizio: adesso è chiusa."))
    decide(application, by=by, message=message)
    move(application, by=by, mover=Mover.SCHOOL, state=STATE.WAITLISTED)
    tell_applicant(kind="application_waitlisted", application=application)
    waiting_list_advance(edition=edition)
    application.refresh_from_db(fields=["state", "offer_until"])
    return application


@transaction.atomic
def application_confirm(*, application: Application, by: User) -> Application:
    """The person says "I will be there", of a seat held for them or of one that the school gave."""
    application = lock_application(application)
    require_move(application, STATE.CONFIRMED, Mover.PERSON)
    if not application.is_confirmable:
        raise BusinessRuleError(_("Il tempo per dire di sì è passato: il posto va a chi viene dopo."))
    if not may_take_part(application.person):
        raise BusinessRuleError(why_waiting(application.person))
    move(application, by=by, mover=Mover.PERSON, state=STATE.CONFIRMED)
    tell_school(kind="application_confirmed", application=application)
    return application


@transaction.atomic
def waiting_list_advance(*, edition: Edition) -> int:
    """Take back what nobody answered in time and offer the free seats in order; returns how many moved."""
    edition = lock_edition(edition.pk)
    moved = _expire(edition)
    is_over = edition.cancelled_at is not None or timezone.localdate() >= edition.starts_on
    return moved + (_close(edition) if is_over else _offer(edition))


@transaction.atomic
def waiting_list_reopen(*, edition: Edition) -> int:
    """The beginning is to come again, mostly because it had been written wrong: who was told that the list is closed
    waits again, in the same place; returns how many."""
    edition = lock_edition(edition.pk)
    live = Application.objects.live().filter(edition=edition, person=OuterRef("person"))
    closed = Application.objects.filter(state=STATE.REFUSED, refusal_reason=RefusalReason.LIST_CLOSED)
    back: dict[int, Application] = {}
    for application in _rows(edition, in_order(closed.filter(~Exists(live), person__is_active=True))):
        back.setdefault(application.person_id, application)
    for application in back.values():
        application.refusal_reason = ""
        move(application, by=None, mover=Mover.PORTAL, state=STATE.WAITLISTED)
        tell_applicant(kind="application_list_reopened", application=application, time=times_told(application))
    return len(back)


def waiting_lists_advance() -> Tally:
    """Every list that may have to move, each in its own savepoint."""
    due = Q(state=STATE.WAITLISTED) | Q(pk__in=Application.objects.overdue(timezone.now()))
    editions = Edition.objects.filter(pk__in=Application.objects.filter(due).values("edition")).order_by("pk")
    return each_apart("waiting_list", editions, lambda edition: waiting_list_advance(edition=edition))


def _expire(edition: Edition) -> int:
    overdue = _rows(edition, Application.objects.overdue(timezone.now()).order_by("pk"))
    for application in overdue:
        _refuse(application, RefusalReason.EXPIRED, kind="application_expired")
    return len(overdue)


def _close(edition: Edition) -> int:
    """The course begins: who still waits is told that there will be no seat."""
    queue = _rows(edition, in_order(Application.objects.queued()))
    for application in queue:
        _refuse(application, RefusalReason.LIST_CLOSED, kind="application_list_closed")
    return len(queue)


def _offer(edition: Edition) -> int:
    free = edition.seats_left(seats_taken(edition))
    queue = [row for row in _rows(edition, in_order(Application.objects.queued())) if may_take_part(row.person)]
    chosen = queue if free is None else queue[:free]
    for application in chosen:
        application.offer_until = _deadline(edition)
        move(application, by=None, mover=Mover.PORTAL, state=STATE.OFFERED)
        tell_applicant(kind="application_offered", application=application)
    return len(chosen)


def _refuse(application: Application, reason: RefusalReason, *, kind: str) -> None:
    application.refusal_reason = reason
    move(application, by=None, mover=Mover.PORTAL, state=STATE.REFUSED, reason=str(reason))
    tell_applicant(kind=kind, application=application, time=times_told(application))


def _deadline(edition: Edition) -> datetime.datetime:
    """As many hours as the school gives, never beyond the last second of the day before the first."""
    eve = datetime.datetime.combine(edition.starts_on, datetime.time()) - datetime.timedelta(seconds=1)
    hours = datetime.timedelta(hours=Admission.of(edition).offer_hours)
    return min(timezone.now() + hours, timezone.make_aware(eve))


def _rows(edition: Edition, rows: QuerySet[Application]) -> list[Application]:
    """Locked below the edition, with what a notice says of them."""
    found = list(
        rows.filter(edition=edition)
        .select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .prefetch_related("person__guardian_requests")
    )
    for application in found:
        application.edition = edition
    return found
