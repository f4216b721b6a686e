"""Which published courses their school has not confirmed for long, and how long they stay in the catalogue."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from training.models import Course, Edition
from training.review import HIDE_AFTER_DAYS


@dataclass(frozen=True)
class Review:
    """A course that waits for its school's word: since when, and until when it stays in the catalogue."""

    since: datetime.date
    hides_on: datetime.date
    is_hidden: bool


def review_of(course: Course, day: datetime.date) -> Review | None:
    """Needs `review_on` of `with_review()`; None of a course that is confirmed, or not published."""
    if not course.is_published or (day < course.review_on and course.hidden_at is None):
        return None
    return Review(course.review_on, hides_on(course.review_on), course.hidden_at is not None)


def hides_on(review_on: datetime.date) -> datetime.date:
    return review_on + datetime.timedelta(days=HIDE_AFTER_DAYS)


def courses_to_confirm(day: datetime.date) -> QuerySet[Course]:
    """Those in the catalogue that wait for their school's word."""
    return Course.objects.published().with_review().filter(review_on__lte=day).select_related("partner")


def courses_to_hide(day: datetime.date) -> QuerySet[Course]:
    """Those that waited too long; while an edition is still to end the people in it find the course."""
    alive = Edition.objects.filter(course=OuterRef("pk"), cancelled_at=None, ends_on__gte=day)
    late = day - datetime.timedelta(days=HIDE_AFTER_DAYS)
    return courses_to_confirm(day).filter(~Exists(alive), review_on__lte=late)  # type: ignore[misc]
