"""One answer for many applications: each apart, so that one that cannot be answered does not stop the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from core.errors import BusinessRuleError
from training.enums import BatchAction, RefusalReason
from training.models import Application, in_order
from training.services.applications import application_accept, application_refuse
from training.services.waiting_list import application_waitlist


@dataclass
class Outcome:
    """What was done, and of the rest which application and why."""

    done: int = 0
    held: list[tuple[int, str]] = field(default_factory=list)


def applications_answer(
    *, applications: Iterable[Application], action: BatchAction, by: User, reason: str = "", message: str = ""
) -> Outcome:
    """Who comes first first, by the ranking or by arrival: the last seats go to them."""
    outcome = Outcome()
    chosen = Application.objects.filter(pk__in=[application.pk for application in applications])
    for application in in_order(chosen.select_related("edition")):
        try:
            with transaction.atomic():
                _answer(action, by=by, reason=reason, message=message)(application)
        except BusinessRuleError as error:
            outcome.held.append((application.pk, str(error)))
        else:
            outcome.done += 1
    return outcome


def _answer(action: BatchAction, *, by: User, reason: str, message: str) -> Callable[[Application], Application]:
    answers = {
        BatchAction.ACCEPT: lambda row: application_accept(application=row, by=by, message=message),
        BatchAction.WAITLIST: lambda row: application_waitlist(application=row, by=by, message=message),
        BatchAction.REFUSE: lambda row: application_refuse(
            application=row, by=by, reason=RefusalReason(reason), message=message
        ),
    }
    return answers[action]
