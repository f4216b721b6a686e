"""Writes demo rows in bulk, found again by what identifies them, so that a second run keeps every primary key.

A row that somebody changed in the portal has an audit event: from then on it is theirs and is left as it is.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from core.models import AuditEvent

Row = dict[str, Any]
LATE = ("created_at", "read_at")
M = TypeVar("M", bound=models.Model)


def keep(*, among: models.QuerySet[M], key: Sequence[str], rows: Sequence[Row], only_these: bool = False) -> list[M]:
    """Create or refresh one row of the queryset's model for each dict; returns them in the same order.

    Dicts name columns (`partner_id`, not `partner`). Several rows may share a key: they are told apart by their order.
    With `only_these`, rows of the queryset that the demo no longer tells are deleted.
    """
    known = _by_key(among, key)
    touched = touched_keys(among.model)
    kept, new, changed = [], [], []
    for row in rows:
        namesakes = known.get(tuple(row[column] for column in key))
        instance = namesakes.pop(0) if namesakes else None
        if instance is None:
            instance = among.model(**row)
            new.append((instance, row))
        elif instance.pk not in touched and _set(instance, row):
            changed.append(instance)
        kept.append(instance)
    if only_these:
        rest = {instance.pk for namesakes in known.values() for instance in namesakes} - touched
        among.filter(pk__in=rest).delete()
    _create(among.model, new)
    _update(changed, columns=set(rows[0]) if rows else set())
    return kept


def touched_keys(model: type[models.Model]) -> set[int]:
    """Primary keys of the rows that somebody created or changed in the portal."""
    events = AuditEvent.objects.changes().filter(target_type=model._meta.label_lower).order_by()
    return set(events.values_list("target_id", flat=True))


def link(*, through: type[models.Model], owner: str, other: str, pairs: set[tuple[int, int]]) -> None:
    """Add the missing rows of a many-to-many table."""
    owners = {one for one, _ in pairs}
    present = set(through._default_manager.filter(**{f"{owner}__in": owners}).values_list(owner, other))
    missing = sorted(pairs - present)
    through._default_manager.bulk_create(through(**{owner: one, other: two}) for one, two in missing)


def _by_key(among: models.QuerySet[M], key: Sequence[str]) -> dict[tuple, list[M]]:
    known: dict[tuple, list[M]] = {}
    for instance in among.order_by("pk"):
        known.setdefault(tuple(getattr(instance, column) for column in key), []).append(instance)
    return known


def _set(instance: models.Model, row: Row) -> bool:
    before = {column: getattr(instance, column) for column in row}
    for column, value in row.items():
        setattr(instance, column, value)
    return before != row


def _create(model: type[models.Model], new: list[tuple[Any, Row]]) -> None:
    """In two steps where a row has a past: `auto_now_add` first writes now, whatever the row says."""
    for instance, row in new:
        if "read_at" in row:
            instance.read_at = None
    model._default_manager.bulk_create([instance for instance, _ in new])
    past = sorted({column for _, row in new for column in LATE if column in row})
    for instance, row in new if past else []:
        _set(instance, {column: row[column] for column in past})
    if past:
        model._default_manager.bulk_update([instance for instance, _ in new], past)


def _update(changed: list[Any], *, columns: set[str]) -> None:
    if not changed:
        return
    model = type(changed[0])
    if hasattr(changed[0], "updated_at"):
        columns = columns | {"updated_at"}
        for instance in changed:
            instance.updated_at = timezone.now()
    fields = [field.name for field in model._meta.concrete_fields if field.attname in columns]
    model._default_manager.bulk_update(changed, fields)
