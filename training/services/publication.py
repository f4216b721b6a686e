"""What everybody reads of a course: published when nothing is missing, each time as a new version, or taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import PENDING_APPLICATION_STATES
from training.models import Application, Course, CourseVersion, Edition
from training.selectors.course_content import content_of, content_read, differing, only, with_draft
from training.services.courses import course_lock, course_write, require_complete
from training.services.drafts import draft_delete
from training.services.review import course_checked


@transaction.atomic
def course_publish(*, course: Course, by: User) -> Course:
    """Show a course, or what was changed in it, to everybody; refused with the list of what is missing."""
    course = course_lock(course)
    changes = course.pending
    if course.is_published and not changes:
        return course
    require_complete(with_draft(course))
    before = content_of(course)
    if course.is_published:
        _keep_public(course, before)
        _fold(course)
    else:
        course.published_at, course.published_by = timezone.now(), by
        course.save(update_fields=["published_at", "published_by", "updated_at"])
    course_checked(course)
    after = content_of(course)
    _add_version(course, content=after, by=by)
    told = differing(before, after)
    record_event(
        by=by, verb="training.course_published", target=course, before=only(before, told), after=only(after, told)
    )
    return course


@transaction.atomic
def course_unpublish(*, course: Course, by: User) -> Course:
    """Make it a draft again, with what was being changed in it.

    Refused while people wait for an answer or have a place in an edition still to end.
    """
    course = course_lock(course)
    _require_nobody_involved(course)
    if course.is_published:
        _keep_public(course, content_of(course))
    _fold(course)
    course.published_at = course.published_by = course.hidden_at = None
    course.save(update_fields=["published_at", "published_by", "hidden_at", "updated_at"])
    record_event(by=by, verb="training.course_unpublished", target=course)
    return course


@transaction.atomic
def course_draft_discard(*, course: Course, by: User) -> Course:
    """Forget what was changed since the last publication; the audit keeps what it was."""
    course = course_lock(course)
    if changes := course.pending:
        draft_delete(course=course)
        record_event(
            by=by, verb="training.course_discarded", target=course,
            before=changes, after=only(content_of(course), changes),
        )  # fmt: skip
    return course


def _require_nobody_involved(course: Course) -> None:
    """Its editions are held until the end: who sends an application at this moment is seen here, or sees a draft."""
    editions = Edition.objects.select_for_update(of=("self",), no_key=True).filter(
        course=course, ends_on__gte=timezone.localdate()
    )
    alive = list(editions.order_by("pk"))
    if Application.objects.filter(edition__in=alive, state__in=PENDING_APPLICATION_STATES).exists():
        raise BusinessRuleError(
            _("Ci sono persone iscritte o in attesa di risposta: prima rispondi, oppure annulla l'edizione.")
        )


def _fold(course: Course) -> None:
    """The draft's words become the course's own."""
    if changes := course.pending:
        course_write(course, content_read(course, changes))
        draft_delete(course=course)


def _keep_public(course: Course, content: dict[str, Any]) -> None:
    """What everybody reads until now is a version too: the first, or one that was put right by hand since the last."""
    last = course.versions.order_by("-number").first()
    if last is None or differing(last.content, content):
        CourseVersion.objects.create(
            course=course,
            number=last.number + 1 if last else 1,
            content=content,
            published_at=course.updated_at if last else course.published_at or timezone.now(),
            published_by=None if last else course.published_by,
        )


def _add_version(course: Course, *, content: dict[str, Any], by: User) -> None:
    last = course.versions.order_by("-number").values_list("number", flat=True).first() or 0
    CourseVersion.objects.create(course=course, number=last + 1, content=content, published_by=by)
