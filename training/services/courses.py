"""A course as its school writes it. Publishing and taking back stand in `publication`, drafts in `drafts`."""

from dataclasses import replace

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError, told_as_refusal
from core.models import AuditEvent
from core.services import record_event
from partners.models import Partner
from training.models import Course, CourseSkill, CourseVersion, TemplateCopy
from training.selectors.course_content import (
    Content,
    CourseContent,
    Taught,
    content_read,
    differing,
    only,
    plain,
)
from training.selectors.desk import publication_gaps
from training.services.courses_index import course_index
from training.services.drafts import draft_write, refuse_clash, refuse_stale, working_content

SLUG_LENGTH = 200  # the column has room for a number after it
PUBLISHING = ("training.course_published", "training.course_unpublished")

__all__ = [
    "CourseContent",
    "Taught",
    "course_check",
    "course_clone",
    "course_create",
    "course_restore",
    "course_update",
]


@transaction.atomic
def course_create(*, partner: Partner, content: CourseContent, by: User) -> Course:
    """A new draft. The partner's row is locked: two equal titles sent together get two addresses."""
    partner = Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    course = Course(partner=partner)
    course_write(course, content)
    record_event(by=by, verb="training.course_created", target=course, after={"title": course.title})
    return course


@transaction.atomic
def course_update(*, course: Course, content: CourseContent, by: User, seen: str = "") -> Course:
    """Keep what was written: in the row of a course that is not public, in the draft beside one that is.

    `seen` says what the writer was shown (`fingerprints`): what somebody else saved since is never written over.
    """
    course = course_lock(course)
    before, wanted = working_content(course), plain(content)
    if seen:
        refuse_clash(course=course, wanted=before | wanted, seen=seen)
    if course.is_published:
        draft_write(course=course, wanted=wanted)
    else:
        course_write(course, content)
    told = differing(before, wanted)
    record_event(
        by=by, verb="training.course_updated", target=course, before=only(before, told), after=only(wanted, told)
    )
    return course


@transaction.atomic
def course_restore(*, course: Course, version: CourseVersion, by: User, seen: str) -> Course:
    """Write again, in the draft, what the course said in an old version; what everybody reads waits for publication.

    `seen` are the marks of what the course said when the two were compared (`fingerprints`).
    """
    course = course_lock(course)
    before, wanted = working_content(course), plain(content_read(course, version.content))
    told = differing(before, wanted)
    refuse_stale(course=course, names=told, seen=seen)
    if told:
        working_write(course, only(wanted, told))
        record_event(
            by=by, verb="training.course_brought_back", target=course,
            before=only(before, told), after=only(wanted, told) | {"version": version.number},
        )  # fmt: skip
    return course


def working_write(course: Course, wanted: Content) -> None:
    """Keep these fields: in the row of a course that is not public, in the draft beside one that is."""
    with told_as_refusal():
        if course.is_published:
            draft_write(course=course, wanted=wanted)
        else:
            course_write(course, content_read(course, wanted))


@transaction.atomic
def course_clone(*, course: Course, by: User) -> Course:
    """A draft like this one, what is being changed in it included; without editions, of the same template."""
    said = content_read(course, course.pending)
    title = _("%(title)s (copia)") % {"title": said.facts["title"]}
    room = Course._meta.get_field("title").max_length or 0
    copied = replace(said, facts=said.facts | {"title": title[-room:]})
    twin = course_create(partner=course.partner, content=copied, by=by)
    for copy in TemplateCopy.objects.filter(course=course):
        told = {"template": copy.template, "number": copy.number, "content": copy.content}
        TemplateCopy.objects.create(course=twin, **told)
    return twin


@transaction.atomic
def course_check(*, course: Course) -> None:
    """After facts were put right by hand: the words for the search; a published course must still be complete."""
    course_index(course=course)
    if course.is_published:
        require_complete(course)


def course_lock(course: Course) -> Course:
    """The row as it is now, held until the end of the transaction, with its draft."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("partner", "kind", "site", "figure", "attestation", "funding", "draft").get(
        pk=course.pk
    )


def require_complete(course: Course) -> None:
    if gaps := publication_gaps(course):
        raise BusinessRuleError(
            _("Perché il corso sia pubblicato manca: %(missing)s.")
            % {"missing": "; ".join(str(gap.label) for gap in gaps)}
        )


def course_write(course: Course, content: CourseContent) -> None:
    """Make the row and its links say this."""
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
