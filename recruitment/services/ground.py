"""What the rules weigh by, measured over the people: how rare each skill is, how many skills a person has.

Measured at each whole recalculation and still until the next, so that all matches of a day are weighed alike.
"""

import math

from django.db import transaction
from django.db.models import Avg, Count

from recruitment.models import CandidateProfile, MatchingGround, SkillRarity
from skills.models import SkillClaim

ENOUGH = 30  # people: with fewer, what is rare and what is average is chance, and everything weighs the same
FEW = 5  # a skill that fewer people have is as rare as one that five have: a weight must not point at somebody


@transaction.atomic
def ground_measure() -> MatchingGround:
    """Count again. Rows that did not change are not touched."""
    people = CandidateProfile.objects.matchable()
    number = people.count()
    if number < ENOUGH:
        SkillRarity.objects.all().delete()
        return _keep(people=number, average_skills=0, rarest=1)
    average = people.aggregate(average=Avg("skill_count"))["average"] or 0
    held = SkillClaim.objects.filter(person__in=people.values("person")).order_by("skill").values("skill")
    rarities = {
        row["skill"]: rarity(people=number, holders=row["holders"])
        for row in held.annotate(holders=Count("person", distinct=True))
    }
    SkillRarity.objects.exclude(skill__in=rarities).delete()
    known = dict(SkillRarity.objects.values_list("skill", "tenths"))
    SkillRarity.objects.bulk_create(
        [
            SkillRarity(skill_id=skill, tenths=tenths)
            for skill, tenths in rarities.items()
            if known.get(skill) != tenths
        ],
        update_conflicts=True,
        unique_fields=["skill"],
        update_fields=["tenths"],
    )
    return _keep(people=number, average_skills=max(1, round(average)), rarest=rarity(people=number, holders=0))


def rarity(*, people: int, holders: int) -> int:
    """The idf of BM25 in tenths, at least one."""
    holders = max(holders, FEW)
    return max(1, round(10 * math.log(1 + (people - holders + 0.5) / (holders + 0.5))))


def _keep(**measured: int) -> MatchingGround:
    same = MatchingGround.objects.filter(pk=1, **measured).first()
    return same or MatchingGround.objects.update_or_create(pk=1, defaults=measured)[0]
