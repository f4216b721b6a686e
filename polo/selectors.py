"""What the home page and the pages about the Polo show, in a fixed number of queries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.functional import Promise

from partners.enums import Category, Office, Standing
from partners.models import Filiera, Mandate, Partner
from recruitment.models import Opening
from training.models import Course, Edition

if TYPE_CHECKING:
    from django.db.models import QuerySet

NEXT_EDITIONS = 4


@dataclass(frozen=True)
class PartnerGroup:
    """The partners of one category, or the supporters (who have no category of their own in the agreement)."""

    category: str
    label: str | Promise
    partners: list[Partner]


@dataclass(frozen=True)
class Consortium:
    groups: list[PartnerGroup]
    supporters: list[Partner]

    @property
    def members(self) -> int:
        return sum(len(group.partners) for group in self.groups)


@dataclass(frozen=True)
class HomeFigures:
    """Numbers counted now, nothing rounded or remembered."""

    courses: int
    editions: int
    openings: int


def consortium() -> Consortium:
    """Members by category, in the order of the agreement, and supporters."""
    partners = list(Partner.objects.public().order_by("name", "pk"))
    members = [partner for partner in partners if partner.standing == Standing.MEMBER]
    groups = [
        PartnerGroup(value, label, [partner for partner in members if partner.category == value])
        for value, label in Category.choices
    ]
    return Consortium(
        groups=[group for group in groups if group.partners],
        supporters=[partner for partner in partners if partner.standing == Standing.SUPPORTER],
    )


def editions_with_room() -> "QuerySet[Edition]":
    """Editions for which one can sign up here today and find a seat; `free` seats each, the first to close on top."""
    return (
        Edition.objects.published()
        .open_on(timezone.localdate())
        .with_taken()
        .annotate(free=F("seats") - F("taken"))
        .filter(free__gt=0)
        .order_by("applications_close_on", "starts_on", "pk")
    )


def next_editions() -> list[Edition]:
    return list(
        editions_with_room().select_related("course__partner", "course__kind", "site__municipality")[:NEXT_EDITIONS]
    )


def home_figures() -> HomeFigures:
    return HomeFigures(
        courses=Course.objects.published().count(),
        editions=editions_with_room().count(),
        openings=Opening.objects.public().count(),
    )


def filiere_with_courses() -> "QuerySet[Filiera]":
    """The filiere, each with the number of its published `offers`."""
    return Filiera.objects.annotate(
        offers=Count("courses", filter=Q(courses__in=Course.objects.published()), distinct=True)
    ).order_by("pk")


def referent_mandate() -> Mandate | None:
    """Who is the referent of the Polo today: an office with a term, so it may be vacant."""
    return Mandate.objects.in_force().filter(office=Office.REFERENT).first()
