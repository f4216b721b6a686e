"""What hires and placements lead to: totals of a year that point at nobody, and people hired after a course."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.enums import Stage
from recruitment.models import Outcome
from recruitment.outcome_enums import JOB_ENDS, OutcomeAnswer, OutcomeDay, OutcomeSide
from recruitment.selectors.totals import Total, told_together
from training.enums import ApplicationState
from training.models import Application

YEAR = datetime.timedelta(days=365)
WORKS = (OutcomeAnswer.HERE, OutcomeAnswer.ELSEWHERE)
WORKS_NOT = (OutcomeAnswer.STUDY, OutcomeAnswer.SEEKING, OutcomeAnswer.NEITHER)
ENDED = (*JOB_ENDS, OutcomeAnswer.NOT_TAKEN)
LINES: dict[str, str] = {
    **dict.fromkeys((*WORKS, OutcomeAnswer.WITH_US), "works"),
    **dict.fromkeys((*WORKS_NOT, *ENDED), "not"),
    "": "quiet",
}
LONGEST = datetime.timedelta(days=OutcomeDay.HALF_YEAR - OutcomeDay.MONTH)
# Origin, side, day and line; the people and the firms behind it.
Cell = tuple[str, str, int, str]
Counts = dict[Cell, tuple[int, int]]


@dataclass(frozen=True)
class Column:
    """One of the three days: four lines that are all who were asked, then two shares where all that is behind them
    is told; None is what cannot be told."""

    day: OutcomeDay
    totals: list[Total]

    @property
    def works(self) -> int | None:
        """Percent of who said whether they work."""
        return _share(self.totals[0], self.totals[:2])

    @property
    def answered(self) -> int | None:
        """Percent of who was asked."""
        quiet = self.totals[3].people
        share = _share(self.totals[3], self.totals) if quiet is not None else None
        return None if share is None else 100 - share


@dataclass(frozen=True)
class Table:
    """What one side says after a hire, or after a placement."""

    title: str
    slug: str
    columns: list[Column]

    @property
    def lines(self) -> list[tuple[str, list[int | None]]]:
        """By line, as a table is read."""
        labels = [total.label for total in self.columns[0].totals]
        return [(label, [column.totals[n].people for column in self.columns]) for n, label in enumerate(labels)]


@dataclass(frozen=True)
class CourseHires:
    """People hired after they completed a course; how many of them worked half a year later, where it can be told."""

    title: str
    hired: int
    works: int | None


def tables() -> list[Table]:
    """After a hire and after a placement, what people say and what firms say; one statement for all."""
    counts = _counts()
    titles = (
        ("interest", OutcomeSide.PERSON, _("Dopo un'assunzione: che cosa dicono le persone")),
        ("interest", OutcomeSide.FIRM, _("Dopo un'assunzione: che cosa dicono le imprese")),
        ("placement", OutcomeSide.PERSON, _("Dopo un tirocinio o apprendistato: che cosa dicono le persone")),
        ("placement", OutcomeSide.FIRM, _("Dopo un tirocinio o apprendistato: che cosa dicono le imprese")),
    )
    return [
        Table(title, f"{origin}-{side.lower()}", [_column(counts, origin, side, day) for day in OutcomeDay])
        for origin, side, title in titles
    ]


def after_courses() -> list[CourseHires]:
    """Courses after which enough people of enough firms were hired; the others are not named."""
    hired = _hired_after().annotate(**_people_and_firms()).order_by("edition__course__title", "edition__course")
    works = _works_after().annotate(**_people_and_firms())
    later = {row["edition__course"]: (row["people"], row["firms"]) for row in works}
    rows = list(hired)
    told = told_together([(row["edition__course__title"], row["people"], row["firms"]) for row in rows])
    return [
        CourseHires(total.label, total.people, _half_year(row, later.get(row["edition__course"], (0, 0))))
        for row, total in zip(rows, told, strict=True)
        if total.people
    ]


def _counts() -> Counts:
    """People and firms behind each line, of questions whose time is over: answers still come to the others.

    A firm that said that the job is over is not asked again: what it said counts on the later days too, or those who
    left would vanish from them.
    """
    today, counts = timezone.localdate(), defaultdict[Cell, tuple[set[int], set[int]]](lambda: (set(), set()))
    for origin, side, day, answer, until, who, where in _rows(since=today - YEAR - LONGEST):
        for later in OutcomeDay:
            stays = side == OutcomeSide.FIRM and answer in JOB_ENDS and later > day
            closed = until + datetime.timedelta(days=later - day)
            if (later == day or stays) and today - YEAR <= closed < today:
                people, firms = counts[origin, side, later, LINES.get(answer, "unsaid")]
                people.add(who)
                firms.add(where)
    return {cell: (len(people), len(firms)) for cell, (people, firms) in counts.items()}


def _rows(*, since: datetime.date) -> QuerySet[Outcome, Any]:
    return Outcome.objects.filter(answer_until__gte=since, answer_until__lt=timezone.localdate()).values_list(
        Case(When(interest=None, then=Value("placement")), default=Value("interest")),
        "side", "day", "answer", "answer_until",
        Coalesce("interest__profile__person", "placement__person"),
        Coalesce("interest__opening__partner", "placement__host"),
    )  # fmt: skip


def _column(counts: Counts, origin: str, side: OutcomeSide, day: OutcomeDay) -> Column:
    words = {
        OutcomeSide.PERSON: (_("Lavora, qui o altrove"), _("Studia, cerca lavoro o altro")),
        OutcomeSide.FIRM: (_("Lavora ancora nell'impresa"), _("Non lavora più nell'impresa")),
    }[side]
    labels = (*words, _("Preferisce non dirlo"), _("Nessuna risposta"))
    lines = zip(labels, ("works", "not", "unsaid", "quiet"), strict=True)
    told = told_together([(label, *counts.get((origin, side, day, line), (0, 0))) for label, line in lines])
    if not any(total.people for total in told) and None in [total.people for total in told]:
        told = [
            Total(total.label, None) for total in told
        ]  # beside nothing but zeros it says what all of them answered
    return Column(day, told)


def _share(part: Total, whole: list[Total]) -> int | None:
    people = [total.people for total in whole]
    if part.people is None or None in people:
        return None
    everybody = sum(n for n in people if n)
    return round(part.people * 100 / everybody) if everybody else None


HIRES = "person__candidate_profile__interests"


def _people_and_firms() -> dict[str, Count]:
    return {"people": Count("person", distinct=True), "firms": Count(f"{HIRES}__opening__partner", distinct=True)}


def _hired_after(**more: object) -> QuerySet[Application, Any]:
    """Who completed a course and had a hire confirmed on its last day or later."""
    after = {
        f"{HIRES}__stage": Stage.HIRED,
        f"{HIRES}__hire_confirmed_at__date__gte": F("edition__ends_on"),
        "state": ApplicationState.COMPLETED,
    }
    return Application.objects.filter(**after, **more).order_by().values("edition__course", "edition__course__title")


def _works_after() -> QuerySet[Application, Any]:
    return _hired_after(
        **{
            f"{HIRES}__outcomes__day": OutcomeDay.HALF_YEAR,
            f"{HIRES}__outcomes__side": OutcomeSide.PERSON,
            f"{HIRES}__outcomes__answer__in": WORKS,
        }
    )


def _half_year(row: dict, works: tuple[int, int]) -> int | None:
    """Told only if somebody said so, and those who did not cannot be worked out as few."""
    rest = (row["people"] - works[0], row["firms"])
    told = [total.people for total in told_together([("", *works), ("", *rest)])]
    return told[0] or None if None not in told else None
