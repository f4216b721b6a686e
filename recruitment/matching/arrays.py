"""People and claims as arrays of numpy, kept by each process: what the accelerator of the match works on.

Bytes are read instead of rows: a claim costs 24 of them, and a Python tuple ten times that.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from recruitment.matching import engine, rules, statement
from skills.enums import Evidence

Array = np.ndarray[Any, np.dtype[Any]]
UNKNOWN_DAY, UNKNOWN_EQF = -(2**31), 99  # what is unknown excludes nobody
GRADES = 4 * len(Evidence.values)  # level and evidence of a claim in one number
GRADE_BITS = (GRADES - 1).bit_length()
PERSON = np.dtype([(name, ">i8") for name in ("profile", "town", "max_km", "free_from", "eqf", "skills")])
CLAIM = np.dtype([(name, ">i8") for name in ("profile", "skill", "grade")])

READ_SINCE = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned() IS NOT NULL
"""
READ_TOWNS = "SELECT istat_code FROM partners_municipality ORDER BY istat_code"
READ_PEOPLE = f"""
SELECT string_agg(
    int8send(p.id) || int8send(town.place - 1) || int8send(p.max_km::bigint)
    || int8send(coalesce(p.available_from - date '2000-01-01', {UNKNOWN_DAY})::bigint)
    || int8send(coalesce(p.eqf, {UNKNOWN_EQF})::bigint) || int8send(p.skill_count::bigint), ''::bytea ORDER BY p.id)
FROM recruitment_candidateprofile p
JOIN unnest(%(towns)s::text[]) WITH ORDINALITY AS town (istat_code, place) ON town.istat_code = p.municipality_id
JOIN accounts_user u ON u.id = p.person_id
WHERE p.matching_consent_at IS NOT NULL AND {statement.MAY_TAKE_PART}
"""  # noqa: S608  (constants of ours)
READ_CLAIMS = """
SELECT string_agg(int8send(p.id) || int8send(c.skill_id)
    || int8send((array_position(%(evidences)s, c.evidence::text) - 1) * 4 + c.level - 1), ''::bytea)
FROM skills_skillclaim c
JOIN recruitment_candidateprofile p ON p.person_id = c.person_id AND p.matching_consent_at IS NOT NULL
GROUP BY p.id / 65536
"""
READ_ROAD = f"""
SELECT {statement.KILOMETRES}
FROM unnest(%(towns)s::text[]) WITH ORDINALITY AS town (istat_code, place)
JOIN partners_municipality home ON home.istat_code = town.istat_code, partners_municipality work
WHERE work.istat_code = %(town)s ORDER BY town.place
"""  # noqa: S608  (constants of ours)


@dataclass(frozen=True)
class People:
    """Who said yes and may take part that day, in the order of their numbers, and their claims, skill by skill."""

    since: int  # the first transaction whose edits may be missing
    day: datetime.date
    towns: list[str]
    profile: Array
    town: Array  # its place among the towns
    max_km: Array
    free_from: Array
    eqf: Array
    skills: Array
    claims: Array  # the place of the person, then in the last bits the grade
    claims_of: dict[int, Array]  # the part of `claims` of each skill, in the order of the people
    reached: dict[str, Array] = field(default_factory=dict)  # a bit for each person, by town of work, as it is needed

    @property
    def megabytes(self) -> float:
        return sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray)) / 1e6

    def reach(self, town: str) -> Array:
        """Who would go as far as a town, in kilometres of the database's own reckoning."""
        if town not in self.reached:
            road = np.array([kilometres for (kilometres,) in fetch(READ_ROAD, town=town, towns=self.towns)], np.int16)
            self.reached[town] = np.packbits(road.take(self.town) <= self.max_km)
        return np.unpackbits(self.reached[town], count=len(self.town)).view(bool)


_kept: dict[str, People] = {}


def current(*, anew: bool = False) -> People:
    """The arrays of this process. What a transaction with edits of its own reads is not kept: it may be undone."""
    name = connection.settings_dict["NAME"]
    people = _kept.get(name)
    if people is None or people.day != timezone.localdate() or anew:
        people = load()
        ((_since, is_writing),) = fetch(READ_SINCE)
        if not is_writing:
            _kept[name] = people
    return people


def load() -> People:
    """Everybody, as of now. Edits that other transactions have under way count as missing."""
    ((since, _is_writing),) = fetch(READ_SINCE)
    towns = [code for (code,) in fetch(READ_TOWNS)]
    ((packed,),) = fetch(READ_PEOPLE, **engine.parameters(rules.current()), towns=towns)
    people = np.frombuffer(packed or b"", PERSON)
    packed_claims = fetch(READ_CLAIMS, evidences=list(Evidence.values))
    claims = np.frombuffer(b"".join(bytes(lot) for (lot,) in packed_claims), CLAIM)
    profile = people["profile"].astype(np.int64)
    claims = claims[np.isin(claims["profile"], profile)]  # of whom said yes between the two readings
    claims = claims[np.lexsort((claims["profile"], claims["skill"]))]
    own = (np.searchsorted(profile, claims["profile"]) << GRADE_BITS | claims["grade"]).astype(np.int32)
    skills, starts = np.unique(claims["skill"], return_index=True)
    return People(
        since=since,
        day=timezone.localdate(),
        towns=towns,
        profile=profile,
        town=people["town"].astype(np.int16),
        max_km=people["max_km"].astype(np.int16),
        free_from=people["free_from"].astype(np.int32),
        eqf=people["eqf"].astype(np.int8),
        skills=people["skills"].astype(np.int32),
        claims=own,
        claims_of=dict(zip(skills.tolist(), np.split(own, starts)[1:], strict=True)),
    )


def fetch(sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
