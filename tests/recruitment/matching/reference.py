"""The match written a second time, slowly and plainly, with the numbers of policy 2026.2 typed again by hand.

It knows nothing of the engine: the tests compare the two, person by person and integer by integer.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from recruitment.models import CandidateProfile, Licence, Opening
from skills.models import SkillCredit

MORE_THAN = {"B": ("BE", "C", "CE", "D"), "C": ("CE",)}
LEVEL = {0: 100, 1: 70, 2: 40, 3: 15}
EVIDENCE = {"declared": 80, "observed": 90, "assessed": 95, "certified": 100}
FOCUS = Fraction(3, 10)
ENOUGH_PEOPLE, FEW = 30, 5
WEIGHT = {("essential", False): 4, ("essential", True): 2, ("optional", False): 2, ("optional", True): 1}


def kilometres(one, other) -> int:
    """Haversine, whole kilometres."""
    lat_1, lon_1, lat_2, lon_2 = (math.radians(x) for x in (one.lat, one.lon, other.lat, other.lon))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return round(2 * 6371 * math.asin(min(1, math.sqrt(half))))


def of_age_or_allowed(person) -> bool:
    """Eighteen, or fourteen with the yes of a guardian that still stands; told without the rule under test."""
    if person.birth_date is None:
        return False
    today = timezone.localdate()
    born, now = ((day.year * 100 + day.month) * 100 + day.day for day in (person.birth_date, today))
    yes = any(one.answer == "YES" and one.ended_at is None for one in person.guardian_requests.all())
    return now - born >= 18_00_00 or (now - born >= 14_00_00 and yes)


def may_be_matched(opening: Opening, profile: CandidateProfile, licences) -> bool:
    if profile.matching_consent_at is None or not profile.person.is_active or not of_age_or_allowed(profile.person):
        return False
    if opening.state != "PUBLISHED" or opening.closes_on < timezone.localdate():
        return False
    held = {one.kind for one in licences if one.expires_on is None or one.expires_on >= timezone.localdate()}
    if any(held.isdisjoint({wanted, *MORE_THAN.get(wanted, ())}) for wanted in opening.licences):
        return False
    if opening.site and kilometres(opening.site.municipality, profile.municipality) > profile.max_km:
        return False
    if opening.starts_on and profile.available_from and profile.available_from > opening.starts_on:
        return False
    return not (opening.min_eqf and profile.eqf and profile.eqf < opening.min_eqf)


def points(asked, claims, credits_, rarity) -> int:
    best = 0
    for claim in claims:
        closeness = credits_.get((asked.skill_id, claim.skill_id), 0)
        gap = max(0, asked.level - claim.level)
        best = max(best, closeness * LEVEL[gap] * EVIDENCE[claim.evidence] // 100)
    return WEIGHT[asked.importance, asked.is_trainable] * rarity(asked.skill_id) * best


class Measure:
    """How rare each skill is and how long a list is on average, over those who may be matched."""

    def __init__(self, people) -> None:
        self.lists = [
            {claim.skill_id for claim in claims}
            for profile, claims in people
            if profile.matching_consent_at and profile.person.is_active and of_age_or_allowed(profile.person)
        ]
        self.is_known = len(self.lists) >= ENOUGH_PEOPLE
        if self.is_known:
            self.average = max(1, round(Fraction(sum(map(len, self.lists)), len(self.lists))))

    def rarity(self, skill: int) -> int:
        if not self.is_known:
            return 1
        holders = max(FEW, sum(skill in held for held in self.lists))
        return max(1, round(10 * math.log(1 + (len(self.lists) - holders + 0.5) / (holders + 0.5))))

    def focus(self, claims) -> int:
        if not self.is_known:
            return 100
        skills = len({claim.skill_id for claim in claims})
        length = 1 - FOCUS + FOCUS * Fraction(skills, self.average)
        return math.floor(100 * Fraction(22, 10) / (1 + Fraction(12, 10) * length))


@dataclass(frozen=True)
class Pair:
    score: int
    weight_total: int
    focus: int


class Pairs(dict[tuple[int, int], Pair]):
    """(opening, profile) -> what the two are worth, for all who are matched."""

    def candidates(self, opening_id: int) -> list[tuple[int, int]]:
        """(profile, score), best first."""
        rows = [(p, pair.score, pair.score * pair.focus) for (o, p), pair in self.items() if o == opening_id]
        return [(p, score) for p, score, total in sorted(rows, key=lambda row: (-row[2], row[0]))]

    def openings(self, profile_id: int) -> list[tuple[int, int]]:
        """(opening, score), largest share first."""
        rows = [
            (o, pair.score, Fraction(pair.score * pair.focus, pair.weight_total))
            for (o, p), pair in self.items()
            if p == profile_id
        ]
        return [(o, score) for o, score, share in sorted(rows, key=lambda row: (-row[2], row[0]))]


def pairs() -> Pairs:
    credits_ = {(row.skill_id, row.held_id): row.percent for row in SkillCredit.objects.all()}
    people = [
        (profile, list(profile.person.skill_claims.all()))
        for profile in CandidateProfile.objects.select_related("person", "municipality").prefetch_related(
            "person__skill_claims", "person__guardian_requests"
        )
    ]
    measure, licences = Measure(people), {}
    for row in Licence.objects.all():
        licences.setdefault(row.person_id, []).append(row)
    found = Pairs()
    for opening in Opening.objects.select_related("site__municipality"):
        asked = list(opening.asked.all())
        total = sum(WEIGHT[one.importance, one.is_trainable] * measure.rarity(one.skill_id) for one in asked)
        for profile, claims in people:
            score = sum(points(one, claims, credits_, measure.rarity) for one in asked)
            if score > 0 and may_be_matched(opening, profile, licences.get(profile.person_id, [])):
                found[opening.pk, profile.pk] = Pair(score, total, measure.focus(claims))
    return found


def candidates(opening_id: int) -> list[tuple[int, int]]:
    return pairs().candidates(opening_id)
