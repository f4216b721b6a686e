"""Who asked for a seat, in every state; full editions are full."""

import pgtrigger

from accounts.models import User
from polo.demo.bodies import BODIES
from polo.demo.clock import moment
from polo.demo.editions import FULL_SEATS, LAST_YEARS
from polo.demo.guardians import CONFIRMED as MINOR
from polo.demo.people import persons
from polo.demo.upsert import Row, keep
from training.enums import ApplicationState, Audience, EditionState, Enrolment, RefusalReason
from training.models import Application, Edition

STATE = ApplicationState
DRAFT, SUBMITTED, WAITLISTED, OFFERED = STATE.DRAFT, STATE.SUBMITTED, STATE.WAITLISTED, STATE.OFFERED
ACCEPTED, CONFIRMED, REFUSED, WITHDRAWN = STATE.ACCEPTED, STATE.CONFIRMED, STATE.REFUSED, STATE.WITHDRAWN
COMPLETED, NOT_COMPLETED = STATE.COMPLETED, STATE.NOT_COMPLETED
# What happened to those who applied, by the state of the edition.
STORIES = {
    EditionState.OPEN: (SUBMITTED, ACCEPTED, SUBMITTED, REFUSED, WITHDRAWN, CONFIRMED),
    EditionState.TO_CONFIRM: (ACCEPTED, CONFIRMED, SUBMITTED, REFUSED),
    EditionState.CLOSED: (ACCEPTED, CONFIRMED, SUBMITTED, REFUSED),
    EditionState.RUNNING: (ACCEPTED, CONFIRMED, CONFIRMED, WITHDRAWN, REFUSED),
    EditionState.FINISHED: (COMPLETED, COMPLETED, CONFIRMED, NOT_COMPLETED),
    EditionState.CANCELLED: (REFUSED, REFUSED),
}
# All seats are given: one of them is held for who was first in the list, the others wait.
FULL_STORY = (ACCEPTED,) * (FULL_SEATS - 1) + (OFFERED, WAITLISTED, WAITLISTED)
REASONS = (
    RefusalReason.REQUIREMENTS, RefusalReason.OTHER, RefusalReason.FULL, RefusalReason.DOCUMENTS,
    RefusalReason.EXPIRED,
)  # fmt: skip
MOTIVATIONS = (
    "Vorrei imparare un mestiere vero e lavorare vicino a casa.",
    "Ho già fatto qualche lavoretto e voglio un attestato.",
    "Me ne ha parlato l'orientatrice: mi sembra il corso giusto.",
    "",
)
TEACHING = (
    "docente@example.org",
    "orientatore@example.org",
    "its@example.org",
    "scuola@example.org",
    "ente@example.org",
)
TEACHER_MOTIVATION = "Vorrei portarlo nelle mie classi già da quest'anno."
MESSAGES = {
    ACCEPTED: "Ti aspettiamo il primo giorno alle 9, con un documento.",
    CONFIRMED: "Ti aspettiamo il primo giorno alle 9, con un documento.",
    WAITLISTED: "I posti per ora sono finiti, ma la tua domanda ci piace: sei in lista.",
    OFFERED: "I posti per ora sono finiti, ma la tua domanda ci piace: sei in lista.",
    NOT_COMPLETED: "",
    REFUSED: "Questa volta non è andata: scrivici, abbiamo altre proposte per te.",
    COMPLETED: "Complimenti! L'attestato è pronto in segreteria.",
}
ANSWERS = {
    "istituto-esempio": "scuola@example.org",
    "centro-formazione-esempio": "ente@example.org",
    "its-esempio": "its@example.org",
}
# Which of the fitting editions a main account turned to, so that no two of its stories meet.
SKIPS = {WITHDRAWN: 2, CONFIRMED: 2, NOT_COMPLETED: 2, DRAFT: 4}
MAIN = ("persona@example.org", "studente@example.org")


def applications_build(people: dict[str, User], editions: list[Edition], hired: list[int]) -> list[Application]:
    """Applications of the sixty and of the main accounts, answered by the staff of each body.

    `hired` are the people whom firms took on after last year's courses.
    """
    staff = _staff(people)
    on_portal = Edition.objects.filter(pk__in=[edition.pk for edition in editions], enrolment=Enrolment.PORTAL)
    rows: list[Row] = _last_years(people, editions, hired, staff)
    seekers = [people[email] for email in persons()]
    for place, edition in enumerate(on_portal.select_related("course__partner").order_by("pk")):
        state = _state(edition)
        if edition.seats == FULL_SEATS:
            rows += _full_rows(edition, people, staff, turn=sum(row["state"] == OFFERED for row in rows))
            continue
        story = STORIES.get(state, ())
        choose = _teachers(people, edition) if edition.course.audience == Audience.TEACHERS else seekers
        for turn, outcome in enumerate(story[: len(choose)]):
            person = choose[(place * 5 + turn * 11) % len(choose)]
            rows.append(_row(person, edition, outcome, staff))
    rows += _main_rows(people, editions, staff)
    mine = Application.objects.filter(edition__is_demo=True, person__in=people.values())
    mine = mine.exclude(person__email=MINOR)  # a minor's have a guardian's yes: approvals.py
    with pgtrigger.ignore("training.Application:state_moves"):  # another day, another story for the same row
        return keep(among=mine, key=["person_id", "edition_id"], rows=_once(rows), only_these=True)


