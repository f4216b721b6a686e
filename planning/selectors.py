"""Demand against supply: how many people firms ask for, how many seats teach it, how many people have it.

Definitions (docs/architecture.md, "Figures"):
- asked: head count of published needs whose horizon lies within the months looked at, whatever their confidentiality
  (only the Polo's own staff see these figures), plus positions of openings open today that do not spring from a need;
- seats: declared seats of published, not cancelled editions that begin from today to the end of the months looked at;
- held: people who agreed to be matched and claim the skill, with whatever evidence;
- gap: asked minus seats, never below zero; surplus the other way round.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from partners.enums import Office
from partners.models import Filiera
from partners.policies import holds_office
from recruitment.models import Opening, OpeningSkill, SkillNeed, SkillNeedSkill
from recruitment.models.demand import RESERVED
from skills.models import Concept, SkillClaim
from training.models import Edition

# Below this number of people a count is not shown: it would point at somebody (design.md, section 4 of the issue on
# recruitment: "fewer than five people").
SMALL_GROUP = 5
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Asked, seats and held for one row: a skill or a filiera."""

    row: Concept | Filiera
    asked: int
    seats: int
    held: int | None = None

    @property
    def gap(self) -> int:
        return max(0, self.asked - self.seats)

    @property
    def surplus(self) -> int:
        return max(0, self.seats - self.asked)

    @property
    def is_held_shown(self) -> bool:
        """Nobody and enough people can be told; a handful cannot."""
        return self.held is not None and (self.held == 0 or self.held >= SMALL_GROUP)


def horizon_end(*, months: int, day: datetime.date | None = None) -> datetime.date:
    """The first day no longer looked at, `months` from `day` (today)."""
    return (day or timezone.localdate()) + datetime.timedelta(days=round(months * DAYS_PER_MONTH))


def needs_within(*, months: int) -> QuerySet[SkillNeed]:
    """Published needs to be met within so many months."""
    return SkillNeed.objects.published().filter(horizon__lte=months)


def openings_counted(*, months: int) -> QuerySet[Opening]:
    """Openings of today that are not already counted in the need they spring from."""
    return Opening.objects.public().exclude(need__in=needs_within(months=months))


def editions_within(*, months: int) -> QuerySet[Edition]:
    """Published editions beginning from today to the end of the months looked at."""
    today = timezone.localdate()
    return Edition.objects.published().starting_between(today, horizon_end(months=months, day=today))


def coverage_by_skill(*, months: int, filiera: Filiera | None = None) -> list[Coverage]:
    """Every skill that somebody asks for or teaches, the widest gap first; five queries whatever the numbers."""
    asked = _asked_by_skill(months)
    seats = _sums(editions_within(months=months).values_list("course__taught__skill"), "seats")
    skills = Concept.objects.skills().filter(pk__in={*asked, *seats}).order_by("label_it", "pk")
    if filiera:
        skills = skills.filter(filiere=filiera)
    held = dict(
        SkillClaim.objects.filter(person__candidate_profile__matching_consent_at__isnull=False)
        .values_list("skill")
        .annotate(Count("person", distinct=True))
    )
    rows = [
        Coverage(row=skill, asked=asked.get(skill.pk, 0), seats=seats.get(skill.pk, 0), held=held.get(skill.pk, 0))
        for skill in skills
    ]
    return sorted(rows, key=lambda row: (-row.gap, -row.asked, str(row.row)))


def coverage_by_filiera(*, months: int) -> list[Coverage]:
    """Each filiera of the Polo, the widest gap first. A course, or an opening's profession, of two counts in both."""
    needs = _sums(needs_within(months=months).values_list("filiera"), "head_count")
    openings = _sums(openings_counted(months=months).values_list("occupation__filiere"), "positions")
    asked = {key: needs.get(key, 0) + openings.get(key, 0) for key in {*needs, *openings}}
    seats = _sums(editions_within(months=months).values_list("course__filiere"), "seats")
    rows = [
        Coverage(row=filiera, asked=asked.get(filiera.pk, 0), seats=seats.get(filiera.pk, 0))
        for filiera in Filiera.objects.all()
    ]
    return sorted(rows, key=lambda row: (-row.gap, row.row.pk))


