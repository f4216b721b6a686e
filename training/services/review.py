"""A published course stays true as long as its school says so: asked in time, then hidden from the catalogue."""

import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.isolation import each_apart
from core.services import record_event
from training import notifications
from training.models import Course
from training.review import TELL_DAYS_LEFT
from training.selectors.review import courses_to_confirm, courses_to_hide, hides_on
from training.services.courses import course_lock


@transaction.atomic
def course_confirm(*, course: Course, by: User) -> Course:
    """The school says that what everybody reads is still true; a hidden course is back in the catalogue."""
    course = course_lock(course)
    if not course.is_published:
        raise BusinessRuleError(_("Si conferma un corso pubblicato: questo è ancora una bozza."))
    before = {"checked_on": str(course.checked_on or "")}
    course_checked(course)
    record_event(
        by=by, verb="training.course_confirmed", target=course, before=before,
        after={"checked_on": str(course.checked_on)},
    )  # fmt: skip
    return course


def course_checked(course: Course) -> None:
    """Today the school has read what the course says."""
    course.checked_on, course.hidden_at = timezone.localdate(), None
    course.save(update_fields=["checked_on", "hidden_at", "updated_at"])


def courses_review() -> dict[str, int]:
    """Every night: ask for a word on what is due, hide what waited too long. Safe to run twice."""
    today = timezone.localdate()
    late = list(courses_to_hide(today).order_by("pk").values_list("pk", flat=True))
    hidden = each_apart("course_hide", late, _hide)
    _tell_hidden(today)
    return {"hidden": hidden.done, "failed": hidden.failed, "asked": _ask(today)}


def _hide(pk: int) -> int:
    course = course_lock(Course(pk=pk))
    if not courses_to_hide(timezone.localdate()).filter(pk=pk).exists():
        return 0  # confirmed meanwhile
    course.hidden_at = timezone.now()
    course.save(update_fields=["hidden_at", "updated_at"])
    record_event(by=None, verb="training.course_hidden", target=course)
    return 1


def _tell_hidden(today: datetime.date) -> None:
    """Of all that was hidden today: a run that was cut off between hiding and telling is made good by the next."""
    rows = Course.objects.filter(hidden_at__date=today).select_related("partner")
    for partner, courses in groupby(rows.order_by("partner", "title", "pk"), key=lambda course: course.partner):
        notifications.courses_hidden(partner, courses=list(courses), day=today)


def _ask(today: datetime.date) -> int:
    """One notice for the courses of a school that fall due together, at each threshold; how many notices were due."""
    rows = courses_to_confirm(today).order_by("partner", "review_on", "title", "pk")  # type: ignore[misc]
    asked = 0
    for (partner, due), courses in groupby(rows, key=lambda course: (course.partner, course.review_on)):
        left = (hides_on(due) - today).days
        threshold = min((days for days in TELL_DAYS_LEFT if left <= days), default=None)
        if threshold is not None:
            notifications.courses_to_confirm(partner, courses=list(courses), due=due, threshold=threshold)
            asked += 1
    return asked
