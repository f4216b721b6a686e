"""Which needs of firms the courses of a school answer: for each skill asked, the courses that teach it and how far.

Only needs that the school may read are here: those told to the referent alone never are.
"""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from recruitment.models import SkillNeed, SkillNeedSkill
from recruitment.selectors.demand import need_with_skills
from training.models import Course, CourseSkill

WHOLE = 100


@dataclass(frozen=True)
class Taught:
    """A course of the school that teaches an asked skill; `is_enough` says whether it reaches the level asked."""

    course: Course
    is_enough: bool


@dataclass(frozen=True)
class AskedAnswer:
    """A skill that a firm asks for, and the courses that teach it."""

    asked: SkillNeedSkill
    courses: list[Taught]

    @property
    def is_answered(self) -> bool:
        return any(taught.is_enough for taught in self.courses)


@dataclass(frozen=True)
class NeedAnswer:
    """A need with what the courses answer of it; `percent` of the skills asked are taught at the level asked."""

    need: SkillNeed
    skills: list[AskedAnswer]

    @property
    def percent(self) -> int:
        answered = sum(row.is_answered for row in self.skills)
        return WHOLE * answered // len(self.skills) if self.skills else 0

    @property
    def is_touched(self) -> bool:
        return bool(self.taught)

    @property
    def taught(self) -> list[AskedAnswer]:
        """What some course teaches, at whatever level."""
        return [row for row in self.skills if row.courses]

    @property
    def missing(self) -> list[AskedAnswer]:
        return [row for row in self.skills if not row.courses]


def need_answers(user: User) -> list[NeedAnswer]:
    """The needs that the person may read, best answered first; as many statements whatever the rows."""
    courses = _courses_by_skill(user)
    needs = need_with_skills(SkillNeed.objects.announced_to(user)).order_by("horizon", "pk")
    answers = [
        NeedAnswer(need, [_answer(asked, courses[asked.skill_id]) for asked in need.asked.all()]) for need in needs
    ]
    return sorted(answers, key=lambda row: (-row.percent, not row.is_touched, row.need.horizon, row.need.pk))


def _courses_by_skill(user: User) -> dict[int, list[CourseSkill]]:
    """Of those that people can find: one hidden from the catalogue answers nobody."""
    taught = CourseSkill.objects.filter(
        course__in=Course.objects.editable_by(user), course__published_at__isnull=False, course__hidden_at=None
    )
    found: dict[int, list[CourseSkill]] = defaultdict(list)
    for row in taught.select_related("course").order_by("course__title", "pk"):
        found[row.skill_id].append(row)
    return found


def _answer(asked: SkillNeedSkill, taught: list[CourseSkill]) -> AskedAnswer:
    return AskedAnswer(asked, [Taught(row.course, row.level >= asked.level) for row in taught])
