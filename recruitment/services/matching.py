"""Keeps the stored matches true: in the worker right after an edit, every night for all."""

from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from core.isolation import each_apart
from recruitment.matching import engine, rules
from recruitment.matching.policy import MatchingPolicy
from recruitment.models import CandidateProfile, Match, MatchingRun, Opening
from recruitment.services.ground import ground_measure

Row = TypeVar("Row", Opening, CandidateProfile)


@transaction.atomic
def opening_rematch(*, opening: Opening, policy: MatchingPolicy | None = None) -> engine.Stored:
    """Match an open opening to everybody again: one statement."""
    return engine.store(opening_id=opening.pk, policy=policy)


@transaction.atomic
def profile_rematch(*, profile: CandidateProfile, policy: MatchingPolicy | None = None) -> engine.Stored:
    """Match a person to every open opening again: one statement. Without consent all their matches go."""
    return engine.store(profile_id=profile.pk, policy=policy)


def opening_changed(opening: Opening) -> None:
    """To be matched again: the mark is part of the edit, and the worker sees it once that is written for good."""
    Opening.objects.filter(pk=opening.pk).update(is_rematch_due=True)


def rematch_due() -> dict[str, int]:
    """Match again what was edited, each apart. Triggers mark a person whose profile, claims or licences changed."""
    policy, counted = rules.current(), {"done": 0, "failed": 0}

    def opening_again(pk: int) -> int:
        if is_mine := _taken(Opening, pk):
            engine.store(opening_id=pk, policy=policy)
        return int(is_mine)

    def profile_again(pk: int) -> int:
        if is_mine := _taken(CandidateProfile, pk):
            engine.store(profile_id=pk, policy=policy)
        return int(is_mine)

    for name, model, act in (("openings", Opening, opening_again), ("profiles", CandidateProfile, profile_again)):
        due = list(model.objects.filter(is_rematch_due=True).order_by("pk").values_list("pk", flat=True))
        done = each_apart(f"{name}_rematch", due, act)
        counted = {"done": counted["done"] + done.done, "failed": counted["failed"] + done.failed}
    return counted


def rematch_all() -> engine.Stored:
    """The safety net of the night: whatever was missed in the day is put right, one opening at a time.

    Rarity and averages are measured anew before. The run is a row of the register of the matching.
    """
    begun_at = timezone.now()
    ground_measure()
    policy = rules.current()
    deleted, _ = Match.objects.exclude(profile__in=CandidateProfile.objects.matchable()).delete()
    written = openings = 0
    for opening in Opening.objects.public().order_by("pk").iterator():
        stored = opening_rematch(opening=opening, policy=policy)
        openings += 1
        written, deleted = written + stored.written, deleted + stored.deleted
    MatchingRun.objects.create(
        begun_at=begun_at, policy_version=policy.version, openings=openings, written=written, deleted=deleted
    )
    return engine.Stored(written=written, deleted=deleted)


def _taken(model: type[Row], pk: int) -> bool:
    """No longer due: what changes from here on marks it again. False when another worker was faster."""
    locked = model.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).only("pk")
    is_mine = locked.filter(pk=pk, is_rematch_due=True).first() is not None
    if is_mine:
        model.objects.filter(pk=pk).update(is_rematch_due=False)
    return is_mine
