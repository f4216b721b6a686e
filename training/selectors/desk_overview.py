"""How the courses of a school stand: who waits for an answer, how editions fill, what is missing or stale.

The statements are as many whatever the courses, editions and applications.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from training.enums import ApplicationState, PublicationGap
from training.models import Admission, Application, Course, Edition
from training.selectors.desk import days_since, publication_gaps
from training.selectors.review import Review, review_of
from training.selectors.templates import course_behind, courses_maybe_behind

ANSWER_DAYS = 14  # to answer in, where the school wrote no day
WHOLE = 100


@dataclass(frozen=True)
class Clock:
    """The applications to an edition that nobody has answered yet."""

    edition: Edition
    count: int
    days: int  # that the oldest one has been waiting
    due: datetime.date
    is_overdue: bool


@dataclass(frozen=True)
class Filling:
    """How an edition fills. `percent` is of the declared seats, at most a hundred."""

    edition: Edition
    percent: int | None
    is_below_minimum: bool


@dataclass(frozen=True)
class Attention:
    """A course that wants a hand: a draft with what it lacks (or ready), a page to confirm, changes to publish or to
    take from its template (`behind`)."""

    course: Course
    gaps: list[PublicationGap]
    review: Review | None
    behind: list[str]

    @property
    def is_wanted(self) -> bool:
        """A template may have a newer version in which this course already says the same."""
        return bool(not self.course.is_published or self.review or self.course.pending or self.behind)


def answer_due(submitted_at: datetime.datetime, edition: Edition, answers_by: datetime.date | None) -> datetime.date:
    """The day by which an application is answered: the school's own, or two weeks; never after the beginning.

    Nobody is late with what came in after the school's day, or once the course had begun.
    """
    sent = timezone.localdate(submitted_at)
    due = [day for day in (answers_by, edition.starts_on) if day and day >= sent]
    usual = sent + datetime.timedelta(days=ANSWER_DAYS)
    return min(due) if answers_by in due else min([usual, *due])


def is_overdue(application: Application, day: datetime.date) -> bool:
    """Whether somebody who sent it waits beyond the promised day (`edition` with its `admission`)."""
    if application.state != ApplicationState.SUBMITTED or application.submitted_at is None:
        return False
    answers_by = Admission.of(application.edition).answers_by
    return answer_due(application.submitted_at, application.edition, answers_by) < day


def clocks(user: User, day: datetime.date) -> list[Clock]:
    """Editions with applications to answer, the one that keeps somebody waiting longest first."""
    waiting = Application.objects.answerable_by(user).waiting().order_by().values("edition")
    totals = {row["edition"]: row for row in waiting.annotate(count=Count("pk"), oldest=Min("submitted_at"))}
    editions = Edition.objects.filter(pk__in=totals).select_related("course", "admission")
    found = [_clock(edition, totals[edition.pk], day) for edition in editions.order_by("pk")]
    return sorted(found, key=lambda clock: (-clock.days, clock.due, clock.edition.pk))


def _clock(edition: Edition, totals: dict[str, Any], day: datetime.date) -> Clock:
    due = answer_due(totals["oldest"], edition, Admission.of(edition).answers_by)
    return Clock(edition, totals["count"], days_since(totals["oldest"]), due, is_overdue=due < day)


def editions_alive(user: User, day: datetime.date) -> QuerySet[Edition]:
    """Those of the school that are still to end, with seats taken, applications to answer and people in the queue."""
    return (
        Edition.objects.editable_by(user)
        .filter(cancelled_at=None, ends_on__gte=day)
        .with_taken()
        .annotate(
            waiting=_number_in(ApplicationState.SUBMITTED), queued=_number_in(ApplicationState.WAITLISTED)
        )
        .select_related("course")
        .order_by("starts_on", "pk")
    )  # fmt: skip


def _number_in(state: ApplicationState) -> Count:
    return Count("applications", filter=Q(applications__state=state), distinct=True)


def fillings(user: User, day: datetime.date) -> list[Filling]:
    """How each edition still to end fills, the first to begin first."""
    return [_filling(edition) for edition in editions_alive(user, day)]


def _filling(edition: Edition) -> Filling:
    percent = min(WHOLE, WHOLE * edition.taken // edition.seats) if edition.seats else None
    return Filling(edition, percent, is_below_minimum=edition.taken < (edition.min_enrolment or 0))


def attentions(user: User, day: datetime.date) -> list[Attention]:
    """Courses that want a hand: pages to confirm first, then changes to publish, then drafts."""
    courses = (
        Course.objects.editable_by(user)
        .with_review()
        .filter(
            Q(published_at=None) | Q(hidden_at__isnull=False) | Q(review_on__lte=day) | Q(draft__isnull=False)
            | Q(pk__in=courses_maybe_behind())
        )
        .select_related("kind", "site", "draft", "copied_from__template")
        .prefetch_related("taught", "filiere", "occupations")
        .order_by(F("published_at").asc(nulls_last=True), "title", "pk")
    )  # fmt: skip
    return [one for one in (_attention(course, day) for course in courses) if one.is_wanted]


def _attention(course: Course, day: datetime.date) -> Attention:
    gaps = [] if course.is_published else publication_gaps(course)
    return Attention(course, gaps, review_of(course, day), course_behind(course))


def courses_without_dates(user: User, day: datetime.date) -> QuerySet[Course]:
    """Published courses that nobody can join: no edition is still to end."""
    alive = Edition.objects.filter(course=OuterRef("pk"), cancelled_at=None, ends_on__gte=day)
    return Course.objects.editable_by(user).filter(~Exists(alive), published_at__isnull=False).order_by("title", "pk")
