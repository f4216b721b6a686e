import structlog
from celery import shared_task

log = structlog.get_logger(__name__)


@shared_task(name="partners.agreements_warn")
def agreements_warn() -> None:
    """Tell of agreements that end soon. Safe to run twice: each notice has a key of its own."""
    from partners import services  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("agreements_warned", agreements=services.agreements_warn())


@shared_task(name="partners.leaves_apply")
def leaves_apply() -> None:
    """Carry out the leaves whose last day is over. Safe to run twice: one that is done is no longer due."""
    from partners import services  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("leaves_applied", leaves=services.leaves_apply())


@shared_task(name="partners.supports_close")
def supports_close() -> None:
    """End the support visits whose half hour is over. Safe to run twice: one that has ended is left alone."""
    from partners import services  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("supports_closed", visits=services.supports_close())


@shared_task(name="partners.loose_files_delete")
def loose_files_delete() -> None:
    """Delete uploaded PDFs that no document holds. Safe to run twice."""
    from partners import services  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("loose_files_deleted", files=services.loose_files_delete())


@shared_task(name="partners.register_imports_run")
def register_imports_run() -> None:
    """Load the registers of schools that wait. Safe to run twice: one at a time, all or nothing."""
    from partners.services import register_imports  # noqa: PLC0415  (tasks are leaves: imported late)

    register_imports.register_imports_run()
