"""Placements as their pages show them: whose turn it is, who may do what, and the totals of the Polo."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from partners.models import Membership, Partner
from recruitment import policies
from recruitment.enums import LIVE_PLACEMENTS, BreakReason, Party, PlacementKind, PlacementState, Stage
from recruitment.models import Interest, Placement, PlacementSignature
from recruitment.selectors.selection import firms_interests
from recruitment.selectors.totals import Total, told_together
from training.enums import ApplicationState, Audience
from training.models import Application

FROM_STAGES = (Stage.OFFER, Stage.HIRED)
FROM_STATES = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED, ApplicationState.COMPLETED)
BEGINNINGS = 5
YEAR = datetime.timedelta(days=365)
STATE = PlacementState


@dataclass(frozen=True)
class Line:
    """A party of a placement and its signature, where it has been given."""

    party: Party
    signature: PlacementSignature | None


@dataclass(frozen=True)
class PlacementPage:
    """What somebody reads and may do on the page of one placement."""

    placement: Placement
    lines: list[Line]
    sides: list[Party]
    to_sign: list[Party]
    is_person: bool
    is_preparer: bool

    @property
    def can_break(self) -> bool:
        return self.placement.state in {STATE.TO_SIGN, STATE.IN_FORCE} and bool(self.is_person or self.sides)

    @property
    def can_end(self) -> bool:
        is_last = self.placement.ends_on <= timezone.localdate()
        return self.placement.state == STATE.IN_FORCE and is_last and bool(self.sides)

    @property
    def is_assessable(self) -> bool:
        """Over, after everybody had signed."""
        return (
            self.placement.is_over
            and self.placement.shared_at is not None
            and all(line.signature for line in self.lines)
        )

    @property
    def break_reasons(self) -> list[BreakReason]:
        """The person speaks for themselves, each partner for itself or for the person."""
        if self.is_person:
            return [BreakReason.PERSON]
        said = {Party.HOST: [BreakReason.FIRM, BreakReason.HIRED], Party.SENDER: [BreakReason.SENDER]}
        return [BreakReason.PERSON, *(reason for side in self.sides for reason in said[side])]


def page_of(user: User, placement: Placement) -> PlacementPage:
    given = {row.party: row for row in placement.signatures.defer("content")}
    sides = policies.placement_sides(user, placement)
    mine = policies.signing_parties(user, placement, sides) if placement.state == STATE.TO_SIGN else []
    return PlacementPage(
        placement=placement,
        lines=[Line(party, given.get(party)) for party in placement.parties],
        sides=sides,
        to_sign=[party for party in mine if party not in given],
        is_person=placement.person_id == user.pk,
        is_preparer=(Party.HOST if placement.prepared_by_host else Party.SENDER) in sides,
    )


def placements_of(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """With all that a line of a list says: live ones first, the newest first."""
    is_live = Q(state__in=LIVE_PLACEMENTS)
    return (
        rows.annotate(is_live=is_live)
        .select_related("person", "host", "sender")
        .order_by("-is_live", "-starts_on", "-pk")
    )


def interests_to_begin(user: User) -> QuerySet[Interest]:
    """Who was offered a job, or hired: the firm may write down what they agree on."""
    return firms_interests(user).filter(pk__in=Interest.objects.disclosing(), stage__in=FROM_STAGES)


def applications_to_begin(user: User) -> QuerySet[Application]:
    """Who takes part in a course of the school for which somebody acts, or completed one."""
    rows = Application.objects.answerable_by(user).filter(state__in=FROM_STATES)
    return rows.select_related("edition__course__partner", "person")


def students_to_begin(user: User) -> QuerySet[Application]:
    """The same without who teaches: what teachers learn does not lead to a placement."""
    return applications_to_begin(user).exclude(edition__course__audience=Audience.TEACHERS)


def latest_without(rows: QuerySet) -> list:
    """The latest few of the people with whom nothing has been begun yet."""
    return list(rows.filter(placements=None).order_by("-pk")[:BEGINNINGS])


def waiting_for_person(user: User) -> QuerySet[Placement]:
    """To be read and signed by the person themselves."""
    signed = PlacementSignature.objects.filter(placement=OuterRef("pk"), party=Party.PERSON)
    return Placement.objects.of_person(user).filter(~Exists(signed), state=STATE.TO_SIGN)


def waiting_for_staff(user: User) -> QuerySet[Placement]:
    """That the partner for which somebody acts has not signed, and may."""
    sides = ((Party.HOST, "host__in"), (Party.SENDER, "sender__in"))
    wanted = Q(pk__in=[])
    partners = Membership.objects.of(user).values("partner")
    for party, place in sides:
        signed = PlacementSignature.objects.filter(placement=OuterRef("pk"), party=party)
        wanted |= Q(~Exists(signed), **{place: partners})
    return Placement.objects.staffed_by(user).filter(wanted, state=STATE.TO_SIGN)


def waiting_for_tutor(user: User) -> QuerySet[Placement]:
    """Ended, and to be assessed by somebody as its tutor."""
    ended = Placement.objects.tutored_by(user).filter(state=STATE.ENDED)
    mine = Q(company_tutor=user, assessment__company_at=None) | Q(school_tutor=user, assessment__school_at=None)
    return ended.filter(mine)


def tutors_of(partner: Partner) -> QuerySet[User]:
    """Who works for a partner today."""
    return User.objects.filter(
        pk__in=Membership.objects.granting().filter(partner=partner).values("user"), is_active=True
    ).order_by("last_name", "first_name", "pk")


def totals() -> list[Total]:
    """People whose placement began within a year, by kind; no cell below five people and three firms."""
    since = timezone.localdate() - YEAR
    rows = Placement.objects.filter(state__in=[STATE.IN_FORCE, STATE.ENDED, STATE.BROKEN], starts_on__gte=since)
    counted = rows.filter(shared_at__isnull=False).values("kind").order_by("kind")
    found = {
        row["kind"]: (row["people"], row["firms"])
        for row in counted.annotate(people=Count("person", distinct=True), firms=Count("host", distinct=True))
    }
    return told_together([(str(kind.label), *found.get(kind, (0, 0))) for kind in PlacementKind])
