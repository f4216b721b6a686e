"""Matches of the demo openings, and what firms asked and people answered."""

from accounts.models import User
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from recruitment.enums import Answer
from recruitment.models import CandidateProfile, Interest, Match, Opening
from recruitment.services.matching import opening_rematch

FIRM_STAFF = {"cantiere-esempio": "impresa@example.org", "officine-esempio": "azienda2@example.org"}
MESSAGE = "Buongiorno, il suo profilo ci piace molto: le andrebbe di parlarne?"
# For each opening with staff, the answers of the people asked, best match first.
WORTH_ASKING = 20
ANSWERS = ("", Answer.YES, Answer.NO, "")


def contacts_build(
    people: dict[str, User], openings: dict[str, Opening], profiles: dict[str, CandidateProfile]
) -> list[Interest]:
    """The main account waits for nobody: it has one question to answer and one it said yes to."""
    live = [opening for opening in openings.values() if opening.is_open]
    for opening in live:
        opening_rematch(opening=opening)
    persona = profiles["persona@example.org"]
    yard = [opening for opening in live if opening.partner.slug in FIRM_STAFF]
    rows = []
    for place, opening in enumerate(yard):
        asker = people[FIRM_STAFF[opening.partner.slug]]
        matches = Match.objects.filter(opening=opening, profile__in=profiles.values()).exclude(profile=persona)
        good = [match for match in matches.order_by("-score", "profile_id") if match.percent >= WORTH_ASKING]
        chosen = [match.profile_id for match in good[: len(ANSWERS)]]
        rows += [_row(opening, profile, asker, answer) for profile, answer in zip(chosen, ANSWERS, strict=False)]
        if place in (0, 1) and Match.objects.filter(opening=opening, profile=persona).exists():
            rows.append(_row(opening, persona.pk, asker, "" if place == 0 else Answer.YES))
    rows += _thought_again(people, yard, profiles)
    mine = Interest.objects.filter(opening__is_demo=True)
    return keep(among=mine, key=["opening_id", "profile_id"], rows=rows, only_these=True)


def _thought_again(
    people: dict[str, User], openings: list[Opening], profiles: dict[str, CandidateProfile]
) -> list[Row]:
    """Somebody said yes and then took the consent back: the request is closed."""
    withdrawn = sorted(
        (profile for profile in profiles.values() if profile.matching_consent_at is None), key=lambda row: row.pk
    )[:1]
    opening = openings[0]
    asker = people[FIRM_STAFF[opening.partner.slug]]
    return [_row(opening, profile.pk, asker, Answer.YES) | {"closed_at": moment(-1)} for profile in withdrawn]


def _row(opening: Opening, profile: int, asker: User, answer: str) -> Row:
    return {
        "opening_id": opening.pk,
        "profile_id": profile,
        "expressed_by_id": asker.pk,
        "message": MESSAGE,
        "answer": answer,
        "answered_at": moment(-2, 17) if answer else None,
        "closed_at": None,
        "created_at": moment(-5, 9),
    }
