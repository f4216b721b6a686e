"""Bars of a chart as plain numbers: the template draws them as SVG, the table beside it gives the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from planning.selectors import Coverage

BAR_AREA = 420  # width of the longest bar, in units of the drawing
ROW_HEIGHT = 56
BAR_HEIGHT = 14


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of the chart: two bars, asked above seats, from the same origin."""

    row: Coverage
    top: int
    asked_width: int
    seats_width: int

    @property
    def seats_top(self) -> int:
        return self.top + BAR_HEIGHT

    @property
    def label_top(self) -> int:
        return self.top - 6


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    height: int
    bar_height: int = BAR_HEIGHT


def coverage_chart(rows: Sequence[Coverage]) -> Chart:
    """Scale asked and seats of every row to the largest figure of all."""
    largest = max((max(row.asked, row.seats) for row in rows), default=0) or 1
    bars = [
        Bar(
            row=row,
            top=index * ROW_HEIGHT + 22,
            asked_width=row.asked * BAR_AREA // largest,
            seats_width=row.seats * BAR_AREA // largest,
        )
        for index, row in enumerate(rows)
    ]
    return Chart(bars=bars, height=len(bars) * ROW_HEIGHT + 4)
