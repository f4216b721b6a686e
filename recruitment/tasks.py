import structlog
from celery import shared_task
from django.db import OperationalError

log = structlog.get_logger(__name__)


@shared_task(name="recruitment.openings_review", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def openings_review() -> None:
    """Every morning: ask firms whether their openings are still true, pause and end those without a word."""
    from recruitment.services import openings  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("openings_reviewed", **openings.openings_review())


@shared_task(
    name="recruitment.selections_review", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3
)
def selections_review() -> None:
    """Every morning: end selections past their last day, remind firms that let a yes wait. Safe to run twice."""
    from recruitment.services import clocks  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("selections_reviewed", **clocks.selections_review())


@shared_task(
    name="recruitment.placements_review", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3
)
def placements_review() -> None:
    """Every morning: placements past their last day end by themselves. Safe to run twice."""
    from recruitment.services import placement  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("placements_reviewed", **placement.placements_review())


@shared_task(name="recruitment.outcomes_review", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def outcomes_review() -> None:
    """Every morning: ask both sides what became of hires and placements, remind once. Safe to run twice."""
    from recruitment.services import outcomes  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("outcomes_reviewed", **outcomes.outcomes_review())


@shared_task(name="recruitment.rematch_all", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def rematch_all() -> None:
    """Every night: match every open opening again, ask who is left out for their birth date. Safe to run twice."""
    from recruitment.services import matching, profile  # noqa: PLC0415  (tasks are leaves: imported late)

    stored = matching.rematch_all()
    log.info("rematched", written=stored.written, deleted=stored.deleted, asked=profile.birth_dates_ask())


@shared_task(name="recruitment.rematch_due", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def rematch_due() -> None:
    """Every two seconds: match again what an edit has marked. Safe to run twice."""
    from recruitment.services import matching  # noqa: PLC0415  (tasks are leaves: imported late)

    counted = matching.rematch_due()
    if any(counted.values()):
        log.info("rematched_due", **counted)


@shared_task(name="recruitment.cvs_read", soft_time_limit=280)
def cvs_read() -> None:
    """Read the CVs that wait and propose the skills they name. Safe to run twice: each file is taken once."""
    from recruitment.services import cv  # noqa: PLC0415  (tasks are leaves: imported late)

    cv.cvs_read()


@shared_task(name="recruitment.opening_imports_run")
def opening_imports_run() -> None:
    """Do what waits of the imports of vacancy feeds. Safe to run twice: each row is done once."""
    from recruitment.services import opening_imports  # noqa: PLC0415  (tasks are leaves: imported late)

    opening_imports.opening_imports_run()
