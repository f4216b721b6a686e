"""Towns to start from and what lies around them: few rows that never change, kept in the cache."""

import math
from typing import NamedTuple

from core.cache import near
from partners.models import Municipality

KEY, SECONDS = "training-town-rows", 3600
KM_PER_DEGREE = 111.2


class Town(NamedTuple):
    code: str
    name: str
    province: str
    lat: float
    lon: float

    def km_to(self, other: "Town") -> float:
        """As the crow flies; within four provinces a flat map is right to the hundred metres."""
        east = (other.lon - self.lon) * math.cos(math.radians((self.lat + other.lat) / 2))
        return KM_PER_DEGREE * math.hypot(other.lat - self.lat, east)


def towns() -> dict[str, Town]:
    """By ISTAT code, in the order of their names."""
    return near(KEY, SECONDS, _read)


def _read() -> dict[str, Town]:
    rows = Municipality.objects.order_by("name", "istat_code")
    return {row[0]: Town(*row) for row in rows.values_list("istat_code", "name", "province", "lat", "lon")}


def towns_within(code: str, km: int) -> list[str]:
    """Codes of the towns not farther than that, the town itself included."""
    known = towns()
    start = known[code]
    return [town.code for town in known.values() if start.km_to(town) <= km]
