"""The list of the 20 best people for an opening: one SQL statement against a loop over the ORM, and how it grows."""

import math
import random
import statistics
import time
from collections.abc import Callable, Iterable

from django.db.models import Q, prefetch_related_objects

from benchmarks.figure import Figure
from benchmarks.people import add_openings, add_people, lay_ground
from benchmarks.scratch import scratch_database
from recruitment.matching import engine
from recruitment.matching.policy import CURRENT_POLICY
from recruitment.models import CandidateProfile, Opening, OpeningSkill
from skills.models import SkillClaim, SkillCredit

TOP = 20
OPENINGS = 30
ORM_OPENINGS = 7
ROUNDS = 5


def run() -> Iterable[Figure]:
    chance = random.Random(20260101)
    with scratch_database("match"):
        ground = lay_ground(chance)
        add_people(ground, chance, 1_000)
        openings = add_openings(ground, chance, OPENINGS)
        small, small_store = _median(_by_sql, openings, ROUNDS), _median(_store, openings, 2)
        add_people(ground, chance, 9_000)
        large, large_store = _median(_by_sql, openings, ROUNDS), _median(_store, openings, 2)
        sql, orm = _side_by_side(openings[:ORM_OPENINGS])
    yield Figure(
        name="match: top 20 of 10,000 people",
        value=sql / orm,
        reference=f"SQL {sql * 1000:.2f} ms / ORM prefetch loop {orm * 1000:.0f} ms, same ids and scores",
        bar="<= 1/100",
        ok=sql / orm <= 1 / 100,
    )
    yield Figure(
        name="match: growth from 1,000 to 10,000 people",
        value=large / small,
        reference=f"{large * 1000:.2f} ms / {small * 1000:.2f} ms",
        bar="<= 12",
        ok=large / small <= 12,
    )
    yield Figure(
        name="match: growth of one opening's rematch, 1,000 to 10,000 people",
        value=large_store / small_store,
        reference=f"{large_store * 1000:.1f} ms / {small_store * 1000:.1f} ms, facts written or compared",
        bar="<= 15",
        ok=large_store / small_store <= 15,
    )


def _side_by_side(openings: list[Opening]) -> tuple[float, float]:
    """Median over the openings of the best of three, the two ways in turn, so that a busy machine slows both."""
    sql, orm = [], []
    for opening in openings:
        assert _by_sql(opening) == _by_orm(opening), "the two lists differ"
        turns = [(_median(_by_sql, [opening], 1), _median(_by_orm, [opening], 1)) for _ in range(3)]
        sql.append(min(turn[0] for turn in turns))
        orm.append(min(turn[1] for turn in turns))
    return statistics.median(sql), statistics.median(orm)


def _median(function: Callable[[Opening], object], openings: list[Opening], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        for opening in openings:
            start = time.perf_counter()
            function(opening)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def _store(opening: Opening) -> engine.Stored:
    return engine.store(opening_id=opening.pk)


def _by_sql(opening: Opening) -> list[tuple[int, int]]:
    return [(row.profile_id, row.score) for row in engine.candidates(opening_id=opening.pk, limit=TOP)]


def _by_orm(opening: Opening) -> list[tuple[int, int]]:
    """What most portals do, done well: conditions in the query, everything prefetched, the score in Python."""
    opening = Opening.objects.select_related("site__municipality").prefetch_related("asked").get(pk=opening.pk)
    asked = list(opening.asked.all())
    closeness = {
        (skill, held): percent
        for skill, held, percent in SkillCredit.objects.filter(skill__in=[one.skill_id for one in asked])
        .values_list("skill", "held", "percent")
        .order_by("pk")
    }
    profiles = (
        CandidateProfile.objects.matchable()
        .filter(Q(eqf=None) | Q(eqf__gte=opening.min_eqf))
        .filter(Q(available_from=None) | Q(available_from__lte=opening.starts_on))
        .select_related("person", "municipality")
    )
    work = opening.site.municipality
    near = [profile for profile in profiles if _kilometres(work, profile.municipality) <= profile.max_km]
    prefetch_related_objects(near, "person__skill_claims")
    scored = []
    for profile in near:
        claims = list(profile.person.skill_claims.all())
        score = sum(_points(one, claims, closeness) for one in asked)
        if score:
            scored.append((profile.pk, score))
    return sorted(scored, key=lambda row: (-row[1], row[0]))[:TOP]


def _points(asked: OpeningSkill, claims: list[SkillClaim], closeness: dict[tuple[int, int], int]) -> int:
    best = 0
    for claim in claims:
        percent = closeness.get((asked.skill_id, claim.skill_id))
        if percent is not None:
            level = CURRENT_POLICY.level_percent(asked=asked.level, held=claim.level)
            best = max(best, CURRENT_POLICY.credit(closeness=percent, level_percent=level, evidence=claim.evidence))
    return CURRENT_POLICY.weights[asked.importance] * best


def _kilometres(one, other) -> int:
    lat_1, lat_2 = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return round(2 * 6371 * math.asin(min(1, math.sqrt(half))))
