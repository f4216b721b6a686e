"""Bars of a chart as plain numbers: the template draws them, the table below it gives the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from planning.selectors import Coverage

WHOLE = 100  # the longest bar, in hundredths of the room there is


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of the chart: two bars, asked above seats, from the same origin; widths in hundredths."""

    row: Coverage
    asked_width: int
    seats_width: int


def coverage_chart(rows: Sequence[Coverage]) -> list[Bar]:
    """Scale asked and seats of every row to the largest figure of all."""
    largest = max((max(row.asked, row.seats) for row in rows), default=0) or 1
    return [
        Bar(row=row, asked_width=row.asked * WHOLE // largest, seats_width=row.seats * WHOLE // largest)
        for row in rows
    ]
