"""What became of hires and placements of the demo: questions that wait, answers, and enough of them for totals."""

import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from recruitment.enums import Answer, PlacementState, Stage
from recruitment.models import CandidateProfile, Interest, Opening, Outcome, Placement
from recruitment.models.outcome import endings
from recruitment.outcome_enums import OutcomeAnswer, OutcomeDay, OutcomeSide
from recruitment.services.outcomes import ANSWER_DAYS

ANSWER, FIRM, PERSON = OutcomeAnswer, OutcomeSide.FIRM, OutcomeSide.PERSON
# By opening, how many days ago its people said that they were hired.
HIRED = {
    "Saldatura di scafo, squadra di primavera": (-233, -231, -229, -228),
    "Tornio e fresa CNC, secondo turno": (-238, -236, -234, -232),
    "Cablaggio di quadri, nuova linea": (-243, -241, -240, -239),
    "Montatore o montatrice navale": (-38, -34),
}
# What a person and their firm say at 30, 90 and 180 days: by turns after a hire, then after a placement. Who has said
# that the job is over is not asked again (None).
Story = tuple[tuple[OutcomeAnswer | str | None, ...], ...]
HIRE_STORIES: tuple[Story, ...] = (
    ((ANSWER.HERE, ANSWER.HERE, ANSWER.HERE), (ANSWER.WITH_US, ANSWER.WITH_US, ANSWER.WITH_US)),
    ((ANSWER.STUDY, ANSWER.ELSEWHERE, ""), (ANSWER.TERM, None, None)),
)
PLACEMENT_STORY: Story = ((ANSWER.STUDY, ANSWER.SEEKING, ""), (ANSWER.NOT_TAKEN, "", ""))


def hired_long_ago(profiles: dict[str, CandidateProfile]) -> list[int]:
    """The people of `past_hires` of whom more than half a year is known, firm by firm."""
    people = {row.pk: row.person_id for row in profiles.values()}
    known = sum(max(all_of_it) < -OutcomeDay.HALF_YEAR for all_of_it in HIRED.values() for _one in all_of_it)
    return [people[key] for key in _free(profiles)[:known]]


def past_hires(openings: dict[str, Opening], profiles: dict[str, CandidateProfile], asker: User) -> list[Row]:
    """One after the other, the people who let firms find them; each was hired once."""
    hires = [(openings[title], hired) for title, all_of_it in HIRED.items() for hired in all_of_it]
    pairs = zip(hires, _free(profiles), strict=False)
    return [_hire(opening, profile, asker, hired) for (opening, hired), profile in pairs]


def _free(profiles: dict[str, CandidateProfile]) -> list[int]:
    """Those who may be found, but for the first ones, who have other stories."""
    rows = sorted(profiles.values(), key=lambda row: row.pk)
    return [row.pk for row in rows if row.matching_consent_at is not None][8:]


def outcomes_build(placements: list[Placement]) -> list[Outcome]:
    """The questions that the portal would have asked by today, and what was answered."""
    hires = Interest.objects.filter(opening__is_demo=True, hire_confirmed_at__isnull=False).order_by("pk")
    rows: list[Row] = []
    for turn, interest in enumerate(hires):
        happened = timezone.localtime(interest.hire_confirmed_at).date()
        rows += _rows(
            {"interest_id": interest.pk, "placement_id": None}, happened, HIRE_STORIES[turn % len(HIRE_STORIES)]
        )
    keys = [placement.pk for placement in placements]
    placed = endings().filter(pk__in=keys, state=PlacementState.ENDED).order_by("pk")
    for placement in placed:
        rows += _rows({"interest_id": None, "placement_id": placement.pk}, placement.ended_on, PLACEMENT_STORY)
    mine = Outcome.objects.filter(Q(interest__opening__is_demo=True) | Q(placement__in=keys))
    key = ["interest_id", "placement_id", "day", "side"]
    return keep(among=mine, key=key, rows=rows, only_these=True)


def _rows(origin: Row, happened: datetime.date, story: Story) -> list[Row]:
    """A question of which the time is over has its answer, or none; the others wait."""
    today = timezone.localdate()
    rows = []
    for side, said in zip((PERSON, FIRM), story, strict=True):
        for day, answer in zip(OutcomeDay, said, strict=True):
            due = happened + datetime.timedelta(days=day)
            if due <= today and answer is not None:
                rows.append(origin | _row(day, side, due, answer if due + ANSWER_DAYS < today else ""))
    return rows


def _row(day: OutcomeDay, side: OutcomeSide, due: datetime.date, answer: str) -> Row:
    ago = (due - timezone.localdate()).days
    return {
        "day": day,
        "side": side,
        "due_on": due,
        "answer_until": due + ANSWER_DAYS,
        "answer": answer,
        "answered_at": moment(ago + 3, 18) if answer else None,
        "created_at": moment(ago, 6, 25),
    }


def _hire(opening: Opening, profile: int, asker: User, hired: int) -> Row:
    """From the question of the firm to the person's word on the hire."""
    return {
        "opening_id": opening.pk,
        "profile_id": profile,
        "expressed_by_id": asker.pk,
        "message": "Buongiorno, stiamo formando una squadra nuova: le andrebbe di conoscerci?",
        "answer": Answer.YES,
        "answered_at": moment(hired - 18, 17),
        "answer_by": moment(hired - 10).date(),
        "stage": Stage.HIRED,
        "stage_at": moment(hired - 1, 12),
        "access_until": moment(hired + 42).date(),
        "opens_profile": True,
        "firm_answered_at": moment(hired - 16, 11),
        "nudged_at": None,
        "not_selected_for": "",
        "closed_at": None,
        "hire_confirmed_at": moment(hired, 19),
        "created_at": moment(hired - 20, 9),
    }
