import structlog
from celery import shared_task

log = structlog.get_logger(__name__)


@shared_task(name="accounts.exports_build")
def exports_build() -> None:
    """Prepare the copies that people asked for. Safe to run twice and in parallel: rows are locked one by one."""
    from accounts.services import exports  # noqa: PLC0415  (tasks are leaves: imported late)

    built = exports.exports_build()
    if built:
        log.info("exports_built", exports=built)


@shared_task(name="accounts.retention_run")
def retention_run() -> None:
    """Every night: what each model declares about time. Safe to run twice: what is done is passed over."""
    from accounts.services import retention  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("retention_run", **retention.retention_run().figures)
