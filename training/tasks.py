import structlog
from celery import shared_task
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task(name="training.search_words_renew")
def search_words_renew() -> None:
    """Find courses by the names that partners, sites, kinds, filiere and skills have today. Safe to run twice.

    The safety net of the night: such a name may change in the admin, far from any course. Then the words that no
    published course holds any more are forgotten.
    """
    from training import services  # noqa: PLC0415  (tasks are leaves: imported late)
    from training.models import Course  # noqa: PLC0415

    changed = services.courses_index(courses=Course.objects.all())
    log.info("search_words_renewed", courses=changed, words=services.words_renew())


@shared_task(name="training.courses_review")
def courses_review() -> None:
    """Ask schools to confirm their courses, hide those not confirmed. Safe to run twice: notices have keys."""
    from training.services import review  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("courses_reviewed", **review.courses_review())


@shared_task(name="training.waiting_lists_advance")
def waiting_lists_advance() -> None:
    """Offer the seats that became free, take back those nobody answered for. Safe to run twice and in parallel."""
    from training import services  # noqa: PLC0415  (tasks are leaves: imported late)

    tally = services.waiting_lists_advance()
    if tally.done or tally.failed:
        log.info("waiting_lists_advanced", moved=tally.done, failed=tally.failed)


@shared_task(name="training.course_imports_run")
def course_imports_run() -> None:
    """Do what waits of the imports of courses. Safe to run twice: each row is done once."""
    from training.services import course_imports  # noqa: PLC0415  (tasks are leaves: imported late)

    course_imports.course_imports_run()


@shared_task(name="training.saved_searches_alert")
def saved_searches_alert() -> None:
    """Write to the people whose saved searches have something new. Safe to run twice: a day is told once."""
    from training.services import kept  # noqa: PLC0415  (tasks are leaves: imported late)

    tally = kept.alerts_send(now=timezone.now())
    log.info("saved_searches_alerted", sent=tally.done, failed=tally.failed)


@shared_task(name="training.empty_searches_forget")
def empty_searches_forget() -> None:
    """Forget the words that too few asked for. Safe to run twice."""
    from training.services import empty_searches  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("empty_searches_forgotten", rows=empty_searches.empty_searches_forget(today=timezone.localdate()))
