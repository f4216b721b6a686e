"""The life of a course: written by a school, published when nothing is missing, taken back when nobody waits."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent
from core.services import record_event
from partners.models import Filiera, Partner
from skills.models import Concept
from training.enums import ApplicationState
from training.models import Application, Course, CourseSkill
from training.selectors.desk import publication_gaps
from training.services.courses_index import course_index

SLUG_LENGTH = 200  # the column has room for a number after it
PUBLISHING = ("training.course_published", "training.course_unpublished")


@dataclass(frozen=True)
class Taught:
    """A skill that the course teaches."""

    skill: Concept
    level: int
    is_assessed: bool


@dataclass(frozen=True)
class CourseContent:
    """All that a school writes about a course: `facts` are its plain columns."""

    facts: dict[str, Any]
    filiere: list[Filiera]
    occupations: list[Concept]
    taught: list[Taught]


@transaction.atomic
def course_create(*, partner: Partner, content: CourseContent, by: User) -> Course:
    """A new draft. The partner's row is locked: two equal titles sent together get two addresses."""
    partner = Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    course = Course(partner=partner)
    _write(course, content)
    record_event(by=by, verb="training.course_created", target=course, after={"title": course.title})
    return course


@transaction.atomic
def course_update(*, course: Course, content: CourseContent, by: User) -> Course:
    """Change what a course says. A published one must still hold what publication asked for."""
    course = Course.objects.select_for_update(of=("self",), no_key=True).select_related("partner").get(pk=course.pk)
    before = {name: _plain(getattr(course, name)) for name in content.facts}
    _write(course, content)
    if course.is_published:
        _require_complete(course)
    after = {name: _plain(getattr(course, name)) for name in content.facts}
    record_event(
        by=by,
        verb="training.course_updated",
        target=course,
        before={name: value for name, value in before.items() if value != after[name]},
        after={name: value for name, value in after.items() if value != before[name]},
    )
    return course


@transaction.atomic
def course_check(*, course: Course) -> None:
    """After facts were put right by hand: the words for the search; a published course must still be complete."""
    course_index(course=course)
    if course.is_published:
        _require_complete(course)


@transaction.atomic
def course_publish(*, course: Course, by: User) -> Course:
    """Show a course to everybody; refused with the list of what is missing."""
    course = Course.objects.select_for_update(of=("self",), no_key=True).select_related("kind").get(pk=course.pk)
    if course.is_published:
        return course
    _require_complete(course)
    course.published_at, course.published_by = timezone.now(), by
    course.save(update_fields=["published_at", "published_by", "updated_at"])
    record_event(by=by, verb="training.course_published", target=course)
    return course


@transaction.atomic
def course_unpublish(*, course: Course, by: User) -> Course:
    """Make it a draft again; refused while people wait for an answer or have a place in an edition still to end."""
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    involved = Application.objects.filter(
        edition__course=course,
        edition__ends_on__gte=timezone.localdate(),
        state__in=[ApplicationState.SUBMITTED, ApplicationState.ACCEPTED],
    )
    if involved.exists():
        raise BusinessRuleError(
            _("Ci sono persone iscritte o in attesa di risposta: prima rispondi, oppure annulla l'edizione.")
        )
    course.published_at = course.published_by = None
    course.save(update_fields=["published_at", "published_by", "updated_at"])
    record_event(by=by, verb="training.course_unpublished", target=course)
    return course


def _require_complete(course: Course) -> None:
    if gaps := publication_gaps(course):
        raise BusinessRuleError(
            _("Perché il corso sia pubblicato manca: %(missing)s.")
            % {"missing": "; ".join(str(gap.label) for gap in gaps)}
        )


def _write(course: Course, content: CourseContent) -> None:
    for name, value in content.facts.items():
        setattr(course, name, value)
    if not _has_been_public(course):
        course.slug = _slug(course)
    course.full_clean()
    course.save()
    course.filiere.set(content.filiere)
    course.occupations.set(content.occupations)
    _write_taught(course, content.taught)
    course_index(course=course)


def _has_been_public(course: Course) -> bool:
    """Addresses that were public once never change: people and search engines keep them."""
    if course.pk is None:
        return False
    events = AuditEvent.objects.filter(target_type=Course._meta.label_lower, target_id=course.pk, verb__in=PUBLISHING)
    return course.is_published or events.exists()


def _slug(course: Course) -> str:
    """Title and partner; with a number where another course has that address already."""
    stem = slugify(f"{course.title} {course.partner.slug}")[:SLUG_LENGTH].strip("-")
    others = Course.objects.filter(slug__startswith=stem).exclude(pk=course.pk)
    taken = set(others.values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _write_taught(course: Course, taught: list[Taught]) -> None:
    wanted = {row.skill.pk: row for row in taught}
    CourseSkill.objects.filter(course=course).exclude(skill__in=wanted).delete()
    CourseSkill.objects.bulk_create(
        [
            CourseSkill(course=course, skill=row.skill, level=row.level, is_assessed=row.is_assessed)
            for row in wanted.values()
        ],
        update_conflicts=True,
        unique_fields=["course", "skill"],
        update_fields=["level", "is_assessed"],
    )


def _plain(value: Any) -> Any:
    """As the audit row can keep it."""
    return value if value is None or isinstance(value, int | str | bool) else str(value)
