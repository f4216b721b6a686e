"""Queries that every request asks: their SQL is made once a day and process, only the values differ.

Building a statement with subqueries takes Django several milliseconds, more than the database needs to answer it; nor
does the database plan it again (`core.plans`).
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.utils import timezone

from core.plans import planned

M = TypeVar("M", bound=Model)
R = TypeVar("R")
_made: list[Any] = []


class Given(Expression):
    """Stands in a queryset for a value that `rows` is given: `filter(pk=Given("person"))`; a number, unless said."""

    def __init__(self, name: str, output_field: Field | None = None) -> None:
        super().__init__(output_field=output_field or BigIntegerField())
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class GivenWords(SearchQuery):
    """The same for words of the full text, given as PostgreSQL writes them."""

    def __init__(self, name: str) -> None:
        super().__init__("")
        self.given = Given(name)

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, Any]:  # type: ignore[override]
        return "%s::tsquery", [self.given]


def is_any(field: str, given: Given) -> Func:
    """The condition that a column is one of a list of given values, however long it is."""
    return Func(F(field), given, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())


class Written(NamedTuple):
    """SQL with its values in the text, but for those that are given each time: their names, in order."""

    text: str
    given: tuple[str, ...]

    @classmethod
    def of(cls, sql: str, params: Iterable[Any]) -> "Written":
        params = list(params)
        with connection.cursor() as cursor:
            texts = [
                "%s" if isinstance(param, Given) else cursor.mogrify("%s", [param]).replace("%", "%%")
                for param in params
            ]
        text = sql.replace("%%", "%%%%") % tuple(texts)
        return cls(text, tuple(param.name for param in params if isinstance(param, Given)))

    def rows(self, values: dict[str, Any]) -> list[tuple]:
        return planned(self.text, [values[name] for name in self.given])


class Statement(NamedTuple, Generic[M]):
    """A queryset as SQL, and how a row of its answer becomes an object: its columns first, annotations next."""

    model: type[M]
    written: Written
    columns: list[str]
    annotations: dict[str, int]
    converters: dict[int, tuple[list[Callable], Any]]

    def rows(self, values: dict[str, Any]) -> list[M]:
        return [self._read(list(row)) for row in self.written.rows(values)]

    def _read(self, row: list[Any]) -> M:
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        found = self.model.from_db(connection.alias, self.columns, row[: len(self.columns)])
        for name, place in self.annotations.items():
            setattr(found, name, row[place])
        return found


def rows(make: Callable[[], QuerySet[M]], **values: Any) -> list[M]:
    """What the queryset of `make` finds for these values; `make` may depend on the day and on nothing else."""
    return _prepared(make, timezone.localdate()).rows(values)


def once(make: Callable[..., R]) -> Callable[..., R]:
    """A decorator for what makes a statement out of hashable arguments: the last ones made are kept."""
    kept = lru_cache(maxsize=128)(make)
    _made.append(kept)
    return kept


@once
def _prepared(make: Callable[[], QuerySet[M]], _day: date) -> Statement[M]:
    queryset = make()
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    taken = [column[0] for column in compiler.select]
    columns = [taken[place].target.attname for place in compiler.klass_info["select_fields"]]
    converters = compiler.get_converters(taken)
    return Statement(queryset.model, Written.of(sql, params), columns, compiler.annotation_col_map, converters)


def forget() -> None:
    """For what changes the code of a query while the process runs."""
    for kept in _made:
        kept.cache_clear()
