"""What most portals do, done well: conditions in the query, everything prefetched, the score in Python."""

import math

from django.db.models import Q, prefetch_related_objects

from recruitment.matching.policy import MatchingPolicy
from recruitment.models import CandidateProfile, MatchingGround, Opening, OpeningSkill, SkillRarity
from skills.models import SkillClaim, SkillCredit


def best_by_orm(opening: Opening, policy: MatchingPolicy, limit: int) -> list[tuple[int, int]]:
    opening = Opening.objects.select_related("site__municipality").prefetch_related("asked").get(pk=opening.pk)
    asked, ground = list(opening.asked.all()), MatchingGround.objects.get()
    skills = [one.skill_id for one in asked]
    rarity = dict(SkillRarity.objects.filter(skill__in=skills).values_list("skill", "tenths"))
    weights = [policy.weights[one.importance] * rarity.get(one.skill_id, ground.rarest) for one in asked]
    closeness = {
        (skill, held): percent
        for skill, held, percent in SkillCredit.objects.filter(skill__in=skills)
        .values_list("skill", "held", "percent")
        .order_by("pk")
    }
    scored = []
    for profile in _near(opening):
        claims = list(profile.person.skill_claims.all())
        earned = [_credit(one, claims, closeness, policy) for one in asked]
        score = sum(weight * credit for weight, credit in zip(weights, earned, strict=True))
        if score:
            focus = policy.focus_percent(skills=profile.skill_count, average=ground.average_skills)
            scored.append((profile.pk, score, score * focus))
    best = sorted(scored, key=lambda row: (-row[2], row[0]))[:limit]
    return [(profile, score) for profile, score, _total in best]


def _near(opening: Opening) -> list[CandidateProfile]:
    profiles = (
        CandidateProfile.objects.matchable()
        .filter(Q(eqf=None) | Q(eqf__gte=opening.min_eqf))
        .filter(Q(available_from=None) | Q(available_from__lte=opening.starts_on))
        .select_related("person", "municipality")
    )
    work = opening.site.municipality
    near = [profile for profile in profiles if _kilometres(work, profile.municipality) <= profile.max_km]
    prefetch_related_objects(near, "person__skill_claims")
    return near


def _credit(
    asked: OpeningSkill, claims: list[SkillClaim], closeness: dict[tuple[int, int], int], policy: MatchingPolicy
) -> int:
    best = 0
    for claim in claims:
        percent = closeness.get((asked.skill_id, claim.skill_id))
        if percent is not None:
            level = policy.level_percent(asked=asked.level, held=claim.level)
            best = max(best, policy.credit(closeness=percent, level_percent=level, evidence=claim.evidence))
    return best


def _kilometres(one, other) -> int:
    lat_1, lat_2 = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return round(2 * 6371 * math.asin(min(1, math.sqrt(half))))
