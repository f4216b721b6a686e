"""When and where a course is taught. Changes that touch people who applied are told to them."""

from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import PENDING_APPLICATION_STATES, RefusalReason
from training.imports.editions import edition_facts
from training.models import Application, Course, Edition
from training.notifications import tell_of_change
from training.selectors.edition_changes import plan_changes
from training.services.applications import application_refuse
from training.services.moves import lock_edition, seats_taken
from training.services.waiting_list import waiting_list_advance, waiting_list_reopen


@transaction.atomic
def edition_create(*, course: Course, facts: dict[str, Any], by: User) -> Edition:
    edition = Edition(course=course, **facts)
    edition.full_clean()
    edition.save()
    record_event(by=by, verb="training.edition_created", target=edition, after=edition_facts(edition))
    return edition


class ListWouldCloseError(BusinessRuleError):
    """The new beginning is not to come any more, and people wait: nobody is sent away by a date typed wrong.

    `closing` says what would happen, for a page that can ask whether it is so.
    """

    def __init__(self, waiting: int) -> None:
        self.closing = ngettext(
            "Con un inizio già arrivato la lista d'attesa si chiude, e c'è %(waiting)d persona che aspetta un posto.",
            "Con un inizio già arrivato la lista d'attesa si chiude, e ci sono %(waiting)d persone che aspettano un "
            "posto.",
            waiting,
        ) % {"waiting": waiting}
        where = _("Se il corso è davvero cominciato, confermalo nella pagina dell'edizione.")
        super().__init__(f"{self.closing} {where}")


@transaction.atomic
def edition_update(*, edition: Edition, facts: dict[str, Any], by: User, closes_list: bool = False) -> Edition:
    """Seats already given cannot be taken away; who applied is told when dates, place or timetable change.

    A beginning moved into the past closes the waiting list: only for who says so (`closes_list`). One that is moved
    on again opens it for those who had been on it.
    """
    edition = lock_edition(edition.pk)
    old, today = copy(edition), timezone.localdate()
    for name, value in facts.items():
        setattr(edition, name, value)
    edition.full_clean()
    _refuse_few_seats(edition)
    if not closes_list and edition.starts_on <= today < old.starts_on:
        _refuse_to_close_list(edition)
    edition.save()
    before, after = _differing(old, edition)
    event = record_event(by=by, verb="training.edition_updated", target=edition, before=before, after=after)
    if plan_changes(old, edition):
        tell_of_change(edition=edition, applications=_involved(edition), event=event, old=old)
    if old.starts_on <= today < edition.starts_on:
        waiting_list_reopen(edition=edition)
    waiting_list_advance(edition=edition)
    return edition


def _refuse_few_seats(edition: Edition) -> None:
    taken = seats_taken(edition)
    if edition.seats is not None and edition.seats < taken:
        raise BusinessRuleError(
            _("Posti già assegnati: %(taken)d. I posti dell'edizione non possono essere meno.") % {"taken": taken}
        )


def _refuse_to_close_list(edition: Edition) -> None:
    waiting = Application.objects.queued().filter(edition=edition).count()
    if waiting:
        raise ListWouldCloseError(waiting)


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


def _differing(old: Edition, new: Edition) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was said before, and what is said now, of the facts that changed."""
    before, after = edition_facts(old), edition_facts(new)
    names = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
