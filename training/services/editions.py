"""When and where a course is taught. Changes that touch people who applied are told to them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import PENDING_APPLICATION_STATES, RefusalReason
from training.models import Application, Course, Edition
from training.notifications import tell_of_change
from training.services.applications import application_refuse
from training.services.moves import lock_edition, seats_taken
from training.services.waiting_list import waiting_list_advance

# A change of these is a change of plans for whoever applied.
PLANS = ("starts_on", "ends_on", "site_id", "mode", "timetable")


@transaction.atomic
def edition_create(*, course: Course, facts: dict[str, Any], by: User) -> Edition:
    edition = Edition(course=course, **facts)
    edition.full_clean()
    edition.save()
    record_event(by=by, verb="training.edition_created", target=edition, after=_words(edition))
    return edition


@transaction.atomic
def edition_update(*, edition: Edition, facts: dict[str, Any], by: User) -> Edition:
    """Seats already given cannot be taken away; who applied is told when dates, place or timetable change."""
    edition = lock_edition(edition.pk)
    before, plans = _words(edition), _plans(edition)
    for name, value in facts.items():
        setattr(edition, name, value)
    edition.full_clean()
    taken = seats_taken(edition)
    if edition.seats is not None and edition.seats < taken:
        raise BusinessRuleError(
            _("Posti già assegnati: %(taken)d. I posti dell'edizione non possono essere meno.") % {"taken": taken}
        )
    edition.save()
    event = record_event(by=by, verb="training.edition_updated", target=edition, before=before, after=_words(edition))
    if _plans(edition) != plans:
        tell_of_change(edition=edition, applications=_involved(edition), event=event)
    waiting_list_advance(edition=edition)
    return edition


@transaction.atomic
def edition_cancel(*, edition: Edition, reason: str, by: User) -> Edition:
    """Call an edition off: whoever waits or has a place is refused with the reason, and told."""
    edition = lock_edition(edition.pk)
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è già annullata."))
    if timezone.localdate() > edition.ends_on:
        raise BusinessRuleError(_("Questa edizione è conclusa: non si può più annullare."))
    edition.cancelled_at = timezone.now()
    edition.save(update_fields=["cancelled_at", "updated_at"])
    record_event(by=by, verb="training.edition_cancelled", target=edition, reason=reason)
    for application in _involved(edition):
        application_refuse(application=application, by=by, reason=RefusalReason.CANCELLED, message=reason)
    return edition


def _involved(edition: Edition) -> list[Application]:
    rows = Application.objects.filter(edition=edition, state__in=PENDING_APPLICATION_STATES)
    return list(rows.select_related("person", "edition__course__partner").order_by("pk"))


def _plans(edition: Edition) -> tuple[Any, ...]:
    return tuple(getattr(edition, name) for name in PLANS)


def _words(edition: Edition) -> dict[str, Any]:
    return {
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "seats": edition.seats,
        "site": edition.site_id,
    }
