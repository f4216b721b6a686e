import structlog
from celery import shared_task

log = structlog.get_logger(__name__)


@shared_task(name="training.search_words_renew")
def search_words_renew() -> None:
    """Forget the words that no published course holds any more. Safe to run twice."""
    from training import services  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("search_words_renewed", words=services.words_renew())


@shared_task(name="training.courses_review")
def courses_review() -> None:
    """Ask schools to confirm their courses, hide those not confirmed. Safe to run twice: notices have keys."""
    from training.services import review  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("courses_reviewed", **review.courses_review())
