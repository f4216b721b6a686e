"""The clocks of selections, every morning: windows that end, firms that do not answer. Safe to run twice."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.isolation import each_apart
from core.services import record_event
from recruitment import notifications
from recruitment.enums import Stage
from recruitment.models import Interest, Match, Opening, Showing
from recruitment.services import selection


def selections_review() -> dict[str, int]:
    """End what is past its last day; remind, once, each firm that lets a yes wait."""
    counted: dict[str, int] = {"failed": 0}
    steps = (("expired", Interest.objects.out_of_time(), _expire), ("nudged", unanswered(), _nudge))
    for name, due, act in steps:
        done = each_apart(f"selections_{name}", list(due.order_by("pk").values_list("pk", flat=True)), act)
        counted[name] = done.done
        counted["failed"] += done.failed
    return counted


def unanswered() -> QuerySet[Interest]:
    """Who said yes, and whose firm has said nothing for longer than it should; not reminded yet."""
    before = timezone.now() - datetime.timedelta(days=settings.INTEREST_FIRM_DAYS)
    return Interest.objects.disclosing().filter(
        stage=Stage.ACCEPTED, firm_answered_at=None, nudged_at=None, answered_at__lt=before
    )


@transaction.atomic
def showings_record(*, opening: Opening, matches: Iterable[Match]) -> None:
    """The cards on the first page of the list: a second look on the same day changes nothing."""
    today = timezone.localdate()
    rows = [Showing(opening=opening, profile_id=match.profile_id, shown_on=today) for match in matches]
    Showing.objects.bulk_create(rows, ignore_conflicts=True)


def _expire(pk: int) -> int:
    interest = selection.locked(Interest(pk=pk))
    if not Interest.objects.out_of_time().filter(pk=pk).exists():
        return 0  # somebody was faster
    return selection.selections_end(interests=[interest], stage=Stage.EXPIRED, by=None)


def _nudge(pk: int) -> int:
    interest = selection.locked(Interest(pk=pk))
    if not unanswered().filter(pk=pk).exists():
        return 0
    interest.nudged_at = timezone.now()
    interest.save(update_fields=["nudged_at", "updated_at"])
    record_event(by=None, verb="recruitment.answer_asked", target=interest)
    notifications.answer_asked(interest)
    return 1
