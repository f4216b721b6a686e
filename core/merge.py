"""Two rows that are one thing in truth become one: whatever points to the second comes to point to the first.

Which relations there are is asked of the model registry, what happens to each is said by `merge_rules.RULES` of the
app that owns the model (for models of third parties: of the app that knows them). A relation without a rule is a fault
of the program, so that a new foreign key cannot be forgotten. What may not move stays where it is; only keys of a door
that is closed now are deleted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

UNIQUE_VIOLATION, EXCLUSION_VIOLATION = "23505", "23P01"


class Rule(Enum):
    STAYS = "stays"  # who did something then
    GOES = "goes"  # keys of a door that is closed now
    BY_HAND = "by_hand"  # the service that merges says what happens


@dataclass(frozen=True)
class Moves:
    """Rows go to the one that is kept. Where the database forbids two alike, `settle` ends one of them first.

    It is called with the row, the one that is kept and who merges, and returns the row that it ended.
    """

    settle: Callable[[Any, Any, Any], models.Model] | None = None
    # Called with both and who merges before anything moves.
    before: Callable[[Any, Any, Any], None] | None = None


Rules = Mapping[str, Rule | Moves]


@dataclass(frozen=True)
class Settled:
    """Of two alike one is over: which, by the name of the one it belonged to."""

    row: str
    ended_of: str


@dataclass
class Line:
    """What a merge did to one relation."""

    what: str
    one: str = ""  # what a row is called, and what several are
    many: str = ""
    moved: int = 0
    settled: list[Settled] = field(default_factory=list)
    stayed: list[str] = field(default_factory=list)


@cache
def rules() -> Rules:
    """All of them, by "app.Model.field"."""
    found: dict[str, Rule | Moves] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.merge_rules"):
            found |= import_module(f"{config.name}.merge_rules").RULES
    return found


def relations_to(target: type[models.Model]) -> Iterator[tuple[str, models.ForeignKey]]:
    """Every foreign key to a model, those of third parties and of many-to-many tables too, by "app.Model.field".

    The past of a row, kept by triggers, says what was so then: it is never moved.
    """
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "pgh_tracked_model"):
            continue
        for own in model._meta.local_fields:
            if isinstance(own, models.ForeignKey) and own.related_model is target and not model._meta.proxy:
                yield f"{model._meta.label}.{own.name}", own


def without_rule(target: type[models.Model]) -> list[str]:
    return [name for name, _field in relations_to(target) if name not in rules()]


@transaction.atomic
def rows_merge(*, keep: models.Model, drop: models.Model, by: Any) -> list[Line]:
    """Move what points to `drop`, as the rules say; the caller holds both rows and does the rest."""
    target = type(keep)
    if missing := without_rule(target):
        raise LookupError(f"no rule for merging: {', '.join(missing)}")
    lines = []
    relations = [(rules()[name], own) for name, own in sorted(relations_to(target), key=lambda pair: pair[0])]
    for rule, _own in relations:
        if isinstance(rule, Moves) and rule.before:
            rule.before(keep, drop, by)
    for rule, own in relations:
        if rule is Rule.GOES:
            own.model._base_manager.filter(**{own.name: drop}).delete()
        if isinstance(rule, Moves):
            lines.append(_move(own, rule, keep=keep, drop=drop, by=by))
    return [line for line in lines if line.moved or line.settled or line.stayed]


def _move(own: models.ForeignKey, rule: Moves, *, keep: models.Model, drop: models.Model, by: Any) -> Line:
    model = own.model
    rows = model._base_manager.filter(**{own.name: drop})
    one, many = _nouns(own)
    line = Line(f"{model._meta.verbose_name_plural} ({own.verbose_name})", one, many, moved=rows.count())
    if _moved(rows, own, keep):
        return line
    line.moved = 0
    for row in rows.order_by("pk"):
        alone = model._base_manager.filter(pk=row.pk)
        if _moved(alone, own, keep):
            line.moved += 1
        elif rule.settle:
            words = _called(row, own)
            ended = rule.settle(row, keep, by)
            if _moved(alone, own, keep):
                line.settled.append(Settled(words, called(drop if ended.pk == row.pk else keep)))
            else:
                line.stayed.append(words)
        else:
            line.stayed.append(_called(row, own))
    return line


def _nouns(own: models.ForeignKey) -> tuple[str, str]:
    """ "corso", "corsi"; with the relation's own name where a model has several to the same thing."""
    thing: Any = own.model
    if thing._meta.auto_created:  # a line of a many-to-many table is told as what is at its other end
        thing = next(end.related_model for end in thing._meta.local_fields if end.is_relation and end.name != own.name)
    target: Any = own.related_model
    siblings = [other for _name, other in relations_to(target) if other.model is own.model]
    told = f" ({own.verbose_name})" if len(siblings) > 1 else ""
    return f"{thing._meta.verbose_name}{told}", f"{thing._meta.verbose_name_plural}{told}"


def called(one: models.Model) -> str:
    """Two accounts of one person bear the same name: they are told apart by their addresses."""
    return getattr(one, "email", "") or str(one)


def _called(row: models.Model, own: models.ForeignKey) -> str:
    """The row's own words; a line of a many-to-many table is called as what is at its other end."""
    if not row._meta.auto_created:
        return str(row)
    others = [field.name for field in row._meta.local_fields if field.is_relation and field.name != own.name]
    return ", ".join(str(getattr(row, name)) for name in others)


def _moved(rows: models.QuerySet, own: models.ForeignKey, keep: models.Model) -> bool:
    """Whether the database let them go; a refusal of another kind than "two alike" stops the merge."""
    try:
        with transaction.atomic():
            rows.update(**{own.name: keep})
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") not in {UNIQUE_VIOLATION, EXCLUSION_VIOLATION}:
            raise
        return False
    return True
