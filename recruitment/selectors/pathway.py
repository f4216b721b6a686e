"""The way from a match to all that is asked: the editions that close its gaps, in the order in which they begin."""

from dataclasses import dataclass

from recruitment.matching.explain import SkillLine, Status
from recruitment.selectors.gaps import GapLine
from skills.enums import Level
from skills.models import Concept
from training.models import Edition


@dataclass(frozen=True)
class TaughtSkill:
    """A skill of the opening that a step teaches, and up to which level."""

    skill: Concept
    level: int

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)


@dataclass(frozen=True)
class Step:
    """One edition of the pathway; `beside` are the earlier steps that are held in the same days."""

    number: int
    edition: Edition
    is_announced: bool
    taught: list[TaughtSkill]
    beside: list[int]


@dataclass(frozen=True)
class Pathway:
    """Every line with the number of its first step, the steps, and the gaps that no edition teaches."""

    lines: list[tuple[GapLine, int | None]]
    steps: list[Step]
    untaught: list[SkillLine]


def pathway(lines: list[GapLine]) -> Pathway:
    """A course that closes several gaps is one step. Asks the database nothing: the lines have all that it needs."""
    steps = _steps(lines)
    numbers = {step.edition.pk: step.number for step in steps}
    return Pathway(
        lines=[(row, numbers[row.lessons[0].edition.pk] if row.lessons else None) for row in lines],
        steps=steps,
        untaught=[row.line for row in lines if row.line.status != Status.MET and not row.lessons],
    )


def _steps(lines: list[GapLine]) -> list[Step]:
    editions: dict[int, Edition] = {}
    taught: dict[int, list[TaughtSkill]] = {}
    announced = set()
    for row in lines:
        for lesson in row.lessons:
            editions[lesson.edition.pk] = lesson.edition
            taught.setdefault(lesson.edition.pk, []).append(TaughtSkill(row.line.skill, lesson.level))
        if row.later:
            announced.add(row.later.edition.pk)
    steps: list[Step] = []
    for edition in sorted(editions.values(), key=lambda one: (one.starts_on, one.pk)):
        beside = [step.number for step in steps if step.edition.ends_on >= edition.starts_on]
        steps.append(Step(len(steps) + 1, edition, edition.pk in announced, taught[edition.pk], beside))
    return steps
