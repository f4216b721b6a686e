"""Reads the address of the catalogue. Whatever does not make sense is left out, and said."""

from types import MappingProxyType

from django.http import QueryDict
from django.utils.translation import gettext as _

from training.selectors.catalogue_query import (
    FACETS,
    OPEN_PARAM,
    TEXT_MAX,
    VALUES_MAX,
    CatalogueQuery,
    Facet,
    Sort,
)
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
    sort = params.get("ordine", "")
    query = CatalogueQuery(
        text=text,
        chosen=MappingProxyType(chosen),
        open_only=params.get(OPEN_PARAM) in YES,
        sort=Sort(sort) if sort in Sort.values else None,
    )
    return query, notices


def unknown_filter() -> str:
    return _("Un filtro dell'indirizzo non esiste: lo abbiamo tolto.")


def _is_possible(facet: Facet, value: str) -> bool:
    return len(value) <= TEXT_MAX if facet.choices is None else value in facet.choices
