"""Whatever is edited, matching again what is due leaves the rows that matching everything again would write."""

import datetime
import random

import pytest
from django.utils import timezone

from recruitment.matching import engine
from recruitment.models import CandidateProfile, Licence, Match, OpeningSkill
from recruitment.services import matching
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.recruitment.matching.world import SKILLS, fill, world

pytestmark = pytest.mark.django_db


def edit(chance, earth):
    """One edit of one person or opening, of any kind that the portal knows."""
    profile, opening = chance.choice(earth.profiles), chance.choice(earth.openings)
    claims, asked = SkillClaim.objects.filter(person=profile.person), OpeningSkill.objects.filter(opening=opening)
    skill, day = (
        earth.skills[chance.randrange(SKILLS)],
        timezone.localdate() + datetime.timedelta(chance.randint(-9, 9)),
    )
    rows = CandidateProfile.objects.filter(pk=profile.pk)
    kind = chance.randrange(8)
    if kind == 0:
        claims.filter(pk__in=claims.order_by("?")[:1]).update(level=chance.randint(1, 4))
    elif kind == 1:
        claims.filter(skill=skill).delete()
    elif kind == 2:
        claims.get_or_create(
            person=profile.person, skill=skill, evidence=chance.choice(Evidence.values), defaults={"level": 3}
        )
    elif kind == 3:
        rows.update(municipality=chance.choice(earth.towns), max_km=chance.choice([1, 40, 90, 500]))
    elif kind == 4:
        rows.update(eqf=chance.choice([None, 2, 6]), available_from=day)
    elif kind == 5:
        rows.update(matching_consent_at=chance.choice([None, timezone.now()]))
    elif kind == 6:
        Licence.objects.update_or_create(person=profile.person, kind="C", defaults={"expires_on": day})
    else:
        asked.filter(skill=skill).delete()
        matching.opening_changed(opening)


@pytest.mark.bombard
@pytest.mark.parametrize("seed", range(2))
def test_what_is_due_is_all_that_changes(seed):
    earth, chance = world(), random.Random(seed)  # noqa: S311
    fill(earth, seed=seed, people=40, openings=10)
    matching.rematch_all()
    matching.rematch_due()
    for _ in range(8):
        for _ in range(chance.randint(1, 3)):
            edit(chance, earth)

        assert matching.rematch_due()["failed"] == 0

        open_now = [opening for opening in earth.openings if opening.state == "PUBLISHED"]
        again = [matching.opening_rematch(opening=opening) for opening in open_now]
        assert set(again) == {engine.Stored(written=0, deleted=0)}
    assert Match.objects.exists()
