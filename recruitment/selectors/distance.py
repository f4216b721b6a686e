"""How far home is from work, as told on a card without a name: a band, and never one that leaves few towns."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.models import Municipality
from recruitment.models import Match

BANDS = (10, 25, 50)  # kilometres
FEW_TOWNS = 5  # a band with fewer towns of the province, that the card tells too, would nearly name one


def distance_words(matches: Iterable[Match]) -> dict[int, str]:
    """By match; empty where a place is not known or no band is wide enough. One query, however many they are."""
    facts = {match.pk: match.inputs["conditions"] for match in matches}
    places = {place for fact in facts.values() for place in (fact["home"], fact["work"]) if place}
    provinces = Municipality.objects.filter(pk__in=places).values("province")
    towns = {town.pk: town for town in Municipality.objects.filter(Q(pk__in=places) | Q(province__in=provinces))}
    return {pk: _words(fact, towns) for pk, fact in facts.items()}


def rings(others: Iterable[int]) -> list[tuple[int, int | None]]:
    """From and to how many kilometres around the work; None: and beyond. Those with few towns join their neighbour."""
    others, low = list(others), -1
    found: list[tuple[int, int | None]] = []
    for edge in BANDS:
        if sum(low < other <= edge for other in others) >= FEW_TOWNS:
            found.append((low, edge))
            low = edge
    if sum(other > low for other in others) >= FEW_TOWNS:
        return [*found, (low, None)]
    return [*found[:-1], *[(start, None) for start, _edge in found[-1:]]]


def _words(fact: dict[str, Any], towns: dict[str, Municipality]) -> str:
    home, work, km = towns.get(fact["home"] or ""), towns.get(fact["work"] or ""), fact["km"]
    if home is None or work is None or km is None:
        return ""
    alike = [_km(town, work) for town in towns.values() if town.province == home.province]
    for low, edge in rings(alike):
        if edge is not None and km <= edge:
            return _("entro %(km)s km dal lavoro") % {"km": edge}
        if edge is None and low > 0:
            return _("a oltre %(km)s km dal lavoro") % {"km": low}
    return ""


def _km(one: Municipality, other: Municipality) -> int:
    """As the statement of the match does: great circle, mean radius of the Earth 6371 km."""
    half = sin(radians(one.lat - other.lat) / 2) ** 2
    half += cos(radians(one.lat)) * cos(radians(other.lat)) * sin(radians(one.lon - other.lon) / 2) ** 2
    return round(2 * 6371 * asin(min(1, sqrt(half))))