def needs_readable(*, user: User, months: int) -> QuerySet[SkillNeed]:
    """The needs whose rows the person may read: what was said to the referent alone, or unnamed, only they."""
    needs = needs_within(months=months)
    if holds_office(user, Office.REFERENT):
        return needs
    return needs.exclude(RESERVED)


def people_reserved(needs: QuerySet[SkillNeed], *, user: User) -> int:
    """How many people the rows that `needs_readable` keeps from the person ask for, so that figures still add up."""
    if holds_office(user, Office.REFERENT):
        return 0
    reserved = needs.filter(RESERVED)
    return reserved.aggregate(people=Sum("head_count"))["people"] or 0


def needs_asking(*, skill: Concept, months: int, user: User) -> QuerySet[SkillNeedSkill]:
    """The needs behind the figure "asked" of a skill, as far as the person may read them."""
    return (
        SkillNeedSkill.objects.filter(skill=skill, need__in=needs_readable(user=user, months=months))
        .select_related("need__partner", "need__occupation")
        .order_by("-need__head_count", "pk")
    )


def people_reserved_asking(*, skill: Concept, months: int, user: User) -> int:
    """People in the needs behind the figure "asked" of a skill that the person may not read."""
    needs = needs_within(months=months).filter(pk__in=SkillNeedSkill.objects.filter(skill=skill).values("need"))
    return people_reserved(needs, user=user)


def openings_asking(*, skill: Concept, months: int) -> QuerySet[OpeningSkill]:
    """The openings behind the figure "asked" of a skill."""
    return (
        OpeningSkill.objects.filter(skill=skill, opening__in=openings_counted(months=months))
        .select_related("opening__partner", "opening__occupation")
        .order_by("-opening__positions", "pk")
    )


def editions_teaching(*, skill: Concept, months: int) -> QuerySet[Edition]:
    """The editions behind the figure "seats" of a skill."""
    return (
        editions_within(months=months)
        .filter(course__taught__skill=skill)
        .select_related("course__partner", "site__municipality")
        .order_by("starts_on", "pk")
    )


def needs_of(*, filiera: Filiera, months: int, user: User) -> QuerySet[SkillNeed]:
    """The needs behind the figure "asked" of a filiera, as far as the person may read them."""
    return (
        needs_readable(user=user, months=months)
        .filter(filiera=filiera)
        .select_related("partner", "occupation")
        .order_by("-head_count", "pk")
    )


def people_reserved_of(*, filiera: Filiera, months: int, user: User) -> int:
    """People in the needs behind the figure "asked" of a filiera that the person may not read."""
    return people_reserved(needs_within(months=months).filter(filiera=filiera), user=user)


def openings_of(*, filiera: Filiera, months: int) -> QuerySet[Opening]:
    """The openings behind the figure "asked" of a filiera."""
    return (
        openings_counted(months=months)
        .filter(occupation__filiere=filiera)
        .select_related("partner", "occupation")
        .order_by("-positions", "pk")
    )


def editions_of(*, filiera: Filiera, months: int) -> QuerySet[Edition]:
    """The editions behind the figure "seats" of a filiera."""
    return (
        editions_within(months=months)
        .filter(course__filiere=filiera)
        .select_related("course__partner", "site__municipality")
        .order_by("starts_on", "pk")
    )


def _asked_by_skill(months: int) -> dict[int, int]:
    needs = _sums(
        SkillNeedSkill.objects.filter(need__in=needs_within(months=months)).values_list("skill"), "need__head_count"
    )
    openings = _sums(
        OpeningSkill.objects.filter(opening__in=openings_counted(months=months)).values_list("skill"),
        "opening__positions",
    )
    return {skill: needs.get(skill, 0) + openings.get(skill, 0) for skill in {*needs, *openings}}


def _sums(grouped: QuerySet, field: str) -> dict[int, int]:
    """Sum of `field` per group; groups without a number are left out."""
    return {key: total for key, total in grouped.annotate(total=Sum(field)).order_by() if key and total}
