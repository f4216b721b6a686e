import structlog
from celery import shared_task
from django.db import OperationalError

log = structlog.get_logger(__name__)


@shared_task(name="recruitment.opening_rematch", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def opening_rematch(*, opening_id: int) -> None:
    """Match one opening again. Safe to run twice."""
    from recruitment.models import Opening  # noqa: PLC0415  (tasks are leaves: imported late)
    from recruitment.services import matching  # noqa: PLC0415

    opening = Opening.objects.filter(pk=opening_id).first()
    if opening is None:
        log.info("opening_gone", opening_id=opening_id)
        return
    matching.opening_rematch(opening=opening)


@shared_task(name="recruitment.profile_rematch", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def profile_rematch(*, profile_id: int) -> None:
    """Match one person again. Safe to run twice."""
    from recruitment.models import CandidateProfile  # noqa: PLC0415
    from recruitment.services import matching  # noqa: PLC0415

    profile = CandidateProfile.objects.filter(pk=profile_id).first()
    if profile is None:
        log.info("profile_gone", profile_id=profile_id)
        return
    matching.profile_rematch(profile=profile)


@shared_task(name="recruitment.rematch_all", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=3)
def rematch_all() -> None:
    """Every night: match every open opening again. Safe to run twice."""
    from recruitment.services import matching  # noqa: PLC0415

    stored = matching.rematch_all()
    log.info("rematched", written=stored.written, deleted=stored.deleted)
