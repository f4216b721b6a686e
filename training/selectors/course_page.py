"""What the page of a course shows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from training.enums import LIVE_APPLICATION_STATES, ApplicationState, EditionState, Enrolment
from training.models import Admission, Application, Course, Edition, EditionPartner, Ranking

# What somebody can still join comes first, what is over last.
STATE_ORDER = tuple(EditionState)


@dataclass(frozen=True)
class EditionRow:
    edition: Edition
    seats_left: int | None
    application: Application | None  # the reader's own, when it is alive
    takes_applications: bool  # here, on the portal
    queued: int  # people in the waiting list
    shows_ranking: bool  # definitive, and public by the school's choice
    admission: Admission

    @property
    def has_calendar(self) -> bool:
        """Also of one called off: a calendar that holds it must learn of it."""
        return self.edition.state != EditionState.FINISHED


def course_for_page(courses: QuerySet[Course]) -> QuerySet[Course]:
    return (
        courses.select_related("partner", "kind", "site__municipality", "figure", "attestation", "funding")
        .defer("search", "search_terms")
        .prefetch_related("filiere", "occupations", "taught__skill")
    )


def edition_rows(course: Course, user, day: datetime.date) -> list[EditionRow]:
    """The editions of a course in the order in which they matter; `user` may be anonymous."""
    together = Prefetch("together", queryset=EditionPartner.objects.shown().select_related("partner"))
    editions = Edition.objects.filter(course=course).with_taken().with_queue().prefetch_related(together, "criteria")
    own = _own_applications(course, user)
    queued = Count("applications", filter=Q(applications__state=ApplicationState.WAITLISTED), distinct=True)
    ranked = Exists(Ranking.objects.filter(edition=OuterRef("pk")))
    shown = editions.annotate(queued=queued, has_ranking=ranked).select_related("site__municipality", "admission")
    rows = [_row(edition, own.get(edition.pk), day) for edition in shown.order_by("starts_on", "pk")]
    return sorted(rows, key=lambda row: STATE_ORDER.index(row.edition.state))


def _row(edition: Any, application: Application | None, day: datetime.date) -> EditionRow:
    is_open = edition.state_on(day, edition.taken) in {EditionState.OPEN, EditionState.WAITING}
    admission = Admission.of(edition)
    is_ready = not admission.is_ranked or admission.criteria_published_at is not None
    return EditionRow(
        edition=edition,
        seats_left=edition.seats_left_told(edition.taken),
        application=application,
        takes_applications=is_open and is_ready and edition.enrolment == Enrolment.PORTAL and application is None,
        admission=admission,
        queued=edition.queued,
        shows_ranking=edition.has_ranking and admission.shows_ranking and not _is_over(edition, day),
    )


def _is_over(edition: Edition, day: datetime.date) -> bool:
    return edition.cancelled_at is not None or day > edition.ends_on


def _own_applications(course: Course, user: User) -> dict[int, Application]:
    if not user.is_authenticated:
        return {}
    live: Iterable[Application] = Application.objects.visible_to(user).filter(
        edition__course=course, state__in=LIVE_APPLICATION_STATES
    )
    return {application.edition_id: application for application in live}
