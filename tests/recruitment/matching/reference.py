"""The match written a second time, slowly and plainly, with the numbers of policy 2026.1 typed again by hand.

It knows nothing of the engine: the tests compare the two, person by person and integer by integer.
"""

import math
from fractions import Fraction

from django.utils import timezone

from recruitment.models import CandidateProfile, Opening
from skills.models import SkillCredit

LEVEL = {0: 100, 1: 70, 2: 40, 3: 15}
EVIDENCE = {"declared": 80, "observed": 90, "assessed": 95, "certified": 100}
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
    yes = person.guardian_requests.filter(answer="YES", ended_at=None).exists()
    return now - born >= 18_00_00 or (now - born >= 14_00_00 and yes)


def may_be_matched(opening: Opening, profile: CandidateProfile) -> bool:
    if profile.matching_consent_at is None or not profile.person.is_active or not of_age_or_allowed(profile.person):
        return False
    if opening.state != "PUBLISHED" or opening.closes_on < timezone.localdate():
        return False
    if opening.site and kilometres(opening.site.municipality, profile.municipality) > profile.max_km:
        return False
    if opening.starts_on and profile.available_from and profile.available_from > opening.starts_on:
        return False
    return not (opening.min_eqf and profile.eqf and profile.eqf < opening.min_eqf)


def points(asked, claims, credits_) -> int:
    best = 0
    for claim in claims:
        closeness = credits_.get((asked.skill_id, claim.skill_id), 0)
        gap = max(0, asked.level - claim.level)
        best = max(best, closeness * LEVEL[gap] * EVIDENCE[claim.evidence] // 100)
    return WEIGHT[asked.importance, asked.is_trainable] * best


def pairs() -> dict[tuple[int, int], tuple[int, int]]:
    """(opening, profile) -> (score, sum of weights) for all who are matched."""
    credits_ = {(row.skill_id, row.held_id): row.percent for row in SkillCredit.objects.all()}
    people = [
        (profile, list(profile.person.skill_claims.all()))
        for profile in CandidateProfile.objects.select_related("person", "municipality")
    ]
    found = {}
    for opening in Opening.objects.select_related("site__municipality"):
        asked = list(opening.asked.all())
        total = sum(WEIGHT[one.importance, one.is_trainable] for one in asked)
        for profile, claims in people:
            score = sum(points(one, claims, credits_) for one in asked)
            if score > 0 and may_be_matched(opening, profile):
                found[opening.pk, profile.pk] = (score, total)
    return found


def candidates(opening_id: int) -> list[tuple[int, int]]:
    """(profile, score), best first."""
    rows = [(profile, score) for (opening, profile), (score, _) in pairs().items() if opening == opening_id]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def openings(profile_id: int) -> list[tuple[int, int]]:
    """(opening, score), largest share first."""
    rows = [(o, score, Fraction(score, total)) for (o, p), (score, total) in pairs().items() if p == profile_id]
    return [(o, score) for o, score, share in sorted(rows, key=lambda row: (-row[2], row[0]))]
