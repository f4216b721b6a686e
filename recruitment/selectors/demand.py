"""Reads of needs and openings: the public list with its filters, the firm's desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.facets import Facet, FacetKind, narrow
from recruitment.enums import Answer
from recruitment.models import Match, Opening, OpeningSkill, SkillNeed, SkillNeedSkill
from recruitment.selectors import facet_labels
from recruitment.selectors.candidates import COVERS_WELL

FACETS = (
    FacetKind("partner", _("Impresa"), "partner__slug", facet_labels.partner_labels),
    FacetKind("filiera", _("Filiera"), "occupation__filiere__slug", facet_labels.filiera_labels),
    FacetKind("professione", _("Professione"), "occupation__notation", facet_labels.occupation_labels),
    FacetKind("contratto", _("Contratto"), "contract", facet_labels.contract_labels),
    FacetKind("provincia", _("Provincia"), "site__municipality__province", facet_labels.province_labels),
    FacetKind("comune", _("Comune"), "site__municipality_id", facet_labels.town_labels),
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
    found, counted = narrow(Opening.objects.public(), FACETS, query)
    openings = (
        found.select_related("partner", "occupation", "site__municipality")
        .annotate(skill_count=Count("asked", distinct=True))
        .order_by("closes_on", "pk")
        .distinct()
    )
    return OpeningSearch(openings=openings, facets=counted)


NEED_FACETS = (
    FacetKind("partner", _("Impresa"), "named", facet_labels.partner_labels),
    FacetKind("filiera", _("Filiera"), "filiera__slug", facet_labels.filiera_labels),
    FacetKind("quando", _("Quando"), "horizon", facet_labels.horizon_labels),
)


@dataclass(frozen=True)
class NeedSearch:
    """The published needs that the reader was promised and that fit what was chosen, the soonest first."""

    needs: QuerySet[SkillNeed]
    facets: list[Facet]

    @property
    def is_filtered(self) -> bool:
        return any(facet.chosen for facet in self.facets)


def search_needs(user: User | AnonymousUser, query: Mapping[str, str]) -> NeedSearch:
    found, counted = narrow(SkillNeed.objects.announced_to(user).with_named(), NEED_FACETS, query)
    needs = (
        found.select_related("partner", "occupation", "site__municipality", "filiera")
        .prefetch_related(Prefetch("asked", SkillNeedSkill.objects.select_related("skill")))
        .order_by("horizon", "-published_at", "pk")
    )
    return NeedSearch(needs=needs, facets=counted)


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
    well = matches.covering(COVERS_WELL)
    live_interests = Q(interests__closed_at=None)
    return (
        Opening.objects.editable_by(user)
        .select_related("occupation", "site__municipality")
        .annotate(
            match_count=Coalesce(Subquery(matches.annotate(found=Count("pk")).values("found")), 0),
            well_count=Coalesce(Subquery(well.annotate(found=Count("pk")).values("found")), 0),
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
