"""How good the lists are against BM25, judged by ESCO: nDCG@10, with the interval of a paired bootstrap.

Real: 10 skills of an occupation ask for the other occupations of its ISCO-08 group, as if each were a person;
mechanics, electrics and plants apart. Synthetic: 20,000 people drawn from occupations, 14 % of their skills swapped
for related ones; the same occupation counts 2, its group 1. Levels and importance are neutral, so that closeness,
rarity and focus are what is compared. Nothing was tuned on these seeds. Relevance is an occupation, not a hiring.
"""

import dataclasses
import math
import os
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from benchmarks.figure import Figure
from benchmarks.people import ZIPS, Ground, add_plain_people, held_by, lay_ground
from benchmarks.scratch import scratch_database
from partners.enums import Category
from partners.models import Partner
from recruitment.enums import Contract, DemandState
from recruitment.matching import engine
from recruitment.matching.policy import FIRST_POLICY
from recruitment.models import CandidateProfile, Opening, OpeningSkill
from recruitment.services.ground import ground_measure
from skills.models import Concept, SkillClaim

REAL, SYNTHETIC, PEOPLE, ASKED, TOP = 1_000, 400, 20_000, 10, 10
RESAMPLED = 2_000
MECHANICS = ("72", "74", "81", "311", "313", "214", "215")
POLICIES = {"b = 0.3": FIRST_POLICY, "b = 0.75": dataclasses.replace(FIRST_POLICY, focus=75)}


@dataclass(frozen=True)
class Query:
    """What is asked, of which occupation and group, and the person who is that occupation (left out of the list)."""

    skills: tuple[int, ...]
    occupation: int
    own: int | None


@dataclass
class World:
    """Whose occupation each profile has, and the group of each occupation."""

    occupation: dict[int, int]
    group: dict[int, str]
    ideals: dict[Query, float] = field(default_factory=dict)

    def gain(self, query: Query, profile: int) -> int:
        if self.occupation[profile] == query.occupation:
            return 2
        return int(self.group[self.occupation[profile]] == self.group[query.occupation])


def run() -> Iterable[Figure]:
    if not ZIPS[0].exists():
        return
    chance = random.Random(20270101)
    with scratch_database("quality_real"):
        lay_ground(chance)
        yield from _real(chance)
    with scratch_database("quality_synthetic"):
        yield from _synthetic(lay_ground(chance), chance)


def _real(chance: random.Random) -> Iterable[Figure]:
    """Each occupation is a person."""
    asked = _skills_of_occupations()
    profiles = add_plain_people([sorted(skills) for _occupation, skills in asked])
    occupation_of = dict(zip(profiles, (occupation for occupation, _skills in asked), strict=True))
    world = World(occupation_of, _groups())
    eligible = [(p, o, s) for p, (o, s) in zip(profiles, asked, strict=True) if len(s) >= ASKED and world.group[o]]
    drawn = chance.sample(eligible, min(REAL, len(eligible)))
    queries = [
        Query(tuple(chance.sample(sorted(skills), ASKED)), occupation, profile)
        for profile, occupation, skills in drawn
    ]
    queries = [query for query in queries if _ideal(world, query)]
    yield from _figures("real ESCO", world, queries, bar=-0.005, chance=chance)
    mechanics = [query for query in queries if world.group[query.occupation].startswith(MECHANICS)]
    yield from _figures("real ESCO, mechanics", world, mechanics, bar=None, chance=chance)


def _synthetic(ground: Ground, chance: random.Random) -> Iterable[Figure]:
    asked = _skills_of_occupations()
    weights = [chance.lognormvariate(0, 1) for _ in asked]
    drawn = chance.choices(asked, weights, k=PEOPLE)
    profiles = add_plain_people([held_by(ground, chance, own=sorted(skills)) for _occupation, skills in drawn])
    world = World(dict(zip(profiles, (occupation for occupation, _ in drawn), strict=True)), _groups())
    rows = [(o, sorted(s)) for o, s in chance.choices(asked, weights, k=SYNTHETIC) if len(s) >= ASKED]
    queries = [Query(tuple(chance.sample(skills, ASKED)), occupation, None) for occupation, skills in rows]
    queries = [query for query in queries if _ideal(world, query)]
    yield from _figures("synthetic people", world, queries, bar=0.010, chance=chance)


