"""From what is missing in a match to the course that teaches it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from recruitment.matching.explain import Explanation, SkillLine
from training.enums import Audience
from training.models import Course, CourseSkill, Edition


@dataclass(frozen=True)
class GapLine:
    """A line of the explanation; for one not fully met, the next edition that teaches the skill, if there is one."""

    line: SkillLine
    edition: Edition | None


def lines_with_courses(explanation: Explanation) -> list[GapLine]:
    """Every line of an explanation, the gaps with the edition that closes them."""
    editions = courses_closing_gaps(explanation.gaps)
    return [GapLine(line, editions.get(line.skill.pk)) for line in explanation.lines]


def courses_closing_gaps(lines: Iterable[SkillLine]) -> dict[int, Edition]:
    """For each skill the next edition open today, with free seats, that teaches it; two queries whatever the number.

    One that reaches the level asked for comes before an earlier one that only gets nearer; one that stops at the level
    already held is not proposed.
    """
    lines = list(lines)
    taught: dict[int, list[CourseSkill]] = {}
    rows = CourseSkill.objects.filter(
        skill__in=[line.skill.pk for line in lines], course__in=Course.objects.published()
    )
    for row in rows.exclude(course__audience=Audience.TEACHERS).order_by("pk"):
        taught.setdefault(row.skill_id, []).append(row)
    editions = _free_editions({row.course_id for rows in taught.values() for row in rows})
    found = {line.skill.pk: _next(line, taught.get(line.skill.pk, []), editions) for line in lines}
    return {skill: edition for skill, edition in found.items() if edition is not None}


def _free_editions(courses: set[int]) -> dict[int, Edition]:
    """Course -> its first edition with a free seat."""
    open_today = (
        Edition.objects.filter(course__in=courses)
        .open_on(timezone.localdate())
        .with_taken()
        .select_related("course__partner", "site__municipality")
        .order_by("starts_on", "pk")
    )
    first: dict[int, Edition] = {}
    for edition in open_today:
        if edition.seats_left(edition.taken):
            first.setdefault(edition.course_id, edition)
    return first


def _next(line: SkillLine, taught: list[CourseSkill], editions: dict[int, Edition]) -> Edition | None:
    held = line.coverage.level if line.coverage and not line.is_through_another else 0
    useful = [row for row in taught if row.level > held and row.course_id in editions]
    best = min(
        useful,
        key=lambda row: (row.level < line.level, editions[row.course_id].starts_on, editions[row.course_id].pk),
        default=None,
    )
    return editions[best.course_id] if best else None
