"""From what is missing in a match to the course that teaches it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from recruitment.matching.explain import Explanation, SkillLine
from training.enums import Audience
from training.models import Course, CourseSkill, Edition
from training.models.edition import EditionQuerySet


@dataclass(frozen=True)
class Lesson:
    """An edition that teaches a skill, and up to which level."""

    edition: Edition
    level: int


@dataclass(frozen=True)
class GapLine:
    """A line of the explanation; for one not fully met, the next edition that teaches the skill, if there is one.

    `later` is one whose sign-up has still to begin: told where nothing that is open today teaches the skill, or where
    what is open stops short of the level asked for and this one goes on from there.
    """

    line: SkillLine
    lesson: Lesson | None
    later: Lesson | None

    @property
    def edition(self) -> Edition | None:
        return self.lesson.edition if self.lesson else None

    @property
    def announced(self) -> Edition | None:
        return self.later.edition if self.later else None

    @property
    def free(self) -> int | None:
        """Seats that the edition still has."""
        return self.edition.seats_left(self.edition.taken) if self.edition else None

    @property
    def lessons(self) -> list[Lesson]:
        return [lesson for lesson in (self.lesson, self.later) if lesson]


def lines_with_courses(explanation: Explanation) -> list[GapLine]:
    """Every line of an explanation, the gaps with the editions that close them."""
    today, taught = timezone.localdate(), _taught(explanation.gaps)
    now = _next_lessons(explanation.gaps, taught, Edition.objects.open_on(today), {})
    short = [line for line in explanation.gaps if line.skill.pk not in now or now[line.skill.pk].level < line.level]
    later = _next_lessons(short, taught, Edition.objects.announced_on(today), now) if short else {}
    return [GapLine(line, now.get(line.skill.pk), later.get(line.skill.pk)) for line in explanation.lines]


def courses_closing_gaps(lines: Iterable[SkillLine]) -> dict[int, Edition]:
    """For each skill the next edition open today, with free seats, that teaches it; two queries whatever the number.

    One that reaches the level asked for comes before an earlier one that only gets nearer; one that stops at the level
    already held is not proposed.
    """
    lines = list(lines)
    lessons = _next_lessons(lines, _taught(lines), Edition.objects.open_on(timezone.localdate()), {})
    return {skill: lesson.edition for skill, lesson in lessons.items()}


def _taught(lines: list[SkillLine]) -> dict[int, list[CourseSkill]]:
    """Skill -> the published courses that teach it to everybody."""
    taught: dict[int, list[CourseSkill]] = {}
    rows = CourseSkill.objects.filter(
        skill__in=[line.skill.pk for line in lines], course__in=Course.objects.published()
    )
    for row in rows.exclude(course__audience=Audience.TEACHERS).order_by("pk"):
        taught.setdefault(row.skill_id, []).append(row)
    return taught


def _next_lessons(
    lines: list[SkillLine],
    taught: dict[int, list[CourseSkill]],
    editions_asked: EditionQuerySet,
    first: dict[int, Lesson],
) -> dict[int, Lesson]:
    """By skill, what to do next; where `first` has something already, what goes on from there."""
    editions = _free_editions({row.course_id for rows in taught.values() for row in rows}, editions_asked)
    found = {
        line.skill.pk: _next(line, taught.get(line.skill.pk, []), editions, first.get(line.skill.pk)) for line in lines
    }
    return {skill: lesson for skill, lesson in found.items() if lesson is not None}


def _free_editions(courses: set[int], editions: EditionQuerySet) -> dict[int, Edition]:
    """Course -> its first edition with a free seat."""
    asked = (
        editions.filter(course__in=courses)
        .with_taken()
        .select_related("course__partner", "course__kind", "site__municipality")
        .order_by("starts_on", "pk")
    )
    first: dict[int, Edition] = {}
    for edition in asked:
        if edition.seats_left(edition.taken):
            first.setdefault(edition.course_id, edition)
    return first


def _next(
    line: SkillLine, taught: list[CourseSkill], editions: dict[int, Edition], first: Lesson | None
) -> Lesson | None:
    held = line.coverage.level if line.coverage and not line.is_through_another else 0
    useful = [row for row in taught if row.level > held and row.course_id in editions]
    if first:
        useful = [
            row
            for row in useful
            if row.level > first.level and editions[row.course_id].starts_on > first.edition.ends_on
        ]
    best = min(
        useful,
        key=lambda row: (row.level < line.level, editions[row.course_id].starts_on, editions[row.course_id].pk),
        default=None,
    )
    return Lesson(editions[best.course_id], best.level) if best else None
