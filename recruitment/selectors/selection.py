"""Reads of selections: the firm's board, one card for each side, and how firms answer who says yes to them."""

import datetime
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.enums import FIRM_MOVES, RUNNING, Answer, Stage
from recruitment.models import Interest, InterestMessage, InterestNote, Match, Opening
from recruitment.models.interest import card_label
from recruitment.selectors.candidates import Contact, followed_contact

FEW = 3  # of fewer answers nothing is said: one slow week would be a portrait
HABITS_OVER = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Habits:
    """How a firm treated those who said yes to it in a year; None where they are too few to tell."""

    said_yes: int
    answered: int | None
    days: int | None


@dataclass(frozen=True)
class SelectionCard:
    """A person in the firm's selection: a name only while names are open."""

    interest: Interest
    contact: Contact | None
    match_pk: int | None
    moves: list[tuple[str, str]]

    @property
    def label(self) -> str:
        """What the card of the match is called, while there is one."""
        return card_label(self.match_pk) if self.match_pk else ""

    @property
    def who(self) -> str:
        """As the board calls them now."""
        if self.contact:
            return self.contact.name
        if self.match_pk:
            return _("Persona %(number)s") % {"number": self.label}
        return _("Richiesta %(number)s") % {"number": self.interest.pk}

    @property
    def key(self) -> str:
        """What a box of the board sends: which card, and how it was when it was read."""
        return f"{self.interest.pk}:{self.interest.version}"

    @property
    def answer_due(self) -> datetime.date | None:
        """The day by which the firm should have said something; None once it has."""
        if self.interest.firm_answered_at or not self.interest.is_running or self.interest.answered_at is None:
            return None
        return firm_due(self.interest.answered_at)

    @property
    def is_late(self) -> bool:
        return self.answer_due is not None and self.answer_due < timezone.localdate()


@dataclass(frozen=True)
class Board:
    """The selection of one opening, column by column."""

    columns: list[tuple[Stage, list[SelectionCard]]]
    waiting: list[SelectionCard]
    over: list[SelectionCard]

    @property
    def is_begun(self) -> bool:
        """Somebody has said yes, and their selection runs or led to a hire."""
        return any(column for _stage, column in self.columns)

    @property
    def is_movable(self) -> bool:
        return any(card.moves for _stage, column in self.columns for card in column)

    @property
    def named(self) -> list[Interest]:
        cards = [card for _stage, column in self.columns for card in column] + self.over
        return [card.interest for card in cards if card.contact]


def firm_due(answered_at: datetime.datetime) -> datetime.date:
    return timezone.localdate(answered_at) + datetime.timedelta(days=settings.INTEREST_FIRM_DAYS)


def moves_of(stage: str) -> list[tuple[str, str]]:
    return [(move.value, str(move.label)) for move in FIRM_MOVES.get(stage, ())]


def board(user: User, opening: Opening) -> Board:
    """Everybody asked for an opening, in as many queries for one as for a hundred."""
    rows = list(_interests(Interest.objects.followed_by(user)).filter(opening=opening).order_by("stage_at", "pk"))
    matches = dict(Match.objects.live().filter(opening=opening).values_list("profile_id", "pk"))
    cards = [_card(row, matches.get(row.profile_id)) for row in rows]
    named = [*RUNNING, Stage.HIRED]
    return Board(
        columns=[(stage, [card for card in cards if card.interest.stage == stage]) for stage in named],
        waiting=[card for card in cards if card.interest.is_pending],
        over=[card for card in cards if card.interest.stage not in named and not card.interest.is_pending],
    )


def card_of(interest: Interest) -> SelectionCard:
    """Of one of `firms_interests`."""
    match = Match.objects.live().filter(opening=interest.opening_id, profile=interest.profile_id).first()
    return _card(interest, match.pk if match else None)


def firms_interests(user: User) -> QuerySet[Interest]:
    """Selections that the firm for which somebody acts may open: those in which the person said yes."""
    return _interests(Interest.objects.followed_by(user).filter(answer=Answer.YES))


def persons_interests(user: User) -> QuerySet[Interest]:
    return _interests(Interest.objects.visible_to(user))


def conversation(interest: Interest) -> list[InterestMessage]:
    """Read by both while names are open, by the person always: their half of it is their own."""
    return list(interest.messages.select_related("author").order_by("pk"))


def notes(interest: Interest) -> list[InterestNote]:
    return list(interest.notes.select_related("author").order_by("pk"))


def habits_of(partners: Iterable[int]) -> dict[int, Habits]:
    """By firm: of who said yes in a year, to how many it answered, and in how many days half of them heard.

    Who left before the firm's time was over, unanswered, is in neither number.
    """
    wanted = set(partners)
    since = timezone.now() - HABITS_OVER
    rows = Interest.objects.filter(opening__partner__in=wanted, answer=Answer.YES, answered_at__gte=since)
    told: dict[int, list[datetime.timedelta | None]] = {pk: [] for pk in wanted}
    values = rows.values_list("opening__partner_id", "answered_at", "firm_answered_at", "stage", "closed_at")
    for partner, said, heard, stage, closed in values.order_by("pk"):
        if said is None or (heard is None and (firm_due(said) >= timezone.localdate() or closed or stage in LEFT)):
            continue
        told[partner].append(heard - said if heard else None)
    return {partner: _habits(answers) for partner, answers in told.items()}


LEFT = (Stage.WITHDRAWN, Stage.ELSEWHERE)


def _habits(answers: list[datetime.timedelta | None]) -> Habits:
    if len(answers) < FEW:
        return Habits(len(answers), None, None)
    heard = [answer for answer in answers if answer is not None]
    days = round(statistics.median(answer.total_seconds() for answer in heard) / 86400) if heard else None
    return Habits(len(answers), len(heard), days)


def _interests(rows: QuerySet[Interest]) -> QuerySet[Interest]:
    return rows.select_related(
        "opening__partner", "profile__person", "profile__municipality", "expressed_by"
    ).prefetch_related("profile__person__guardian_requests")


def _card(interest: Interest, match_pk: int | None) -> SelectionCard:
    contact = followed_contact(interest)
    return SelectionCard(interest, contact, match_pk, moves_of(interest.stage) if contact else [])