def _teachers(people: dict[str, User], edition: Edition) -> list[User]:
    """Those who may take teacher training, but for the one who answers for this body."""
    desk = ANSWERS.get(edition.course.partner.slug)
    return [people[email] for email in TEACHING if email != desk]


def _main_rows(people: dict[str, User], editions: list[Edition], staff: dict[str, User]) -> list[Row]:
    """Each main account sees all that can happen to an application."""
    rows = []
    ordered = sorted(editions, key=lambda edition: edition.pk)
    for outcome, states in (
        (SUBMITTED, {EditionState.OPEN}), (ACCEPTED, {EditionState.RUNNING}), (REFUSED, {EditionState.CANCELLED}),
        (WITHDRAWN, {EditionState.OPEN}), (COMPLETED, {EditionState.FINISHED}), (CONFIRMED, {EditionState.RUNNING}),
        (NOT_COMPLETED, {EditionState.FINISHED}), (DRAFT, {EditionState.OPEN}),
    ):  # fmt: skip
        fitting = [edition for edition in ordered if _state(edition) in states and _is_for_persons(edition)]
        for turn, email in enumerate(MAIN):
            skip = turn + SKIPS.get(outcome, 0)
            rows.append(_row(people[email], fitting[skip % len(fitting)], outcome, staff))
    return rows


def _last_years(
    people: dict[str, User], editions: list[Edition], hired: list[int], staff: dict[str, User]
) -> list[Row]:
    """All of them completed the first of last year's courses, every second one the other one too."""
    persons_by_key = {user.pk: user for user in people.values()}
    last = {title: max((row for row in editions if row.course.title == title), key=_age) for title in LAST_YEARS}
    return [
        _row(persons_by_key[key], last[title], COMPLETED, staff)
        for every, title in enumerate(LAST_YEARS, start=1)
        for key in hired[::every]
    ]


def _age(edition: Edition) -> int:
    return -edition.starts_on.toordinal()


def _full_rows(edition: Edition, people: dict[str, User], staff: dict[str, User], *, turn: int) -> list[Row]:
    """All seats are given, one of them held for one of the two main accounts; the other one waits, and not alone."""
    offered, waiting = (people[email] for email in (MAIN if turn % 2 else reversed(MAIN)))
    others = [people[email] for email in persons() if email not in MAIN]
    chosen = [*others[: FULL_SEATS - 1], offered, waiting, others[FULL_SEATS]]
    return [_row(person, edition, outcome, staff) for person, outcome in zip(chosen, FULL_STORY, strict=True)]


def _is_for_persons(edition: Edition) -> bool:
    """Signed up for here, not filled on purpose, not teacher training."""
    return edition.seats not in {None, FULL_SEATS} and edition.course.audience != Audience.TEACHERS


def _row(person: User, edition: Edition, outcome: ApplicationState, staff: dict[str, User]) -> Row:
    decided = outcome in MESSAGES
    cancelled = edition.cancelled_at is not None
    teachers = edition.course.audience == Audience.TEACHERS
    till_start = (edition.starts_on - moment(0).date()).days  # one asks, and is answered, before the course begins
    sent = moment(min(-9, till_start - 14) - (person.pk % 4), 9 + person.pk % 9)
    reason = REASONS[(person.pk + edition.pk) % len(REASONS)]
    if cancelled or till_start <= 0:
        reason = RefusalReason.CANCELLED if cancelled else RefusalReason.LIST_CLOSED
    return {
        "person_id": person.pk,
        "edition_id": edition.pk,
        "state": outcome,
        "motivation": TEACHER_MOTIVATION if teachers else MOTIVATIONS[(person.pk + edition.pk) % len(MOTIVATIONS)],
        "decided_at": moment(min(-2, till_start - 7), 15) if decided else None,
        "decided_by_id": staff[edition.course.partner.slug].pk if decided else None,
        "refusal_reason": reason if outcome == REFUSED else "",
        "message": MESSAGES.get(outcome, ""),
        "submitted_at": None if outcome == DRAFT else sent,
        "offer_until": moment(2, 18) if outcome == OFFERED else None,
        "created_at": sent,
    }


def _once(rows: list[Row]) -> list[Row]:
    """One application for each person and edition: the first told."""
    told: dict[tuple[int, int], Row] = {}
    for row in rows:
        told.setdefault((row["person_id"], row["edition_id"]), row)
    return list(told.values())


def _state(edition: Edition) -> EditionState:
    return edition.state_on(moment(0).date(), 0)


def _staff(people: dict[str, User]) -> dict[str, User]:
    """Who answers for each body: its account, otherwise the secretariat."""
    return {body.slug: people[ANSWERS.get(body.slug, "segreteria@example.org")] for body in BODIES}
