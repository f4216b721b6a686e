"""Queries that every request asks: their SQL is made once a day and process, only the values differ.

Building a statement with subqueries takes Django several milliseconds, more than the database needs to answer it; nor
does the database plan it again (`core.plans`).
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

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


class Statement(NamedTuple):
    """A queryset as SQL; `read` makes what the caller is given of a row, after its `converters`, by place."""

    written: Written
    converters: dict[int, tuple[list[Callable], Any]]
    read: Callable[[list[Any]], Any]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        return [self.read(self._converted(list(row))) for row in self.written.rows(values)]

    def _converted(self, row: list[Any]) -> list[Any]:
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return row


def rows(make: Callable[[], QuerySet[M]], **values: Any) -> list[M]:
    """What the queryset of `make` finds for these values; `make` may depend on the day and on nothing else."""
    return _prepared(make, timezone.localdate()).rows(values)


def named_rows(make: Callable[[], QuerySet[M, Any]], **values: Any) -> list[Any]:
    """The same for a queryset of `values_list`: rows with its names, several times as fast as objects."""
    return _prepared(make, timezone.localdate()).rows(values)


def once(make: Callable[..., R]) -> Callable[..., R]:
    """A decorator for what makes a statement out of hashable arguments: the last ones made are kept."""
    kept = lru_cache(maxsize=128)(make)
    _made.append(kept)
    return kept


@once
def _prepared(make: Callable[[], QuerySet], _day: date) -> Statement:
    queryset = make()
    compiler = queryset.query.get_compiler(connection=connection)
    written = Written.of(*compiler.as_sql())
    taken = [column[0] for column in compiler.select]
    if names := queryset.query.selected:  # those of values_list
        row: Any = namedtuple("Row", list(names))  # type: ignore[misc]  # the names are known only now
        return Statement(written, compiler.get_converters(taken), row._make)
    columns = [taken[place].target.attname for place in compiler.klass_info["select_fields"]]
    read = _reader(queryset.model, columns, compiler.annotation_col_map)
    return Statement(written, compiler.get_converters(taken), read)


def _reader(model: type[Model], columns: list[str], annotations: dict[str, int]) -> Callable[[list[Any]], Model]:
    """How a row becomes an object: its columns first, annotations next."""

    def read(row: list[Any]) -> Model:
        found = model.from_db(connection.alias, columns, row[: len(columns)])
        for name, place in annotations.items():
            setattr(found, name, row[place])
        return found

    return read


def forget() -> None:
    """For what changes the code of a query while the process runs."""
    for kept in _made:
        kept.cache_clear()
