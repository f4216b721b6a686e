"""Matches of the demo openings, and what firms asked and people answered."""

from accounts.models import User
from polo.demo.clock import moment
from polo.demo.outcomes import past_hires
from polo.demo.upsert import Row, keep
from recruitment.enums import Answer, NotSelected, Stage
from recruitment.models import (
    CandidateProfile,
    Interest,
    InterestMessage,
    InterestNote,
    Match,
    Opening,
    OpeningQuestion,
    QuestionReply,
)
from recruitment.services.ground import ground_measure
from recruitment.services.matching import opening_rematch

FIRM_STAFF = {"cantiere-esempio": "impresa@example.org", "officine-esempio": "azienda2@example.org"}
MESSAGE = "Buongiorno, il suo profilo ci piace molto: le andrebbe di parlarne?"
# For each opening with staff, the answers of the people asked, best match first.
WORTH_ASKING = 20
ANSWERS = ("", Answer.YES, Answer.NO, "", Stage.CONTACTED, Stage.HIRED, Stage.NOT_SELECTED, Stage.OFFER)
WORDS = (
    (True, "Buongiorno, le andrebbe bene un incontro martedì alle 10, in cantiere?"),
    (False, "Buongiorno, martedì va benissimo. Porto qualcosa?"),
    (True, "Solo un documento per l'ingresso. A martedì!"),
)
REPLY = "Tornio e fresa a scuola, poi sei mesi di saldatura a filo in tirocinio."
NOTE = "Incontro di un'ora in cantiere: mostrare il reparto tubi."


def contacts_build(
    people: dict[str, User], openings: dict[str, Opening], profiles: dict[str, CandidateProfile]
) -> list[Interest]:
    """The main account waits for nobody: it has one question to answer and one it said yes to."""
    live = [opening for opening in openings.values() if opening.is_open]
    ground_measure()
    for opening in live:
        opening_rematch(opening=opening)
    persona = profiles["persona@example.org"]
    yard = [opening for opening in live if opening.partner.slug in FIRM_STAFF]
    rows = []
    for place, opening in enumerate(yard):
        asker = people[FIRM_STAFF[opening.partner.slug]]
        matches = Match.objects.filter(opening=opening, profile__in=profiles.values()).exclude(profile=persona)
        good = [match for match in matches.order_by("-total", "profile_id") if match.percent >= WORTH_ASKING]
        chosen = [match.profile_id for match in good[: len(ANSWERS)]]
        rows += [_row(opening, profile, asker, answer) for profile, answer in zip(chosen, ANSWERS, strict=False)]
        if place in (0, 1) and Match.objects.filter(opening=opening, profile=persona).exists():
            rows.append(_row(opening, persona.pk, asker, "" if place == 0 else Stage.INTERVIEW))
    rows += _thought_again(people, yard, profiles)
    _let_wait(rows)
    rows += past_hires(openings, profiles, people[FIRM_STAFF["cantiere-esempio"]])
    rows += _as_they_were(rows)
    mine = Interest.objects.filter(opening__is_demo=True)
    kept = keep(among=mine, key=["opening_id", "profile_id"], rows=rows, only_these=True)
    _words([row for row in kept if row.stage == Stage.INTERVIEW])
    _replies([row for row in kept if row.answer == Answer.YES])
    return kept


def _as_they_were(rows: list[Row]) -> list[Row]:
    """Who matches best changes with what people do in the portal; a selection that has begun is not told otherwise.

    Puts right the rows that would tell another story; returns those of people who would no longer be asked.
    """
    known = {(row.opening_id, row.profile_id): row for row in Interest.objects.filter(opening__is_demo=True)}
    for row in rows:
        was = known.pop((row["opening_id"], row["profile_id"]), None)
        if was and (was.answer, was.stage, was.closed_at is None) != (
            row["answer"],
            row["stage"],
            row["closed_at"] is None,
        ):
            row |= {column: getattr(was, column) for column in row}
    return [{column: getattr(was, column) for column in rows[0]} for was in known.values()]


def _let_wait(rows: list[Row]) -> None:
    """One firm has let a yes wait, reminded and all: the referent sees it."""
    for row in [row for row in rows if row["stage"] == Stage.ACCEPTED][-1:]:
        row |= {
            "answered_at": moment(-20),
            "stage_at": moment(-20),
            "created_at": moment(-22),
            "nudged_at": moment(-9),
        }


def _words(interests: list[Interest]) -> None:
    """What was said on the way to an interview, and what the firm noted."""
    said: list[Row] = [
        {
            "interest_id": row.pk,
            "author_id": row.expressed_by_id if is_from_firm else row.profile.person_id,
            "is_from_firm": is_from_firm,
            "text": text,
            "created_at": moment(-1, 9 + place),
        }
        for row in interests
        for place, (is_from_firm, text) in enumerate(WORDS)
    ]
    noted: list[Row] = [
        {"interest_id": row.pk, "author_id": row.expressed_by_id, "text": NOTE, "created_at": moment(-1, 12)}
        for row in interests
    ]
    mine = {"interest__opening__is_demo": True}
    keep(among=InterestMessage.objects.filter(**mine), key=["interest_id", "text"], rows=said, only_these=True)
    keep(among=InterestNote.objects.filter(**mine), key=["interest_id", "text"], rows=noted, only_these=True)


def _replies(interests: list[Interest]) -> None:
    """Who said yes answered what the opening asks; an answer stays as it was, so nothing of the kind is rewritten."""
    asked = OpeningQuestion.objects.filter(opening__in={row.opening_id for row in interests}, is_required=True)
    by_opening = {question.opening_id: question for question in asked}
    there = set(QuestionReply.objects.filter(interest__in=interests).values_list("interest_id", flat=True))
    QuestionReply.objects.bulk_create(
        QuestionReply(interest=row, number=question.number, question=question.text, text=REPLY)
        for row in interests
        if row.pk not in there and (question := by_opening.get(row.opening_id))
    )


def _thought_again(
    people: dict[str, User], openings: list[Opening], profiles: dict[str, CandidateProfile]
) -> list[Row]:
    """Somebody said yes and then took the consent back: the request is closed."""
    withdrawn = sorted(
        (profile for profile in profiles.values() if profile.matching_consent_at is None), key=lambda row: row.pk
    )[:1]
    opening = openings[0]
    asker = people[FIRM_STAFF[opening.partner.slug]]
    return [_row(opening, profile.pk, asker, Stage.WITHDRAWN) | {"closed_at": moment(-1)} for profile in withdrawn]


def _row(opening: Opening, profile: int, asker: User, answer: str) -> Row:
    """`answer`: nothing yet, no, yes, or the stage that a yes has come to."""
    stage = Stage.ACCEPTED if answer == Answer.YES else answer if answer in Stage.values else ""
    answered = moment(-2, 17) if answer else None
    return {
        "opening_id": opening.pk,
        "profile_id": profile,
        "expressed_by_id": asker.pk,
        "message": MESSAGE,
        "answer": Answer.YES if stage else answer,
        "answered_at": answered,
        "answer_by": moment(9).date(),
        "stage": stage,
        "stage_at": answered if stage else None,
        "access_until": moment(58).date() if stage else None,
        "opens_profile": bool(stage),
        "firm_answered_at": moment(-1, 11) if stage not in {"", Stage.ACCEPTED} else None,
        "nudged_at": None,
        "not_selected_for": NotSelected.ANOTHER if stage == Stage.NOT_SELECTED else "",
        "closed_at": None,
        "hire_confirmed_at": None,
        "created_at": moment(-5, 9),
    }
