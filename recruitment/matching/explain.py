"""Why a match has its score: computed from the stored facts and the rules that made it, so that it always adds up.

Both sides, the firm and the person, read the same explanation.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.elision import elided
from recruitment.enums import LicenceKind, StudyLevel
from recruitment.matching import rules
from recruitment.matching.inputs import AskedFact, Conditions, HeldFact, ListLength, MatchInputs
from recruitment.matching.policy import CREDIT_MAX, MatchingPolicy
from recruitment.models import Match, MatchContest
from skills.enums import Evidence, Importance, Level
from skills.models import Concept

FULL = 100


class Status(TextChoices):
    MET = "met", gettext_lazy("c'è")
    CLOSE = "close", gettext_lazy("in parte")
    MISSING = "missing", gettext_lazy("manca")


class ConditionStatus(TextChoices):
    MET = "met", gettext_lazy("va bene")
    UNKNOWN = "unknown", gettext_lazy("non indicato")


@dataclass(frozen=True)
class Factor:
    """One factor of the arithmetic of a line: what it is and its value."""

    label: str
    value: int
    is_percent: bool = True


@dataclass(frozen=True)
class Coverage:
    """The held skill that covers an asked one best, with the percentages that multiply."""

    skill: Concept
    level: int
    evidence: str
    closeness: int
    level_percent: int
    evidence_percent: int

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def evidence_label(self) -> str:
        return str(Evidence(self.evidence).label)


@dataclass(frozen=True)
class SkillLine:
    """One asked skill: met, close or missing, by which held skill, and the points that this gives."""

    skill: Concept
    importance: str
    level: int
    is_trainable: bool
    weight: int
    rarity: int
    points: int
    coverage: Coverage | None

    @property
    def max_points(self) -> int:
        return self.weight * CREDIT_MAX

    @property
    def percent(self) -> int:
        return self.points * 100 // self.max_points

    @property
    def status(self) -> Status:
        if self.coverage is None:
            return Status.MISSING
        is_full = self.coverage.closeness == self.coverage.level_percent == FULL
        return Status.MET if is_full else Status.CLOSE

    @property
    def is_through_another(self) -> bool:
        """The asked skill is covered by a neighbouring one."""
        return self.coverage is not None and self.coverage.skill != self.skill

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def importance_label(self) -> str:
        return str(Importance(self.importance).label)

    @property
    def levels_missing(self) -> int:
        return max(0, self.level - self.coverage.level) if self.coverage else self.level

    @property
    def credit(self) -> int:
        """What the best held skill covers of the asked one, 0 to 10,000: rounded down here, once."""
        return self.points // self.weight

    @property
    def factors(self) -> list[Factor]:
        """closeness x level x evidence: multiplied (and divided by 100) they give the credit."""
        if self.coverage is None:
            return []
        return [
            Factor(_("vicinanza della competenza"), self.coverage.closeness),
            Factor(_("livello"), self.coverage.level_percent),
            Factor(_("prova"), self.coverage.evidence_percent),
        ]

    @property
    def weights(self) -> list[Factor]:
        """weight x rarity: multiplied with the credit they give the points."""
        weights = [Factor(_("peso"), self.weight // self.rarity, is_percent=False)]
        return weights if self.rarity == 1 else [*weights, Factor(_("rarità"), self.rarity, is_percent=False)]

    @property
    def arithmetic(self) -> str:
        """The sum in words: how much the held skill is worth, then by how much it counts."""
        values = {
            "credit": grouped(self.credit),
            "weights": _product(self.weights),
            "points": grouped(self.points),
            "max_points": grouped(self.max_points),
        }
        if self.coverage is None:
            return _("credito 0 × %(weights)s = 0 punti su %(max_points)s") % values
        return _("%(factors)s = credito %(credit)s; × %(weights)s = %(points)s punti su %(max_points)s") % {
            **values,
            "factors": _product(self.factors),
        }


def grouped(number: int) -> str:
    """704.000 is read at a glance, 704000 is not."""
    return number_format(number, force_grouping=True)


def _product(factors: list[Factor]) -> str:
    return " × ".join(f"{factor.label} {factor.value}{'%' if factor.is_percent else ''}" for factor in factors)


@dataclass(frozen=True)
class ConditionLine:
    """One condition that the opening set: it holds, or one side did not say (which excludes nobody)."""

    label: str
    status: ConditionStatus
    text: str


@dataclass(frozen=True)
class Explanation:
    """The whole reason of a score. The points of the lines sum exactly to it; `total` is it times the focus."""

    policy_version: str
    weight_total: int
    length: ListLength
    focus: int
    lines: tuple[SkillLine, ...]
    compared: Conditions

    @cached_property
    def conditions(self) -> tuple[ConditionLine, ...]:
        return tuple(_conditions(self.compared))

    @cached_property
    def score(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def total(self) -> int:
        return self.score * self.focus

    @property
    def has_focus(self) -> bool:
        """The order of the lists is not that of the score alone."""
        return self.focus != FULL

    @property
    def has_rarity(self) -> bool:
        return any(line.rarity != 1 for line in self.lines)

    @property
    def max_score(self) -> int:
        return self.weight_total * CREDIT_MAX

    @property
    def percent(self) -> int:
        return self.score * 100 // self.max_score

    @property
    def met(self) -> list[SkillLine]:
        return self._with(Status.MET)

    @property
    def close(self) -> list[SkillLine]:
        return self._with(Status.CLOSE)

    @property
    def missing(self) -> list[SkillLine]:
        return self._with(Status.MISSING)

    @property
    def gaps(self) -> list[SkillLine]:
        """What a course could still teach: missing and partly covered skills."""
        return [line for line in self.lines if line.status != Status.MET]

    def _with(self, status: Status) -> list[SkillLine]:
        return [line for line in self.lines if line.status == status]


Explained = Match | MatchContest


def from_inputs(match: Explained) -> Explanation:
    """The explanation of one stored match, or of one as it was when it was contested; one query, for the names."""
    return explain_all([match])[match.pk]


def explain_all(matches: Iterable[Explained]) -> dict[int, Explanation]:
    """The explanations of many matches by their primary key; one query for all."""
    stored = [(match, MatchInputs.from_json(match.inputs)) for match in matches]
    keys = {key for _match, inputs in stored for fact in inputs.held for key in (fact.skill, fact.held)}
    keys |= {fact.skill for _match, inputs in stored for fact in inputs.asked}
    concepts = Concept.objects.in_bulk(keys)
    names = {key: str(concept).casefold() for key, concept in concepts.items()}
    policies = rules.by_version({match.policy_version for match, _inputs in stored})
    return {match.pk: _explain(inputs, policies[match.policy_version], concepts, names) for match, inputs in stored}


def _explain(
    inputs: MatchInputs, policy: MatchingPolicy, concepts: dict[int, Concept], names: dict[int, str]
) -> Explanation:
    held_by_skill: dict[int, list[HeldFact]] = {}
    for fact in inputs.held:
        held_by_skill.setdefault(fact.skill, []).append(fact)
    lines = [_line(asked, held_by_skill.get(asked.skill, []), policy, concepts) for asked in inputs.asked]
    lines.sort(key=lambda line: (-line.weight, -line.points, names[line.skill.pk], line.skill.pk))
    return Explanation(
        policy_version=policy.version,
        weight_total=sum(asked.weight for asked in inputs.asked),
        length=inputs.length,
        focus=policy.focus_percent(skills=inputs.length.skills, average=inputs.length.average),
        lines=tuple(lines),
        compared=inputs.conditions,
    )


def _line(asked: AskedFact, held: list[HeldFact], policy: MatchingPolicy, concepts: dict[int, Concept]) -> SkillLine:
    def credit(fact: HeldFact) -> int:
        level_percent = policy.level_percent(asked=asked.level, held=fact.level)
        return policy.credit(closeness=fact.closeness, level_percent=level_percent, evidence=fact.evidence)

    # The order of statement.BEST_LINES: most points, then the closest skill, the higher level, the lower number.
    best = min(
        held, key=lambda fact: (-credit(fact), -fact.closeness, -fact.level, fact.held, fact.evidence), default=None
    )
    return SkillLine(
        skill=concepts[asked.skill],
        importance=asked.importance,
        level=asked.level,
        is_trainable=asked.is_trainable,
        weight=asked.weight,
        rarity=asked.rarity,
        points=asked.weight * credit(best) if best else 0,
        coverage=_coverage(asked, best, policy, concepts) if best else None,
    )


def _coverage(asked: AskedFact, best: HeldFact, policy: MatchingPolicy, concepts: dict[int, Concept]) -> Coverage:
    return Coverage(
        skill=concepts[best.held],
        level=best.level,
        evidence=best.evidence,
        closeness=best.closeness,
        level_percent=policy.level_percent(asked=asked.level, held=best.level),
        evidence_percent=policy.evidence_pct[best.evidence],
    )


def _conditions(facts: Conditions) -> Iterable[ConditionLine]:
    """Only what the opening asks for; a condition that did not hold would not have given a match."""
    not_said = _("non indicata: da chiedere alla persona")
    if facts.work is not None:
        # No kilometres, neither those of the road nor those that the person said: see `CandidateCard`.
        text = _("il lavoro è entro la distanza che la persona accetta")
        yield _condition(_("distanza"), text, {"km": facts.km}, unknown=not_said)
    if facts.starts_on is not None:
        text = _("disponibilità dal %(available)s, inizio del lavoro il %(start)s")
        dates = {"available": _day(facts.available_from), "start": _day(facts.starts_on)}
        yield _condition(_("disponibilità"), text, dates, unknown=not_said)
    if facts.min_eqf is not None:
        text = _("%(eqf)s; serve almeno: %(min_eqf)s")
        unknown = _("non indicato: da chiedere alla persona")
        titles = {"eqf": _study(facts.eqf), "min_eqf": _study(facts.min_eqf)}
        yield _condition(_("titolo di studio"), text, titles, unknown=unknown)
    if facts.licences:
        names = ", ".join(str(LicenceKind(kind).label) for kind in facts.licences)
        yield ConditionLine(
            _("patenti e patentini"), ConditionStatus.MET, _("%(names)s, in vigore") % {"names": names}
        )


def _condition(label: str, text: str, values: dict[str, Any], *, unknown: str) -> ConditionLine:
    if None in values.values():
        return ConditionLine(label, ConditionStatus.UNKNOWN, unknown)
    return ConditionLine(label, ConditionStatus.MET, elided(text % values))


def _study(level: int | None) -> str | None:
    return None if level is None else str(StudyLevel(level).label)


def _day(iso: str | None) -> str | None:
    return None if iso is None else datetime.date.fromisoformat(iso).strftime("%d/%m/%Y")
