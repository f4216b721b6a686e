"""Keeps the stored matches true: after an edit for one opening or one person, every night for all."""

from django.db import transaction
from django.utils import timezone

from recruitment.matching import engine
from recruitment.matching.policy import CURRENT_POLICY
from recruitment.models import CandidateProfile, Match, MatchingRun, Opening


@transaction.atomic
def opening_rematch(*, opening: Opening) -> engine.Stored:
    """Match an open opening to everybody again: one statement."""
    return engine.store(opening_id=opening.pk)


@transaction.atomic
def profile_rematch(*, profile: CandidateProfile) -> engine.Stored:
    """Match a person to every open opening again: one statement. Without consent all their matches go."""
    return engine.store(profile_id=profile.pk)


def rematch_all() -> engine.Stored:
    """The safety net of the night: whatever was missed in the day is put right, one opening at a time.

    The run is a row of the register of the matching.
    """
    begun_at = timezone.now()
    deleted, _ = Match.objects.exclude(profile__in=CandidateProfile.objects.matchable()).delete()
    written = openings = 0
    for opening in Opening.objects.public().order_by("pk").iterator():
        stored = opening_rematch(opening=opening)
        openings += 1
        written, deleted = written + stored.written, deleted + stored.deleted
    MatchingRun.objects.create(
        begun_at=begun_at, policy_version=CURRENT_POLICY.version, openings=openings, written=written, deleted=deleted
    )
    return engine.Stored(written=written, deleted=deleted)
