"""Reads of matches and of what firms and persons asked each other. Here is decided what each side gets to see."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.models import AuditEvent
from partners.enums import Permission
from partners.models import Partner
from partners.policies import memberships_permitting
from recruitment import policies
from recruitment.matching import explain
from recruitment.models import CandidateProfile, Interest, Match, Opening
from recruitment.models.interest import MatchQuerySet
from recruitment.selectors import turns
from skills.enums import Evidence

OPENED = "recruitment.profile_opened"
WHOLE_OPENED = "recruitment.background_opened"
CV_OPENED = "recruitment.cv_opened"
OPENED_WHAT = {
    OPENED: gettext_lazy("nome e contatto"),
    WHOLE_OPENED: gettext_lazy("profilo completo"),
    CV_OPENED: gettext_lazy("CV"),
}
COVERS_WELL = turns.COVERS_WELL


@dataclass(frozen=True)
class Contact:
    """Name and address of the other side: exists only while `policies.can_see_name` says so.

    A firm in which nobody answers any more has a name and no address.
    """

    name: str
    email: str
    headline: str = ""


@dataclass(frozen=True)
class CandidateCard:
    """An anonymous person: nothing here tells who it is.

    Of the road to work it says only that it is within what the person accepts, which every match to a place is. A
    band of kilometres, or the number that they would go, looks harmless on one card; a firm that recognises the person
    on the lists of several of its sites (by skills, day and hours) lays one circle around each, and where they cross
    there may be a single town. Bands that keep their distance from each other today do not tomorrow: firms open sites.
    """

    match: Match
    province: str
    is_within_reach: bool
    available_from: datetime.date | None
    met: int
    close: int
    missing: int
    proven: int
    interest: Interest | None

    @property
    def is_available_now(self) -> bool:
        return self.available_from is not None and self.available_from <= timezone.localdate()

    @property
    def covers_well(self) -> bool:
        return self.match.percent >= COVERS_WELL


@dataclass(frozen=True)
class OpenedProfile:
    """A firm looked at the named profile: who, for whom, when and at which part."""

    at: datetime.datetime
    person: str
    firm: str
    what: str | Promise


def live_interest(match: Match) -> Interest | None:
    """What this firm asked this person for this opening, unless the person has thought again."""
    rows = Interest.objects.live().filter(opening=match.opening_id, profile=match.profile_id)
    return rows.select_related("opening__partner", "profile__person").first()


def matches_of_opening(opening: Opening) -> MatchQuerySet:
    """The best band first, in each the fair turn (`turns.in_turn`)."""
    return turns.in_turn(Match.objects.live().filter(opening=opening).select_related("profile__municipality"))


def matches_of_person(user: User) -> QuerySet[Match]:
    """Openings of today for a person, the largest share of what is asked first."""
    return (
        Match.objects.of_person(user)
        .filter(opening__in=Opening.objects.public())
        .select_related("opening__partner", "opening__site__municipality", "profile__municipality")
        .annotate(share=F("total") * 1.0 / F("weight_total"))
        .order_by("-share", "opening__closes_on", "pk")
    )


def cards(matches: Iterable[Match]) -> list[CandidateCard]:
    """Anonymous cards, in two queries whatever their number."""
    matches = list(matches)
    explained = explain.explain_all(matches)
    asked = Interest.objects.live().filter(
        opening__in={match.opening_id for match in matches}, profile__in={match.profile_id for match in matches}
    )
    asked = asked.select_related("opening__partner", "profile__person")
    asked = asked.prefetch_related("profile__person__guardian_requests")
    interests = {(row.opening_id, row.profile_id): row for row in asked}
    return [
        card_of(match, explained[match.pk], interests.get((match.opening_id, match.profile_id))) for match in matches
    ]


def by_coverage(found: list[CandidateCard]) -> list[tuple[bool, list[CandidateCard]]]:
    """The cards that cover `COVERS_WELL` percent of what is asked, then the others; no empty group."""
    return [(well, list(group)) for well, group in groupby(found, key=lambda card: card.covers_well)]


def card_of(match: Match, explanation: explain.Explanation, interest: Interest | None) -> CandidateCard:
    """What is known of a match, as the firm reads it before it has a name; asks the database nothing."""
    profile = match.profile
    covered = [line.coverage for line in explanation.lines if line.coverage]
    return CandidateCard(
        match=match,
        province=profile.municipality.province if profile.municipality else "",
        is_within_reach=match.inputs["conditions"]["km"] is not None,
        available_from=profile.available_from,
        met=len(explanation.met),
        close=len(explanation.close),
        missing=len(explanation.missing),
        proven=sum(coverage.evidence != Evidence.DECLARED for coverage in covered),
        interest=interest,
    )


def person_contact(user: User, interest: Interest | None) -> Contact | None:
    """The person, as the firm may see them now."""
    if interest is None or not policies.can_see_name(user, interest):
        return None
    person = interest.profile.person
    return Contact(person.get_full_name(), person.email, interest.profile.headline)


def followed_contact(interest: Interest) -> Contact | None:
    """The same of a row of `Interest.objects.followed_by(user)`: that this user may is already known."""
    person = interest.profile.person
    return Contact(person.get_full_name(), person.email, interest.profile.headline) if interest.is_disclosing else None


def contacts_without_match(user: User, opening: Opening) -> list[tuple[Interest, Contact]]:
    """People who said yes and whose profile has changed so much that they no longer match: the yes still stands."""
    rows = (
        Interest.objects.followed_by(user)
        .disclosing()
        .filter(opening=opening)
        .exclude(profile__in=Match.objects.filter(opening=opening).values("profile"))
        .select_related("opening", "profile__person")
    )
    return [(row, Contact(str(row.profile.person), row.profile.person.email, row.profile.headline)) for row in rows]


def firm_contact(user: User, interest: Interest | None) -> Contact | None:
    """Whom the person may turn to in the firm now."""
    return firm_contacts(user, [interest]).get(interest.pk) if interest else None


def firm_contacts(user: User, interests: Iterable[Interest]) -> dict[int, Contact]:
    """Who asked for the firm; a colleague when they no longer work there, the firm alone when nobody is left."""
    shown = [interest for interest in interests if policies.can_see_name(user, interest)]
    firms = {interest.opening.partner for interest in shown}
    staff: dict[int, dict[int, User]] = {}
    # The managers first: "MANAGER" comes after "EDITOR".
    there = memberships_permitting(Permission.SEE_CANDIDATES, firms).select_related("user").order_by("-role", "pk")
    for membership in there if firms else []:
        staff.setdefault(membership.partner_id, {}).setdefault(membership.user_id, membership.user)
    return {interest.pk: _firm_contact(interest, staff.get(interest.opening.partner_id, {})) for interest in shown}


def _firm_contact(interest: Interest, staff: dict[int, User]) -> Contact:
    someone = staff.get(interest.expressed_by_id) or next(iter(staff.values()), None)
    if someone is None:
        return Contact(interest.opening.partner.name, "")
    return Contact(someone.get_full_name(), someone.email)


def interests_of_person(user: User) -> QuerySet[Interest]:
    """What firms asked, questions without an answer first."""
    return (
        Interest.objects.visible_to(user)
        .select_related("opening__partner", "profile__person")
        .prefetch_related("profile__person__guardian_requests", "opening__questions")
        .order_by("answered_at", "-created_at", "-pk")  # PostgreSQL puts NULL last: the view splits the two
    )


def who_opened(profile: CandidateProfile, *, limit: int = 50) -> list[OpenedProfile]:
    """The last looks at the named profile, for its owner: of a reader's looks of a day at one part the latest."""
    looks = (
        AuditEvent.objects.looks().about(profile.person).filter(verb__in=OPENED_WHAT).select_related("actor")[:limit]
    )
    of_a_day: dict[tuple[Any, ...], AuditEvent] = {}
    for look in looks:
        day = timezone.localdate(look.at)
        of_a_day.setdefault((look.actor_id, look.acting_partner_id, look.verb, day), look)
    firms = dict(Partner.objects.filter(pk__in={pk for _actor, pk, _verb, _day in of_a_day}).values_list("pk", "name"))
    return [
        OpenedProfile(look.at, str(look.actor), firms.get(look.acting_partner_id or 0, ""), OPENED_WHAT[look.verb])
        for look in of_a_day.values()
    ]
