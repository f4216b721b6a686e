"""Imports that wait for the worker: the next one, how far it is, what a killed worker left.

A row of the queue has `state`, `started_at`, `finished_at` and `created_at`; its states are named as in ImportState.
"""

import datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

QUEUED, RUNNING = "queued", "running"
STUCK_AFTER = datetime.timedelta(minutes=15)  # longer than Celery lets a task run
KEEP = 3600
M = TypeVar("M", bound=models.Model)


@transaction.atomic
def take(waiting: models.QuerySet[M]) -> M | None:
    """The oldest that waits, marked as started; None when nothing waits."""
    run: Any = (
        waiting.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(state=QUEUED).order_by("created_at", "pk").first()
    )  # fmt: skip
    if run is not None:
        run.state, run.started_at = RUNNING, timezone.now()
        run.save(update_fields=["state", "started_at"])
    return run


def is_busy(runs: models.QuerySet[Any]) -> bool:
    """Whether one of them is at work, and its worker has not died."""
    return runs.filter(state=RUNNING, started_at__gt=timezone.now() - STUCK_AFTER).exists()


def stuck(runs: models.QuerySet[M]) -> models.QuerySet[M]:
    """Those whose worker must have died."""
    return runs.filter(state=RUNNING, started_at__lt=timezone.now() - STUCK_AFTER)


def progress_set(run: models.Model, step: Any) -> None:
    cache.set(_key(run), step, timeout=KEEP)


def progress(run: models.Model) -> Any:
    """What was last said about how far it is; None when nothing was."""
    return cache.get(_key(run))


def _key(run: models.Model) -> str:
    return f"{run._meta.label_lower}:import:{run.pk}"
