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


@dataclass(frozen=True)
class Facet:
    """A group of filters. `param` is its name in the address, `choices` its values where they are code."""

    param: str
    label: str | Promise
    choices: Mapping[str, str | Promise] | None = None


FACETS = (
    Facet("tipo", _("Tipo di percorso")),
    Facet("filiera", _("Filiera")),
    Facet("per", _("A chi si rivolge"), dict(Audience.choices)),
    Facet("provincia", _("Provincia"), PROVINCES),
    Facet("modalita", _("Modalità"), dict(Mode.choices)),
    Facet("partner", _("Chi lo tiene")),
)
OPEN_PARAM, OPEN_VALUE = "aperte", "1"


@dataclass(frozen=True)
class CatalogueQuery:
    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    open_only: bool = False
    sort: Sort | None = None

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

    def without_filters(self) -> "CatalogueQuery":
        return CatalogueQuery(text=self.text, sort=self.sort)

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
        others = [sort for sort in (Sort.START, Sort.TITLE) if sort != self.default_order]
        return [("", self.default_order.label), *((str(sort), sort.label) for sort in others)]

    def address(self) -> str:
        """The shortest query string that says the same."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.pairs()
        if self.open_only:
            pairs.append((OPEN_PARAM, OPEN_VALUE))
        if self.own_sort:
            pairs.append(("ordine", self.own_sort))
        return "?" + urlencode(pairs)
