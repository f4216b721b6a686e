"""The filters of a list and how many rows each value would give: one shape, for every list that has them.

A facet counts its values under all other filters, so that a second value of it can be weighed. Few rows that are read
anyhow are counted in memory (`counted`), rows of a table by the ORM (`narrow`); the catalogue, which may be long and
reads words too, has a statement of its own (`training.selectors.facets`). Each is held against a plain count in its
tests (`tests/facets.py`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, with how many rows it would give."""

    value: str
    label: str | Promise
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One filter of a list: its name in the address and its values."""

    name: str
    label: str | Promise
    options: Sequence[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)


def counted(
    name: str,
    label: str | Promise,
    labels: Mapping[str, str | Promise],
    *,
    chosen: Collection[str],
    values: Iterable[Iterable[str]],
) -> Facet:
    """The values of `labels`, in their order; `values` has those of each row that the other filters leave."""
    counts = Counter(value for row in values for value in set(row))
    return Facet(name, label, [Option(value, text, counts[value], value in chosen) for value, text in labels.items()])


@dataclass(frozen=True)
class FacetKind:
    """A filter of rows of a table: its name in the address, the lookup it stands for, how its values are called."""

    name: str
    label: str | Promise
    lookup: str
    labels: Callable[[list[str]], dict[str, str]]


def narrow(rows: QuerySet, kinds: Sequence[FacetKind], query: Mapping[str, str]) -> tuple[QuerySet, list[Facet]]:
    """The rows that fit what was chosen, and the facets; a value that no row has is passed over, never an error."""
    known = {kind.name: _values(rows, kind) for kind in kinds}
    chosen = {kind: query[kind.name] for kind in kinds if query.get(kind.name) in known[kind.name]}
    facets = [_facet(rows, kind, known[kind.name], chosen) for kind in kinds]
    return rows.filter(_condition(rows, chosen)), facets


def _values(rows: QuerySet, kind: FacetKind) -> set[str]:
    found = rows.filter(**{f"{kind.lookup}__isnull": False}).order_by().values_list(kind.lookup, flat=True)
    return {str(value) for value in found.distinct()}


def _condition(rows: QuerySet, chosen: Mapping[FacetKind, str], *, without: FacetKind | None = None) -> Q:
    condition = Q()
    for kind, value in chosen.items():
        if kind != without:
            condition &= Q(pk__in=rows.filter(**{kind.lookup: value}).order_by().values("pk"))
    return condition


def _facet(rows: QuerySet, kind: FacetKind, known: set[str], chosen: Mapping[FacetKind, str]) -> Facet:
    left = rows.filter(_condition(rows, chosen, without=kind), **{f"{kind.lookup}__in": known})
    found = left.order_by().values_list(kind.lookup).annotate(found=Count("pk", distinct=True)).order_by(kind.lookup)
    counts = {str(value): count for value, count in found}
    labels = kind.labels(sorted(known))
    options = [Option(value, labels[value], counts.get(value, 0), value == chosen.get(kind)) for value in known]
    return Facet(kind.name, kind.label, sorted(options, key=lambda option: str(option.label).casefold()))
