"""Reads of needs and openings: the public list with its filters, the firm's desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.templatetags.polo import local
from partners.models import Filiera, Municipality
from recruitment.enums import Answer, Contract
from recruitment.models import Match, Opening, OpeningSkill, SkillNeed, SkillNeedSkill
from skills.models import Concept


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One filter of a list: the values that occur, each with how many rows it would give."""

    name: str
    label: str | Promise
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)


@dataclass(frozen=True)
class FacetKind:
    """A filter in the address: its name, the lookup it stands for and how its values are called."""

    name: str
    label: str | Promise
    lookup: str
    labels: Callable[[list[str]], dict[str, str]]


def _filiera_labels(values: list[str]) -> dict[str, str]:
    return {row.slug: str(row) for row in Filiera.objects.filter(slug__in=values)}


def _occupation_labels(values: list[str]) -> dict[str, str]:
    return {row.notation: local(row, "label") for row in Concept.objects.occupations().filter(notation__in=values)}


def _contract_labels(values: list[str]) -> dict[str, str]:
    return {value: str(Contract(value).label) for value in values}


def _province_labels(values: list[str]) -> dict[str, str]:
    return {value: value for value in values}


def _town_labels(values: list[str]) -> dict[str, str]:
    return {row.istat_code: str(row) for row in Municipality.objects.filter(pk__in=values)}


FACETS = (
    FacetKind("filiera", _("Filiera"), "occupation__filiere__slug", _filiera_labels),
    FacetKind("professione", _("Professione"), "occupation__notation", _occupation_labels),
    FacetKind("contratto", _("Contratto"), "contract", _contract_labels),
    FacetKind("provincia", _("Provincia"), "site__municipality__province", _province_labels),
    FacetKind("comune", _("Comune"), "site__municipality_id", _town_labels),
)


@dataclass(frozen=True)
class OpeningSearch:
    """The open openings that fit what was chosen. A value that no opening has is passed over, never an error."""

    openings: QuerySet[Opening]
    facets: list[Facet]

    @property
    def is_filtered(self) -> bool:
        return any(facet.chosen for facet in self.facets)


def search_openings(query: Mapping[str, str]) -> OpeningSearch:
    public = Opening.objects.public()
    chosen = {kind.name: query.get(kind.name, "") for kind in FACETS}
    known = {kind.name: _values(public, kind) for kind in FACETS}
    chosen = {name: value for name, value in chosen.items() if value in known[name]}
    facets = [_facet(public, kind, known[kind.name], chosen) for kind in FACETS]
    openings = (
        public.filter(_condition(chosen))
        .select_related("partner", "occupation", "site__municipality")
        .annotate(skill_count=Count("asked", distinct=True))
        .order_by("closes_on", "pk")
        .distinct()
    )
    return OpeningSearch(openings=openings, facets=facets)


def _values(openings: QuerySet[Opening], kind: FacetKind) -> set[str]:
    rows = openings.filter(**{f"{kind.lookup}__isnull": False}).order_by().values_list(kind.lookup, flat=True)
    return set(rows.distinct())


def _condition(chosen: dict[str, str], *, without: str = "") -> Q:
    condition = Q()
    for kind in FACETS:
        if kind.name in chosen and kind.name != without:
            condition &= Q(pk__in=Opening.objects.filter(**{kind.lookup: chosen[kind.name]}).values("pk"))
    return condition


def _facet(openings: QuerySet[Opening], kind: FacetKind, known: set[str], chosen: dict[str, str]) -> Facet:
    rows = openings.filter(_condition(chosen, without=kind.name), **{f"{kind.lookup}__in": known})
    counts = dict(
        rows.order_by().values_list(kind.lookup).annotate(found=Count("pk", distinct=True)).order_by(kind.lookup)
    )
    labels = kind.labels(sorted(known))
    selected = chosen.get(kind.name)
    options = [Option(value, labels[value], counts.get(value, 0), value == selected) for value in known]
    return Facet(kind.name, kind.label, sorted(options, key=lambda option: option.label.casefold()))


def desk_needs(user: User) -> QuerySet[SkillNeed]:
    """The firm's needs, drafts first, with how many skills each asks for."""
    return (
        SkillNeed.objects.editable_by(user)
        .select_related("occupation", "site__municipality")
        .annotate(skill_count=Count("asked", distinct=True))
        .order_by("-published_at", "-pk")  # PostgreSQL: NULL first
    )


def desk_openings(user: User) -> QuerySet[Opening]:
    """The firm's openings, the newest first, with matches and answers to look at."""
    matches = Match.objects.live().filter(opening=OuterRef("pk")).order_by().values("opening")
    live_interests = Q(interests__closed_at=None)
    return (
        Opening.objects.editable_by(user)
        .select_related("occupation", "site__municipality")
        .annotate(
            match_count=Coalesce(Subquery(matches.annotate(found=Count("pk")).values("found")), 0),
            asked_count=Count("interests", filter=live_interests),
            yes_count=Count("interests", filter=live_interests & Q(interests__answer=Answer.YES)),
        )
        .order_by("-created_at", "-pk")
    )


def need_with_skills(needs: QuerySet[SkillNeed]) -> QuerySet[SkillNeed]:
    rows = SkillNeedSkill.objects.select_related("skill")
    return needs.select_related("partner", "occupation", "site__municipality", "filiera").prefetch_related(
        Prefetch("asked", rows), Prefetch("openings", Opening.objects.order_by("-created_at", "-pk"))
    )


def opening_with_skills(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    rows = OpeningSkill.objects.select_related("skill")
    return openings.select_related("partner", "occupation", "site__municipality").prefetch_related(
        Prefetch("asked", rows)
    )
