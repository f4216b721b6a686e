"""The map of the partners, drawn on the server: outlines of the territory and one point per place.

Longitudes are multiplied by the cosine of the middle latitude, which keeps shapes true enough on two hundred
kilometres, and latitudes grow upwards while SVG's y grows downwards. Points closer than a fingertip are merged, so
that each can be touched on a telephone.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Partner, Site
from partners.selectors import PROVINCES, DirectoryFilters, Entry

BOUNDARIES = Path(__file__).parent / "data" / "boundaries.json"
FLATTENING = math.cos(math.radians(44.4))
UNITS_PER_DEGREE = 4000  # of the outlines: one unit is 28 metres
SMALLEST_RING = 3
NAMED_TOWNS = 3

Point = tuple[float, float]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Outline:
    code: str
    name: str | Promise
    path: str


@dataclass(frozen=True)
class Frame:
    """A rectangle of the territory (degrees) and the drawing it fills (units of its own view box)."""

    west: float
    south: float
    east: float
    north: float
    width: int
    touch: int  # points nearer than this are merged

    @property
    def scale(self) -> float:
        return self.width / ((self.east - self.west) * FLATTENING)

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    @property
    def outline_box(self) -> str:
        """The same rectangle in units of the outlines, as an SVG view box."""
        x, y = projected(self.west, self.north)
        return f"{x:.0f} {y:.0f} {self.width_of_outlines:.0f} {(self.north - self.south) * UNITS_PER_DEGREE:.0f}"

    @property
    def width_of_outlines(self) -> float:
        return (self.east - self.west) * FLATTENING * UNITS_PER_DEGREE

    def place(self, lat: float, lon: float) -> Point:
        return (lon - self.west) * FLATTENING * self.scale, (self.north - lat) * self.scale

    def holds(self, lat: float, lon: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


ORIGIN_LON, ORIGIN_LAT = 8.5, 45.1
TERRITORY = Frame(west=8.52, south=43.93, east=10.56, north=45.09, width=600, touch=40)
GULF = Frame(west=9.794, south=44.046, east=9.946, north=44.1324, width=600, touch=40)


@dataclass(frozen=True)
class Label:
    text: str | Promise
    x: int
    y: int


# Names written where they cover neither a coast nor a point.
PROVINCE_NAMES = (
    Label(PROVINCES["GE"], 120, 322),
    Label(PROVINCES["SP"], 300, 442),
    Label(PROVINCES["MS"], 505, 470),
    Label(PROVINCES["PR"], 393, 202),
)
GULF_NAMES = (
    Label("La Spezia", 106, 92),
    Label("Arcola", 476, 168),
    Label("Lerici", 519, 336),
    Label("Portovenere", 150, 408),
)


@dataclass(frozen=True)
class Place:
    """A point of the map: the sites that stand there, or too near to be told apart."""

    x: int
    y: int
    shape: str  # the category when all its partners have the same, else MIXED
    label: str
    url: str
    count: int
    number: str = ""  # written in the point
    is_chosen: bool = False


@dataclass(frozen=True)
class TerritoryMap:
    """What the template draws."""

    name: str
    title: str
    frame: Frame
    places: tuple[Place, ...]
    labels: tuple[Label, ...] = ()


@cache
def outlines() -> tuple[tuple[Outline, ...], tuple[Outline, ...]]:
    """Provinces and municipalities as SVG paths. They never change, so they are worked out once per process."""
    data = json.loads(BOUNDARIES.read_text(encoding="utf-8"))
    provinces = [Outline(code, PROVINCES[code], _path(rings)) for code, rings in data["provinces"].items()]
    municipalities = [Outline(code, "", _path(rings)) for code, rings in data["municipalities"].items()]
    return tuple(provinces), tuple(municipalities)


def projected(lon: float, lat: float) -> Point:
    return (lon - ORIGIN_LON) * FLATTENING * UNITS_PER_DEGREE, (ORIGIN_LAT - lat) * UNITS_PER_DEGREE


def territory_maps(entries: Iterable[Entry], filters: DirectoryFilters) -> list[TerritoryMap]:
    """The four provinces and, larger, the gulf where most partners are; both show what the list shows."""
    held = [(entry.partner, site) for entry in entries for site in entry.sites]
    in_gulf = [(partner, site) for partner, site in held if GULF.holds(*site.position)]
    return [
        TerritoryMap(
            "territory", _("Le quattro province"), TERRITORY, _places(held, TERRITORY, filters), PROVINCE_NAMES
        ),
        TerritoryMap("gulf", _("Il golfo della Spezia, da vicino"), GULF, _places(in_gulf, GULF, filters), GULF_NAMES),
    ]


def _places(held: list[tuple[Partner, Site]], frame: Frame, filters: DirectoryFilters) -> tuple[Place, ...]:
    placed = [(frame.place(*site.position), (partner, site)) for partner, site in held]
    return tuple(_place(position, rows, filters) for position, rows in apart(placed, frame))


def apart(
    placed: Iterable[tuple[Point, Row]], frame: Frame, weigh: Callable[[Sequence[Row]], int] = len
) -> list[tuple[Point, list[Row]]]:
    """Rows by point; the heaviest positions first, the others join one of them when they are too near."""
    by_position: dict[Point, list[Row]] = {}
    for position, row in placed:
        by_position.setdefault(position, []).append(row)
    merged: list[tuple[Point, list[Row]]] = []
    for position, rows in sorted(by_position.items(), key=lambda item: (-weigh(item[1]), item[0])):
        near = next((there for there in merged if math.dist(there[0], position) < frame.touch), None)
        if near:
            near[1].extend(rows)
        else:
            merged.append((position, list(rows)))
    return merged


def _place(position: Point, rows: list[tuple[Partner, Site]], filters: DirectoryFilters) -> Place:
    partners = {partner.pk: partner for partner, _site in rows}
    categories = {partner.category for partner in partners.values()}
    x, y = _rounded(position)
    return Place(
        x=x,
        y=y,
        shape=categories.pop() if len(categories) == 1 else "MIXED",
        label=_place_label(list(partners.values()), [site for _partner, site in rows]),
        url=_place_url(list(partners.values()), rows, filters),
        count=len(rows),
        number=str(len(rows)) if len(rows) > 1 else "",
    )


def first_names(towns: Iterable[str]) -> str:
    names = list(dict.fromkeys(towns))
    return ", ".join(names[:NAMED_TOWNS]) + ("…" if len(names) > NAMED_TOWNS else "")


def _place_label(partners: list[Partner], sites: list[Site]) -> str:
    where = first_names(site.municipality.name for site in sites)
    if len(partners) == 1:
        partner = partners[0]
        if len(sites) == 1:
            return f"{partner.name}: {sites[0].name or where}, {where}"
        return ngettext("%(name)s: %(count)d sede, %(where)s", "%(name)s: %(count)d sedi, %(where)s", len(sites)) % {
            "name": partner.name,
            "count": len(sites),
            "where": where,
        }
    return _("%(where)s: %(sites)d sedi di %(partners)d partner") % {
        "where": where,
        "sites": len(sites),
        "partners": len(partners),
    }


def _place_url(partners: list[Partner], rows: list[tuple[Partner, Site]], filters: DirectoryFilters) -> str:
    """To the partner, or to the list narrowed to the towns of the point."""
    if len(partners) == 1:
        return partners[0].get_absolute_url()
    towns = tuple(sorted({site.municipality_id for _partner, site in rows}))
    query = DirectoryFilters(filters.text, filters.category, filters.province, filters.filiera, towns).query_string()
    return f"{reverse('partners:partner_list')}?{query}#partner-results"


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _path(rings: list[list[list[float]]]) -> str:
    return "".join(_ring(ring) for ring in rings)


def _ring(ring: list[list[float]]) -> str:
    """One closed line in whole units, relative moves: a third of the bytes of absolute decimals."""
    points: list[tuple[int, int]] = []
    for lon, lat in ring:
        point = _rounded(projected(lon, lat))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) < SMALLEST_RING:
        return ""
    moves = " ".join(f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{moves}z".replace(" -", "-")
