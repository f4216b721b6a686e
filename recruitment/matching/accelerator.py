"""The list of an opening from arrays in memory, for more than 100,000 people: the rows of the SQL, bit for bit.

Off unless MATCHING_ACCELERATOR is set, and the only place that needs numpy. Each process keeps the people who said yes
and may take part today, and their claims. What an opening asks for, by which rules, is read from the database at each
question, with the numbers of the people edited since the arrays were read: these are left out of the arrays and scored
by the SQL. Licences, which few openings ask for, are asked of the database for the best ones alone. Arrays of another
day, or with too many edits, are read anew.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.prepared import Given, Written, once
from recruitment.matching import arrays, engine, statement
from recruitment.matching.arrays import Array, People
from recruitment.matching.policy import MatchingPolicy
from skills.enums import Evidence

FEW_EDITS = 20  # more are read again with everybody
EARNING = np.dtype([(name, ">i8") for name in ("asked", "level", "held", "closeness", "weight")])
GRADES = 4 * len(Evidence.values)  # a claim's level and evidence in one number
NOBODY = slice(0, 0)
NAME = re.compile(r"%\((\w+)\)s")

QUESTION = f"""
SELECT string_agg(int8send(a.skill_id) || int8send(a.level) || int8send(coalesce(credit.held_id, 0))
        || int8send(coalesce(credit.percent, 0)) || int8send({statement.WEIGHT}
            * CASE WHEN %(uses_rarity)s THEN coalesce(rare.tenths, ground.rarest, 1) ELSE 1 END), ''::bytea),
    ARRAY(SELECT id FROM recruitment_candidateprofile
        WHERE changed_in >= %(since)s::bigint AND changed_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        ORDER BY changed_in LIMIT {FEW_EDITS + 1}),
    max(site.municipality_id), max(o.starts_on - date '2000-01-01'), max(o.min_eqf), bool_or(o.licences <> '{{}}'),
    max(ground.average_skills)
FROM recruitment_opening o
JOIN recruitment_openingskill a ON a.opening_id = o.id
LEFT JOIN skills_skillcredit credit ON credit.skill_id = a.skill_id
LEFT JOIN recruitment_skillrarity rare ON rare.skill_id = a.skill_id
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
    earning: Array  # rows of EARNING
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
    profiles, focus = people.profile.take(places), _focus(question, people)[people.skills.take(places)]
    total = _weight_total(question)
    ranked = [
        engine.Ranked(opening_id, int(profiles[place]), int(scores[place]), total, int(focus[place]))
        for place in _best_licensed(question, profiles, scores * focus, limit)
    ]
    for key in question.edited:
        ranked += engine.openings(profile_id=key, opening_id=opening_id, limit=1, policy=policy)
    return sorted(ranked, key=lambda row: (-row.total, row.profile_id))[:limit]


def _question(opening_id: int, policy: MatchingPolicy, people: People) -> Question | None:
    ((packed, edited, *facts),) = _asked(QUESTION, policy, opening=opening_id, since=people.since)
    if packed is None:  # not open, or asks for nothing
        return None
    earning = np.frombuffer(packed, EARNING).astype(EARNING.newbyteorder("="))
    return Question(opening_id, policy, earning, edited, *facts)


def _asked(sql: str, policy: MatchingPolicy, **given: Any) -> list[tuple]:
    """The rows, by a plan that the database keeps: planning takes longer than answering."""
    values = engine.parameters(policy)
    used = tuple((name, None if name in given else values[name]) for name in NAME.findall(sql))
    return _written(sql, used).rows(given)


@once
def _written(sql: str, values: tuple[tuple[str, Any], ...]) -> Written:
    return Written.of(NAME.sub("%s", sql), [Given(name) if value is None else value for name, value in values])


def _scores(question: Question, people: People) -> tuple[Array, Array]:
    """The places of the people who meet the conditions and hold something of what is asked, and their scores.

    Person, asked skill and points in one number each, sorted: the last of an asked skill is the best.
    """
    own = [people.claims_of.get(skill, NOBODY) for skill in question.earning["held"].tolist()]
    holder = np.concatenate([people.holder[claims] for claims in own])
    fitting = np.flatnonzero(_fits(question, people).take(holder))
    if not len(fitting):
        return fitting, fitting
    rows = np.repeat(np.arange(len(own)), [claims.stop - claims.start for claims in own]).take(fitting)
    grade = np.concatenate([people.grade[claims] for claims in own]).take(fitting)
    points = _points(question).take(rows * GRADES + grade)
    asked, line = np.unique(question.earning["asked"], return_inverse=True)
    bits = int(points.max()).bit_length()
    found = (holder.take(fitting) * np.int64(len(asked)) + line.take(rows) << bits) + points
    found.sort()
    best = found.take(_last_of_each(found >> bits))
    person = (best >> bits) // len(asked)
    ends = _last_of_each(person)
    sums = np.cumsum(best & (1 << bits) - 1).take(ends)
    return person.take(ends), np.diff(sums, prepend=0)


def _last_of_each(ordered: Array) -> Array:
    return np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))


def _fits(question: Question, people: People) -> Array:
    """Who meets the conditions; the edited are left to the SQL."""
    fits = np.ones(len(people.profile), bool)
    if question.town is not None:
        fits &= people.road(question.town).take(people.town) <= people.max_km
    if question.starts_on is not None:
        fits &= people.free_from <= question.starts_on
    if question.min_eqf is not None:
        fits &= people.eqf >= question.min_eqf
    if question.edited:
        fits &= ~np.isin(people.profile, question.edited)
    return fits


def _points(question: Question) -> Array:
    """Of each row of `earning`, what a claim of each grade is worth: weight x closeness x level x evidence // 100."""
    policy = question.policy
    level, closeness, weight = (question.earning[name][:, None] for name in ("level", "closeness", "weight"))
    grades = np.arange(GRADES)
    level_pct = np.array(policy.level_pct)[np.maximum(level - (grades % 4 + 1), 0)]
    evidence_pct = np.array([policy.evidence_pct[kind] for kind in Evidence.values])[grades // 4]
    return weight * (closeness * level_pct * evidence_pct // 100)


def _weight_total(question: Question) -> int:
    _asked, first = np.unique(question.earning["asked"], return_index=True)
    return int(question.earning["weight"][first].sum())


def _focus(question: Question, people: People) -> Array:
    """Of each number of skills that somebody has, twin of `MatchingPolicy.focus_percent`."""
    average, skills = question.average_skills, np.arange(people.most_skills + 1)
    if not average:
        return np.full(len(skills), 100)
    return 55_000 * average // (550 * average + 3 * question.policy.focus * (skills - average))


def _best_licensed(question: Question, profiles: Array, totals: Array, limit: int) -> list[int]:
    """Where the best stand; ties in the order of their numbers, as they stand."""
    wanted = limit
    while question.asks_licences:
        best = _best(totals, wanted).tolist()
        keys = profiles[best].tolist()
        found = _asked(LICENSED, question.policy, opening=question.opening, profiles=keys)
        licensed = {key for (key,) in found}
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
