"""Filters in the address of a public list: the values that occur, each with how many rows it would give.

A value that no row has is passed over, never an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from core.templatetags.polo import local
from partners.models import Filiera, Municipality, Partner
from recruitment.enums import Contract, Horizon
from skills.models import Concept


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One filter of a list: the values that occur, each with how many rows it would give."""

    name: str
    label: str | Promise
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)


@dataclass(frozen=True)
class FacetKind:
    """A filter in the address: its name, the lookup it stands for and how its values are called."""

    name: str
    label: str | Promise
    lookup: str
    labels: Callable[[list[str]], dict[str, str]]


def filiera_labels(values: list[str]) -> dict[str, str]:
    return {row.slug: str(row) for row in Filiera.objects.filter(slug__in=values)}


def occupation_labels(values: list[str]) -> dict[str, str]:
    return {row.notation: local(row, "label") for row in Concept.objects.occupations().filter(notation__in=values)}


def contract_labels(values: list[str]) -> dict[str, str]:
    return {value: str(Contract(value).label) for value in values}


def province_labels(values: list[str]) -> dict[str, str]:
    return {value: value for value in values}


def town_labels(values: list[str]) -> dict[str, str]:
    return {row.istat_code: str(row) for row in Municipality.objects.filter(pk__in=values)}


def partner_labels(values: list[str]) -> dict[str, str]:
    return dict(Partner.objects.filter(slug__in=values).values_list("slug", "name"))


def horizon_labels(values: list[str]) -> dict[str, str]:
    return {value: str(Horizon(int(value)).label) for value in values}


def narrow(rows: QuerySet, kinds: Sequence[FacetKind], query: Mapping[str, str]) -> tuple[QuerySet, list[Facet]]:
    """The rows that fit what was chosen; each filter is counted as if it alone were still to choose."""
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
    return Facet(kind.name, kind.label, sorted(options, key=lambda option: option.label.casefold()))
