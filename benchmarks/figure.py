"""What a benchmark hands back: one figure, always a ratio inside the same run, with its bar."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`value` is measured against `reference` in the same run; `ok` says whether it stands within `bar`."""

    name: str
    value: float
    reference: str
    bar: str
    ok: bool