def _figures(
    name: str, world: World, queries: list[Query], *, bar: float | None, chance: random.Random
) -> Iterable[Figure]:
    ground_measure()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    search = Bm25(world)
    other = [_ndcg(world, query, search.best(query)) for query in queries]
    for told, policy in POLICIES.items():
        ours = [_ndcg(world, query, _by_sql(query, policy)) for query in queries]
        low, high = _interval([one - two for one, two in zip(ours, other, strict=True)], chance)
        gap = (sum(ours) - sum(other)) / len(queries)
        yield Figure(
            name=f"match quality: {name}, {told}, nDCG@10 less that of BM25",
            value=gap,
            reference=f"{sum(ours) / len(queries):.3f} / {sum(other) / len(queries):.3f}, 95 % of resamples "
            f"{low:+.3f} to {high:+.3f}, {len(queries)} queries, load {os.getloadavg()[0]:.1f}",
            bar="told apart, no bar"
            if bar is None
            else f">= {bar:+.3f}" + (" and interval above 0" if bar > 0 else ""),
            ok=bar is None or (gap >= bar and (bar <= 0 or low > 0)),
        )


class Bm25:
    """k1 = 1.2, b = 0.75: a skill is a word that a person has once or not at all."""

    def __init__(self, world: World) -> None:
        person_of = dict(CandidateProfile.objects.order_by("pk").values_list("person", "pk"))
        self.postings: dict[int, list[int]] = defaultdict(list)
        lengths: dict[int, int] = defaultdict(int)
        for person, skill in SkillClaim.objects.order_by("pk").values_list("person", "skill"):
            self.postings[skill].append(person_of[person])
            lengths[person_of[person]] += 1
        average = sum(lengths.values()) / len(lengths)
        self.number = len(person_of)
        self.length = {one: 2.2 / (1 + 1.2 * (0.25 + 0.75 * size / average)) for one, size in lengths.items()}

    def best(self, query: Query) -> list[int]:
        score: dict[int, float] = defaultdict(float)
        for skill in query.skills:
            holders = self.postings[skill]
            idf = math.log(1 + (self.number - len(holders) + 0.5) / (len(holders) + 0.5))
            for profile in holders:
                score[profile] += idf * self.length[profile]
        ranked = sorted(score, key=lambda profile: (-score[profile], profile))
        return [profile for profile in ranked if profile != query.own][:TOP]


def _by_sql(query: Query, policy) -> list[int]:
    opening = _opening(query)
    found = engine.candidates(opening_id=opening.pk, limit=TOP + 1, policy=policy)
    return [row.profile_id for row in found if row.profile_id != query.own][:TOP]


def _opening(query: Query) -> Opening:
    firm, _created = Partner.objects.get_or_create(slug="bench", name="Bench", category=Category.FIRM)
    opening = Opening.objects.create(
        partner=firm, occupation_id=query.occupation, title="Bench", contract=Contract.APPRENTICESHIP,
        closes_on=timezone.localdate(), state=DemandState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    OpeningSkill.objects.bulk_create(
        OpeningSkill(opening=opening, skill_id=skill, level=1, importance="essential") for skill in query.skills
    )
    return opening


def _ndcg(world: World, query: Query, ranked: list[int]) -> float:
    found = sum((2 ** world.gain(query, one) - 1) / math.log2(place + 2) for place, one in enumerate(ranked))
    return found / _ideal(world, query)


def _ideal(world: World, query: Query) -> float:
    if query not in world.ideals:
        gains = sorted((world.gain(query, one) for one in world.occupation if one != query.own), reverse=True)[:TOP]
        world.ideals[query] = sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))
    return world.ideals[query]


def _interval(gaps: list[float], chance: random.Random) -> tuple[float, float]:
    means = sorted(sum(chance.choices(gaps, k=len(gaps))) / len(gaps) for _ in range(RESAMPLED))
    return means[int(0.025 * RESAMPLED)], means[int(0.975 * RESAMPLED)]


def _skills_of_occupations() -> list[tuple[int, set[int]]]:
    """Of the official release alone, in a fixed order."""
    asked: dict[int, set[int]] = defaultdict(set)
    rows = Concept.objects.occupations().exclude(isco="").filter(uri__startswith="http://data.europa.eu/esco")
    for occupation, skill in rows.order_by("uri", "asks_for__skill__uri").values_list("pk", "asks_for__skill"):
        if skill is not None:
            asked[occupation].add(skill)
    return list(asked.items())


def _groups() -> dict[int, str]:
    return dict(Concept.objects.occupations().order_by("pk").values_list("pk", "isco"))
