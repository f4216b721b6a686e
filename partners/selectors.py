"""The public directory: who is in the Polo, narrowed by category, territory, filiera, town and words.

A consortium counts its partners in dozens, so the rows are read once (a fixed number of queries) and narrowed in
memory: that is what lets each group of filters show what would be left without itself.
"""

import datetime
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.facets import Facet, counted
from core.templatetags.polo import local
from partners.enums import Category, Standing
from partners.models import Agreement, Filiera, Municipality, Partner, Site

PROVINCES: dict[str, str | Promise] = {
    "SP": _("La Spezia"),
    "GE": _("Genova"),
    "MS": _("Massa-Carrara"),
    "PR": _("Parma"),
}
GROUPS = ("category", "province", "filiera", "town")
MAX_TEXT = 100
MAX_TOWNS = 50
ENDING_SOON_DAYS = 180


@dataclass(frozen=True)
class DirectoryFilters:
    """What was asked for. Values that mean nothing are dropped, so any query string gives a page."""

    text: str = ""
    category: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    filiera: tuple[str, ...] = ()
    town: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict) -> "DirectoryFilters":
        allowed = {
            "category": set(Category.values),
            "province": set(PROVINCES),
            "filiera": set(Filiera.objects.values_list("slug", flat=True)),
        }
        kept = {
            group: tuple(dict.fromkeys(value for value in query.getlist(group) if value in values))
            for group, values in allowed.items()
        }
        asked = query.getlist("town")[:MAX_TOWNS]
        towns = Municipality.objects.filter(pk__in=asked).values_list("pk", flat=True) if asked else ()
        return cls(text=" ".join(query.get("q", "").split())[:MAX_TEXT], town=tuple(towns), **kept)

    def without(self, group: str, value: str = "") -> "DirectoryFilters":
        """The same filters less one value of a group, or less the whole group."""
        changes: dict[str, Any] = {group: tuple(held for held in getattr(self, group) if value and held != value)}
        return replace(self, **changes)

    def query_string(self) -> str:
        query = QueryDict(mutable=True)
        if self.text:
            query["q"] = self.text
        for group in GROUPS:
            if values := getattr(self, group):
                query.setlist(group, values)
        return query.urlencode()


@dataclass(frozen=True)
class Entry:
    """A partner in the directory with those of its sites that the filters on territory let through."""

    partner: Partner
    sites: tuple[Site, ...]

    @property
    def towns(self) -> list[str]:
        """Each town once, that of the main site first."""
        return list(dict.fromkeys(site.municipality.name for site in self.partner.sites.all()))


@dataclass(frozen=True)
class Chip:
    """A filter in force and the query string of the page without it."""

    label: str | Promise
    query: str


@dataclass(frozen=True)
class Group:
    label: str | Promise
    category: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Directory:
    filters: DirectoryFilters
    entries: tuple[Entry, ...]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...] = field(default=())

    @property
    def supporters(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.partner.standing == Standing.SUPPORTER)

    @property
    def has_ticks(self) -> bool:
        """Whether a box is ticked: the filters are then shown open on a telephone too."""
        return any(option.selected for facet in self.facets for option in facet.options)

    @property
    def without_site(self) -> int:
        """How many of the partners shown cannot be on the map, because no site of theirs is known."""
        return sum(not entry.sites for entry in self.entries)


def partner_directory(filters: DirectoryFilters) -> Directory:
    """The directory narrowed by the filters; the same number of queries however many partners there are."""
    partners = list(Partner.objects.public().with_facts())
    entries = _narrowed(partners, filters)
    return Directory(
        filters=filters,
        entries=entries,
        facets=_facets(partners, filters),
        chips=_chips(filters),
        groups=_groups(entries),
    )


def agreements_ending() -> list[Agreement]:
    """Signed agreements not replaced yet whose last day is near or past: who looks after the Polo must act."""
    last = timezone.localdate() + datetime.timedelta(days=ENDING_SOON_DAYS)
    return list(Agreement.objects.ending_by(last).order_by("valid_to", "pk"))


def _narrowed(partners: Iterable[Partner], filters: DirectoryFilters) -> tuple[Entry, ...]:
    words = _plain(filters.text).split()
    entries = []
    for partner in partners:
        sites = tuple(site for site in partner.sites.all() if _site_matches(site, filters))
        if not sites and (filters.province or filters.town):
            continue
        if _matches(partner, filters) and all(word in _haystack(partner) for word in words):
            entries.append(Entry(partner, sites))
    return tuple(entries)


def _matches(partner: Partner, filters: DirectoryFilters) -> bool:
    if filters.category and partner.category not in filters.category:
        return False
    return not filters.filiera or any(filiera.slug in filters.filiera for filiera in partner.filiere.all())


def _site_matches(site: Site, filters: DirectoryFilters) -> bool:
    if filters.province and site.municipality.province not in filters.province:
        return False
    return not filters.town or site.municipality_id in filters.town


def _haystack(partner: Partner) -> str:
    sites = [f"{site.name} {site.municipality.name}" for site in partner.sites.all()]
    return _plain(" ".join([partner.name, *[row.name for row in partner.names.all()], *sites]))


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes as spaces: how people type a name they half remember."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(" " if char in "'’" else char for char in decomposed if not unicodedata.combining(char))


def _facets(partners: list[Partner], filters: DirectoryFilters) -> tuple[Facet, ...]:
    filiere = {row.slug: local(row, "name") for row in Filiera.objects.all()}
    groups: list[tuple[str, str | Promise, dict, Callable[[Entry], set[str]]]] = [
        ("category", _("Categoria"), dict(Category.choices), lambda entry: {entry.partner.category}),
        ("province", _("Territorio"), PROVINCES, lambda entry: {s.municipality.province for s in entry.sites}),
        ("filiera", _("Filiera"), filiere, lambda entry: {row.slug for row in entry.partner.filiere.all()}),
    ]
    return tuple(
        counted(
            name,
            label,
            labels,
            chosen=getattr(filters, name),
            values=(values_of(entry) for entry in _narrowed(partners, filters.without(name))),
        )
        for name, label, labels, values_of in groups
    )


def _chips(filters: DirectoryFilters) -> tuple[Chip, ...]:
    labels: dict[str, dict[Any, Any]] = {
        "category": dict(Category.choices),
        "province": PROVINCES,
        "filiera": {row.slug: local(row, "name") for row in Filiera.objects.filter(slug__in=filters.filiera)},
        "town": {row.pk: _town_label(row) for row in Municipality.objects.filter(pk__in=filters.town)},
    }
    chips = [
        Chip(labels[group][value], filters.without(group, value).query_string())
        for group in GROUPS
        for value in getattr(filters, group)
    ]
    words = [Chip(f"«{filters.text}»", replace(filters, text="").query_string())] if filters.text else []
    return tuple(words + chips)


def _groups(entries: tuple[Entry, ...]) -> tuple[Group, ...]:
    members = [entry for entry in entries if entry.partner.standing == Standing.MEMBER]
    groups = [
        Group(label, value, tuple(entry for entry in members if entry.partner.category == value))
        for value, label in Category.choices
    ]
    return tuple(group for group in groups if group.entries)


def _town_label(town: Municipality) -> str:
    return gettext("comune: %(name)s") % {"name": town.name}
