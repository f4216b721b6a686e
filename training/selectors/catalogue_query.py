"""What somebody asks of the catalogue: words, facets, order. No database here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlencode

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.selectors import PROVINCES
from training.enums import Audience, Mode

TEXT_MAX = 200
VALUES_MAX = 40


class Sort(models.TextChoices):
    RELEVANCE = "pertinenza", _("pertinenza")
    START = "inizio", _("prossimo inizio")
    TITLE = "titolo", _("titolo")
    COST = "costo", _("costo, dal più basso")
    NEWEST = "novita", _("pubblicati da poco")


UNSTATED = "nd"
LEVELS: dict[str, str | Promise] = {
    **{str(level): f"EQF {level}" for level in range(1, 9)},
    UNSTATED: _("livello non indicato"),
}
COSTS = {
    "gratis": _("gratis"),
    "200": _("fino a 200 euro"),
    "500": _("da 200 a 500 euro"),
    "oltre": _("oltre 500 euro"),
    UNSTATED: _("costo non indicato"),
}
PERIODS = {
    "1": _("entro un mese"),
    "3": _("fra uno e tre mesi"),
    "6": _("fra tre e sei mesi"),
    "oltre": _("più avanti"),
}


PLACE_PARAM = "comune"


@dataclass(frozen=True, eq=False)
class Facet:
    """A group of filters. `param` is its name in the address, `choices` its values where they are code."""

    param: str
    label: str | Promise
    choices: Mapping[str, str | Promise] | None = None

    @property
    def keeps_order(self) -> bool:
        """Values that follow each other are shown so, the others by how many they are."""
        return self.choices in (LEVELS, COSTS, PERIODS)


FACETS = (
    Facet("tipo", _("Tipo di percorso")),
    Facet("filiera", _("Filiera")),
    Facet("competenza", _("Competenza")),
    Facet("per", _("A chi si rivolge"), dict(Audience.choices)),
    Facet("quando", _("Quando comincia"), PERIODS),
    Facet("costo", _("Costo"), COSTS),
    Facet("livello", _("Livello"), LEVELS),
    Facet("modalita", _("Modalità"), dict(Mode.choices)),
    Facet("provincia", _("Provincia"), PROVINCES),
    Facet(PLACE_PARAM, _("Comune")),
    Facet("partner", _("Chi lo tiene")),
)
OPEN_PARAM, OPEN_VALUE = "aperte", "1"
FROM_PARAM, KM_PARAM = "da", "km"
VIEW_PARAM, MAP_VIEW = "vista", "mappa"
DISTANCES = (5, 10, 20, 30, 50, 80)
USUAL_KM = 20


@dataclass(frozen=True)
class CatalogueQuery:
    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    open_only: bool = False
    sort: Sort | None = None
    near: str = ""  # ISTAT code of the town from which distance is measured
    km: int = USUAL_KM
    on_map: bool = False  # the answers are drawn beside their list

    def values(self, param: str) -> tuple[str, ...]:
        return self.chosen.get(param, ())

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The active filters, in the order of the facets."""
        for facet in FACETS:
            for value in self.values(facet.param):
                yield facet.param, value

    def without(self, *pairs: tuple[str, str]) -> "CatalogueQuery":
        kept = {
            param: tuple(value for value in values if (param, value) not in pairs)
            for param, values in self.chosen.items()
        }
        open_only = self.open_only and (OPEN_PARAM, OPEN_VALUE) not in pairs
        return replace(self, chosen=MappingProxyType(kept), open_only=open_only)

    def with_text(self, text: str) -> "CatalogueQuery":
        return replace(self, text=text)

    def without_distance(self) -> "CatalogueQuery":
        return replace(self, near="", km=USUAL_KM)

    def without_filters(self) -> "CatalogueQuery":
        return CatalogueQuery(text=self.text, sort=self.sort, on_map=self.on_map)

    def in_places(self, *codes: str) -> "CatalogueQuery":
        """Only what is taught in those towns; everywhere without any."""
        return replace(self, chosen=MappingProxyType({**self.chosen, PLACE_PARAM: codes}))

    @property
    def with_map(self) -> "CatalogueQuery":
        return replace(self, on_map=True)

    @property
    def without_map(self) -> "CatalogueQuery":
        return replace(self, on_map=False)

    @property
    def default_order(self) -> Sort:
        return Sort.RELEVANCE if self.text else Sort.START

    @property
    def order(self) -> Sort:
        """The order in force: relevance needs words."""
        is_possible = self.text or self.sort != Sort.RELEVANCE
        return self.sort if self.sort and is_possible else self.default_order

    @property
    def own_sort(self) -> str:
        """The order as it stands in the address: empty for the usual one, which changes when words are added."""
        return "" if self.order == self.default_order else str(self.order)

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        """What may be chosen, the usual order first."""
        others = [sort for sort in Sort if sort not in (self.default_order, Sort.RELEVANCE)]
        return [("", self.default_order.label), *((str(sort), sort.label) for sort in others)]

    def address(self) -> str:
        """The shortest query string that says the same."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.pairs()
        if self.near:
            pairs += [(FROM_PARAM, self.near), (KM_PARAM, str(self.km))]
        if self.open_only:
            pairs.append((OPEN_PARAM, OPEN_VALUE))
        if self.own_sort:
            pairs.append(("ordine", self.own_sort))
        if self.on_map:
            pairs.append((VIEW_PARAM, MAP_VIEW))
        return "?" + urlencode(pairs)
