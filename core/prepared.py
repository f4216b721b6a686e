"""Queries that every request asks: their SQL is made once a day and process, only the values differ.

Building a statement with subqueries takes Django several milliseconds, more than the database needs to answer it.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Expression, Model, QuerySet
from django.utils import timezone

M = TypeVar("M", bound=Model)


class Given(Expression):
    """Stands in a queryset for a number that `rows` is given: `filter(pk=Given("person"))`."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "%s", [self]


def rows(make: Callable[[], QuerySet[M]], **values: int) -> list[M]:
    """What the queryset of `make` finds for these values; `make` may depend on the day and on nothing else."""
    model, sql, params = _prepared(make, timezone.localdate())
    return list(model.objects.raw(sql, [values[p.name] if isinstance(p, Given) else p for p in params]))


@lru_cache(maxsize=32)
def _prepared(make: Callable[[], QuerySet[M]], _day: date) -> tuple[Any, str, tuple[Any, ...]]:
    queryset = make()
    return queryset.model, *queryset.query.sql_with_params()


def forget() -> None:
    """For what changes the code of a query while the process runs."""
    _prepared.cache_clear()
