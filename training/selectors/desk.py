"""What the school's desk shows: its courses with what each lacks and how its editions fill, its applications."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from training.enums import (
    PENDING_APPLICATION_STATES,
    SEATED_APPLICATION_STATES,
    ApplicationState,
    Mode,
    PublicationGap,
)
from training.models import Application, Course, Edition, Ranking


def publication_gaps(course: Course) -> list[PublicationGap]:
    """What a course still lacks to be published (reads `kind`, and `taught` which may be prefetched)."""
    lacking = {
        PublicationGap.SUMMARY: not course.summary,
        PublicationGap.CERTIFICATION: not course.certification,
        PublicationGap.SITE: course.site_id is None and course.mode != Mode.ONLINE,
        PublicationGap.SKILLS: course.kind.is_vocational and not course.taught.all(),
    }
    return [gap for gap, is_lacking in lacking.items() if is_lacking]


def last_writer(course: Course) -> AuditEvent | None:
    """Who wrote the course last, and when."""
    events = AuditEvent.objects.changes().filter(target_type=Course._meta.label_lower, target_id=course.pk)
    return events.select_related("actor").order_by("-pk").first()


def desk_courses(user: User) -> QuerySet[Course]:
    """The courses that the person may edit, drafts first, with all that the rows of the desk show."""
    waiting = Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED), distinct=True)
    editions = (
        Edition.objects.with_taken().with_queue().annotate(waiting=waiting).select_related("site__municipality")
        .order_by("-starts_on", "-pk")
    )  # fmt: skip
    return (
        Course.objects.editable_by(user)
        .with_review()
        .select_related("kind", "figure", "site__municipality", "draft", "copied_from__template")
        .prefetch_related("taught", "filiere", "occupations", Prefetch("editions", queryset=editions))
        .order_by(F("published_at").desc(nulls_first=True), "title", "pk")
    )


@dataclass(frozen=True)
class Waiting:
    """Applications without an answer."""

    count: int
    days: int


def waiting_applications(user: User) -> Waiting:
    """How many applications the person may answer, and for how many days the oldest has been waiting."""
    totals = Application.objects.answerable_by(user).waiting().aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    return Waiting(count=totals["count"], days=days_since(totals["oldest"]) if totals["oldest"] else 0)


@dataclass(frozen=True)
class Involved:
    """Whom the end of an edition concerns: who has a seat, or one held, and who waits for an answer or a seat."""

    seated: int
    waiting: int


def involved_in(edition: Edition) -> Involved:
    states = Application.objects.filter(edition=edition, state__in=PENDING_APPLICATION_STATES)
    seated = Q(state__in=SEATED_APPLICATION_STATES)
    return Involved(**states.aggregate(seated=Count("pk", filter=seated), waiting=Count("pk", filter=~seated)))


def desk_applications(user: User) -> QuerySet[Application]:
    """The applications that the person may answer, those that wait longest first, with the seats given so far."""
    seats = (
        Application.objects.filter(edition=OuterRef("edition"), state__in=SEATED_APPLICATION_STATES)
        .order_by().values("edition").annotate(seats=Count("pk")).values("seats")
    )  # fmt: skip
    return (
        Application.objects.answerable_by(user)
        .select_related("person", "edition__course__partner", "edition__site__municipality", "edition__admission")
        .annotate(
            edition_taken=Subquery(seats),
            has_ranking=Exists(Ranking.objects.filter(edition=OuterRef("edition"))),
        )
        .order_by("submitted_at", "pk")
    )


def days_since(moment: datetime.datetime) -> int:
    return (timezone.localdate() - timezone.localtime(moment).date()).days
