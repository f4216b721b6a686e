"""Counts of filters held against a plain count, for every list that has filters (`core.facets`)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from core.facets import Facet

Row = Mapping[str, set[str]]  # the values of a row, by filter


def passing(rows: Iterable[Row], chosen: Mapping[str, Sequence[str]], *, but: str = "") -> list[Row]:
    """Those that have one of the values chosen in each filter, one left out."""
    return [
        row
        for row in rows
        if all(name == but or not values or row[name] & set(values) for name, values in chosen.items())
    ]


def plain_counts(rows: Iterable[Row], name: str) -> dict[str, int]:
    """What has no value is no choice."""
    return dict(Counter(value for row in rows for value in row[name] if value))


def shown_counts(facet: Facet) -> dict[str, int]:
    return {option.value: option.count for option in facet.options if option.count}


def assert_plain(facets: Iterable[Facet], rows: Sequence[Row], chosen: Mapping[str, Sequence[str]]) -> None:
    """Each facet counts what all others leave."""
    for facet in facets:
        counts = plain_counts(passing(rows, chosen, but=facet.name), facet.name)
        assert shown_counts(facet) == counts, (facet.name, chosen)
        selected = {option.value for option in facet.options if option.selected}
        assert selected == set(chosen.get(facet.name, ())), (facet.name, chosen)
