"""The answers of the catalogue on the map: a point per town, from counts and towns that are known already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.territory_map import (
    GULF,
    GULF_NAMES,
    PROVINCE_NAMES,
    TERRITORY,
    Frame,
    Place,
    Point,
    TerritoryMap,
    apart,
    first_names,
)
from training.selectors.catalogue_query import PLACE_PARAM, CatalogueQuery
from training.selectors.facets import FacetCounts
from training.selectors.places import Town, towns

RESULTS = "#catalogue-results"


@dataclass(frozen=True)
class TownCourses:
    """How many answers a town has, whether it is chosen, and the address that chooses it or lets it go."""

    town: Town
    number: int
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class CourseMap:
    """The drawings, the same in words, and what is on neither."""

    maps: tuple[TerritoryMap, ...]
    towns: tuple[TownCourses, ...]
    remote: int
    placeless: int


def course_map(query: CatalogueQuery, counts: FacetCounts, path: str) -> CourseMap:
    """Of all towns under the other filters, so that one may go from one to the next; no statement is asked."""
    chosen, known = query.values(PLACE_PARAM), towns()
    found = [
        TownCourses(known[code], count.number, code in chosen, _address(query, (code,), path))
        for code, count in counts.facets[PLACE_PARAM].items()
        if code in known and (count.number or code in chosen)
    ]
    found.sort(key=lambda row: (-row.number, row.town.name))
    drawings = (
        TerritoryMap("territory", _("Le quattro province"), TERRITORY, (), PROVINCE_NAMES),
        TerritoryMap("gulf", _("Il golfo della Spezia, da vicino"), GULF, (), GULF_NAMES),
    )
    maps = tuple(
        TerritoryMap(drawing.name, drawing.title, drawing.frame, places, drawing.labels)
        for drawing in drawings
        # The gulf is drawn where it tells points apart.
        if len(places := _places(found, drawing.frame, query, path)) > 1 or drawing.frame is TERRITORY
    )
    return CourseMap(maps, tuple(found), counts.remote, counts.placeless)


def _places(found: list[TownCourses], frame: Frame, query: CatalogueQuery, path: str) -> tuple[Place, ...]:
    placed = [
        (frame.place(row.town.lat, row.town.lon), row) for row in found if frame.holds(row.town.lat, row.town.lon)
    ]
    return tuple(_place(position, rows, query, path) for position, rows in apart(placed, frame, _courses))


def _place(position: Point, rows: list[TownCourses], query: CatalogueQuery, path: str) -> Place:
    number = _courses(rows)
    is_chosen = all(row.is_chosen for row in rows)
    return Place(
        x=round(position[0]),
        y=round(position[1]),
        shape="COURSES",
        label=_label(rows, number, is_chosen=is_chosen),
        url=_address(query, tuple(sorted(row.town.code for row in rows)), path),
        count=len(rows),
        number=str(number),
        is_chosen=is_chosen,
    )


def _courses(rows: Sequence[TownCourses]) -> int:
    return sum(row.number for row in rows)


def _label(rows: list[TownCourses], number: int, *, is_chosen: bool) -> str:
    where = first_names(row.town.name for row in rows)
    text = ngettext("%(where)s: %(number)d corso", "%(where)s: %(number)d corsi", number) % {
        "where": where,
        "number": number,
    }
    return _("%(place)s, scelto: togli il filtro") % {"place": text} if is_chosen else text


def _address(query: CatalogueQuery, codes: tuple[str, ...], path: str) -> str:
    """The page narrowed to those towns instead of others; to no town where these are chosen already."""
    is_chosen = set(codes) <= set(query.values(PLACE_PARAM))
    return path + query.in_places(*(() if is_chosen else codes)).address() + RESULTS
