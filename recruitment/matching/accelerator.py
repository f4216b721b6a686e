"""The list of an opening from arrays in memory, for more than 100,000 people: the rows of the SQL, bit for bit.

Off unless MATCHING_ACCELERATOR is set, and the only place that needs numpy. Each process keeps the people who said yes
and may take part today, and their claims. What an opening asks for, by which rules, is read from the database at each
question, with the numbers of the people edited since the arrays were read: these are left out of the arrays and scored
by the SQL. Licences, which few openings ask for, are asked of the database for the best ones alone. Arrays of another
day, or with too many edits, are read anew.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.plans import planned
from recruitment.enums import DemandState
from recruitment.matching import arrays, engine, statement
from recruitment.matching.arrays import GRADE_BITS, GRADES, Array, People
from recruitment.matching.policy import MatchingPolicy
from skills.enums import Evidence, Importance

FEW_EDITS = 20  # more are read again with everybody
EVIDENCES = tuple(Evidence.values)
NO_CLAIMS = np.array([], np.int32)

QUESTION = f"""
SELECT (
    SELECT string_agg(int8send(a.skill_id) || int8send(a.level) || int8send({statement.WEIGHT}
        * CASE WHEN %(uses_rarity)s THEN coalesce(rare.tenths, ground.rarest, 1) ELSE 1 END), ''::bytea
        ORDER BY a.skill_id)
    FROM recruitment_openingskill a LEFT JOIN recruitment_skillrarity rare ON rare.skill_id = a.skill_id
    WHERE a.opening_id = o.id
), (
    SELECT string_agg(int8send(credit.skill_id) || int8send(credit.held_id) || int8send(credit.percent), ''::bytea)
    FROM recruitment_openingskill a JOIN skills_skillcredit credit ON credit.skill_id = a.skill_id
    WHERE a.opening_id = o.id
), ARRAY(
    SELECT id FROM recruitment_candidateprofile
    WHERE changed_in >= %(since)s::bigint AND changed_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    ORDER BY changed_in LIMIT {FEW_EDITS + 1}
), site.municipality_id, o.starts_on - date '2000-01-01', o.min_eqf, o.licences <> '{{}}', ground.average_skills
FROM recruitment_opening o
LEFT JOIN recruitment_matchingground ground ON true
LEFT JOIN partners_site site ON site.id = o.site_id
WHERE o.id = %(opening)s::bigint AND o.state = %(published)s AND o.closes_on >= %(today)s::date
"""  # noqa: S608  (constants of ours)
LICENSED = f"""
SELECT p.id FROM recruitment_candidateprofile p CROSS JOIN recruitment_opening o
WHERE p.id = ANY (%(profiles)s::bigint[]) AND o.id = %(opening)s::bigint AND {statement.IS_LICENSED}
"""  # noqa: S608  (constants of ours)


@dataclass(frozen=True)
class Question:
    """What an open opening asks for, by which rules, and who was edited since the arrays were read."""

    opening: int
    policy: MatchingPolicy
    asked: Array  # skills in order, levels, weights
    earning: Array  # asked skills, held skills that earn a credit, closeness
    edited: list[int]
    town: str | None
    starts_on: int | None
    min_eqf: int | None
    asks_licences: bool
    average_skills: int | None


def candidates(
    *, opening_id: int, limit: int, policy: MatchingPolicy, people: People | None = None
) -> list[engine.Ranked]:
    """Twin of `engine.candidates`."""
    people = people or arrays.current()
    question = _question(opening_id, policy, people)
    if question is not None and len(question.edited) > FEW_EDITS:
        people = arrays.current(anew=True)
        question = _question(opening_id, policy, people)
    if question is None:
        return []
    places, scores = _scores(question, people)
    profiles, focus = people.profile.take(places), _focus(question, people.skills.take(places))
    best = _best_licensed(question, profiles, scores * focus, limit)
    total = int(question.asked[2].sum())
    ranked = [
        engine.Ranked(opening_id, profile, score, total, percent)
        for profile, score, percent in zip(
            profiles.take(best).tolist(), scores.take(best).tolist(), focus.take(best).tolist(), strict=True
        )
    ]
    if not question.edited:
        return ranked
    for key in question.edited:
        ranked += engine.openings(profile_id=key, opening_id=opening_id, limit=1, policy=policy)
    return sorted(ranked, key=lambda row: (-row.total, row.profile_id))[:limit]


def _question(opening_id: int, policy: MatchingPolicy, people: People) -> Question | None:
    values = {
        "opening": opening_id,
        "since": people.since,
        "today": people.day,
        "published": DemandState.PUBLISHED.value,
        "essential": Importance.ESSENTIAL.value,
        "w_essential": policy.weights[Importance.ESSENTIAL],
        "w_optional": policy.weights[Importance.OPTIONAL],
        "trainable_divisor": policy.trainable_divisor,
        "uses_rarity": policy.uses_rarity,
    }
    for asked, earning, *facts in planned(QUESTION, values):
        if asked is not None:
            return Question(opening_id, policy, _columns(asked), _columns(earning or b""), *facts)
    return None  # not open, or asks for nothing


def _columns(packed: bytes) -> Array:
    """Rows of three numbers."""
    return np.frombuffer(packed, ">i8").astype(np.int64).reshape(-1, 3).T


def _scores(question: Question, people: People) -> tuple[Array, Array]:
    """The places of the people who meet the conditions and hold something of what is asked, and their scores.

    Place, asked skill and points stand in one number for each claim, sorted: the last of an asked skill is the best.
    """
    lists = [people.claims_of.get(skill, NO_CLAIMS) for skill in question.earning[1].tolist()]
    claims = np.concatenate([NO_CLAIMS, *lists])
    fitting = _fits(question, people).take(claims >> GRADE_BITS).nonzero()[0]
    if not len(fitting):
        return fitting, fitting
    claims = claims.take(fitting).astype(np.int64)
    row = np.arange(len(lists)).repeat([len(own) for own in lists]).take(fitting)
    worth, points_bits = _worth(question)
    person_bits = points_bits + question.asked.shape[1].bit_length()
    found = (claims >> GRADE_BITS << person_bits) + worth.take(row * GRADES + (claims & (1 << GRADE_BITS) - 1))
    found.sort()
    best = found.take(_ends(found >> points_bits))
    person = best >> person_bits
    ends = _ends(person)
    sums = (best & (1 << points_bits) - 1).cumsum().take(ends)
    sums[1:] -= sums[:-1]
    return person.take(ends), sums


def _ends(ordered: Array) -> Array:
    """Where the last of each run of equal numbers stands."""
    is_last = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_last[:-1])
    return is_last.nonzero()[0]


def _fits(question: Question, people: People) -> Array:
    """Who meets the conditions; the edited are left to the SQL."""
    fits = np.ones(len(people.profile), bool) if question.town is None else people.reach(question.town)
    if question.starts_on is not None:
        fits &= people.free_from <= question.starts_on
    if question.min_eqf is not None:
        fits &= people.eqf >= question.min_eqf
    if question.edited:
        fits &= ~np.isin(people.profile, question.edited)
    return fits


def _worth(question: Question) -> tuple[Array, int]:
    """Of each row of `earning`, what a claim of each grade is worth: the asked skill, then in so many bits the points.

    Points are weight x (closeness x level % x evidence % // 100).
    """
    (skills, levels, weights), (asked, _held, closeness) = question.asked, question.earning
    evidence_pct = tuple(question.policy.evidence_pct[kind] for kind in EVIDENCES)
    line = np.searchsorted(skills, asked)
    percents = _percents(question.policy.level_pct, evidence_pct).take(levels.take(line) - 1, axis=0)
    points = weights.take(line)[:, None] * (closeness[:, None] * percents // 100)
    bits = int(points.max()).bit_length()
    return (line[:, None] << bits) + points, bits


@lru_cache(maxsize=16)
def _percents(level_pct: tuple[int, ...], evidence_pct: tuple[int, ...]) -> Array:
    """Level % x evidence % of a claim of each grade, for each asked level."""
    grades = np.arange(GRADES)
    missing = np.maximum(np.arange(4)[:, None] - grades % 4, 0)
    return np.array(level_pct)[missing] * np.array(evidence_pct)[grades // 4]


def _focus(question: Question, skills: Array) -> Array:
    """Twin of `MatchingPolicy.focus_percent`."""
    average = question.average_skills
    if not average:
        return np.full(len(skills), 100)
    return 55_000 * average // (550 * average + 3 * question.policy.focus * (skills - average))


def _best_licensed(question: Question, profiles: Array, totals: Array, limit: int) -> list[int]:
    """Where the best stand; ties in the order of their numbers, as they stand."""
    wanted = limit
    while question.asks_licences:
        best = _best(totals, wanted).tolist()
        keys = profiles[best].tolist()
        asked = engine.parameters(question.policy) | {"opening": question.opening, "profiles": keys}
        licensed = {key for (key,) in planned(LICENSED, asked)}
        if len(licensed) >= limit or wanted >= len(totals):
            return [place for place in best if int(profiles[place]) in licensed][:limit]
        wanted *= 4
    return _best(totals, limit).tolist()[:limit]


def _best(totals: Array, wanted: int) -> Array:
    """The places of the highest totals, and of all that equal the last of them."""
    places = np.arange(len(totals))
    if wanted < len(totals):
        places = np.flatnonzero(totals >= np.partition(totals, -wanted)[-wanted])
    return places[np.argsort(-totals[places], kind="stable")]
