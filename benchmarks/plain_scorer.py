"""The match once more, in plain Python over dictionaries: what the SQL must equal, id by id and integer by integer.

It reads the rows and nothing of the engine: rarity and average are counted again, the numbers of 2026.2 typed by hand.
"""

import datetime
import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db import connection
from django.utils import timezone

from partners.models import Municipality
from recruitment.models import CandidateProfile, Opening
from skills.models import SkillClaim, SkillCredit

LEVEL = (100, 70, 40, 15)
EVIDENCE = {"declared": 80, "observed": 90, "assessed": 95, "certified": 100}
WEIGHT = {"essential": 4, "optional": 2}
B = Fraction(3, 10)


@dataclass(frozen=True)
class Person:
    profile: int
    town: str
    max_km: int
    available: datetime.date | None
    eqf: int | None
    held: dict[int, list[tuple[int, int]]]  # skill -> (level, evidence percent)


@dataclass
class PlainScorer:
    people: list[Person] = field(default_factory=list)
    credits: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    towns: dict[str, tuple[float, float]] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.towns = {code: (lat, lon) for code, lat, lon in Municipality.objects.values_list("pk", "lat", "lon")}
        for skill, held, percent in _fetch(SkillCredit, "skill_id, held_id, percent"):
            self.credits[skill].append((held, percent))
        held: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for person, skill, level, evidence in _fetch(SkillClaim, "person_id, skill_id, level, evidence"):
            held[person][skill].append((level, EVIDENCE[evidence]))
        born = timezone.localdate().replace(year=timezone.localdate().year - 18)
        rows = CandidateProfile.objects.filter(matching_consent_at__isnull=False, person__is_active=True)
        columns = ("pk", "person", "municipality", "max_km", "available_from", "eqf")
        for pk, person, town, max_km, available, eqf in rows.filter(person__birth_date__lte=born).values_list(
            *columns
        ):
            self.people.append(Person(pk, town, max_km, available, eqf, dict(held[person])))
            for skill in held[person]:
                self.holders[skill] += 1
        self.average = max(1, round(Fraction(sum(len(one.held) for one in self.people), len(self.people))))

    def rarity(self, skill: int) -> int:
        holders = max(5, self.holders.get(skill, 0))
        return max(1, round(10 * math.log(1 + (len(self.people) - holders + 0.5) / (holders + 0.5))))

    def focus(self, person: Person) -> int:
        length = 1 - B + B * Fraction(len(person.held), self.average)
        return math.floor(100 * Fraction(22, 10) / (1 + Fraction(12, 10) * length))

    def candidates(self, opening: Opening) -> list[tuple[int, int, int]]:
        """(profile, score, focus), best first: all of them."""
        asked = [
            (one.skill_id, one.level, WEIGHT[one.importance] * self.rarity(one.skill_id))
            for one in opening.asked.all()
        ]
        wanted: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for place, (skill, level, _weight) in enumerate(asked):
            for held, percent in self.credits[skill]:
                wanted[held].append((place, percent, level))
        reach = {
            town: _kilometres(self.towns[opening.site.municipality_id], there) for town, there in self.towns.items()
        }
        found = []
        for person in self.people:
            if not _may(opening, person, reach):
                continue
            best = _best(person, wanted, len(asked))
            score = sum(weight * credit for (_skill, _level, weight), credit in zip(asked, best, strict=True))
            if score:
                found.append((person.profile, score, self.focus(person)))
        return sorted(found, key=lambda row: (-row[1] * row[2], row[0]))


def _may(opening: Opening, person: Person, reach: dict[str, int]) -> bool:
    if reach[person.town] > person.max_km or (person.eqf is not None and person.eqf < opening.min_eqf):
        return False
    return person.available is None or person.available <= opening.starts_on


def _best(person: Person, wanted: dict[int, list[tuple[int, int, int]]], size: int) -> list[int]:
    best = [0] * size
    for skill, claims in person.held.items():
        for place, percent, asked_level in wanted.get(skill, ()):
            for level, proof in claims:
                credit = percent * LEVEL[max(0, asked_level - level)] * proof // 100
                best[place] = max(best[place], credit)
    return best


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> int:
    lat_1, lat_2 = math.radians(one[0]), math.radians(other[0])
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return round(2 * 6371 * math.asin(min(1, math.sqrt(half))))


def _fetch(model: type, columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table}")
        return cursor.fetchall()
