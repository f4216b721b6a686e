"""Reads the address of the catalogue. Whatever does not make sense is left out, and said."""

from types import MappingProxyType

from django.http import QueryDict
from django.utils.translation import gettext as _

from training.selectors.catalogue_query import (
    DISTANCES,
    FACETS,
    FROM_PARAM,
    KM_PARAM,
    MAP_VIEW,
    OPEN_PARAM,
    TEXT_MAX,
    USUAL_KM,
    VALUES_MAX,
    VIEW_PARAM,
    CatalogueQuery,
    Facet,
    Sort,
)
from training.selectors.places import towns
from training.selectors.search_text import WORDS_MAX

YES = ("1", "on", "true")


def read_catalogue_query(params: QueryDict) -> tuple[CatalogueQuery, list[str]]:
    """The question, and messages about what was left out of it."""
    notices = []
    asked_text = " ".join(params.get("q", "").split())
    text = " ".join(asked_text[:TEXT_MAX].split()[:WORDS_MAX])
    if text != asked_text:
        notices.append(_("La ricerca era troppo lunga: abbiamo cercato le prime parole."))
    chosen, unknown = {}, False
    for facet in FACETS:
        asked = [value for value in dict.fromkeys(params.getlist(facet.param)) if value]
        chosen[facet.param] = tuple(value for value in asked if _is_possible(facet, value))[:VALUES_MAX]
        unknown |= len(chosen[facet.param]) < len(asked)
    if unknown:
        notices.append(unknown_filter())
    near, km, is_clear = _read_distance(params)
    if not is_clear:
        notices.append(_("La distanza dell'indirizzo non è chiara: scegli un comune dell'elenco e quanti chilometri."))
    sort = params.get("ordine", "")
    query = CatalogueQuery(
        text=text,
        chosen=MappingProxyType(chosen),
        open_only=params.get(OPEN_PARAM) in YES,
        sort=Sort(sort) if sort in Sort.values else None,
        near=near,
        km=km,
        on_map=params.get(VIEW_PARAM) == MAP_VIEW,
    )
    return query, notices


def _read_distance(params: QueryDict) -> tuple[str, int, bool]:
    """Town and kilometres, the usual ones where none are said; whether both make sense."""
    near, km = params.get(FROM_PARAM, ""), params.get(KM_PARAM, "")
    is_distance = km in map(str, DISTANCES)
    is_town = near != "" and near in towns()
    is_clear = (not near or is_town) and (not km or is_distance)
    return (near if is_town else ""), (int(km) if is_distance else USUAL_KM), is_clear


def unknown_filter() -> str:
    return _("Un filtro dell'indirizzo non esiste: lo abbiamo tolto.")


def _is_possible(facet: Facet, value: str) -> bool:
    return len(value) <= TEXT_MAX if facet.choices is None else value in facet.choices
