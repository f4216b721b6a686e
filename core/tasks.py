import structlog
from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

log = structlog.get_logger(__name__)
HEARTBEAT_KEY = "worker-heartbeat"


@shared_task(name="core.outbox_relay")
def outbox_relay() -> None:
    """Send the due mail. Safe to run twice and in parallel: rows are locked one by one."""
    from core import outbox  # noqa: PLC0415  (tasks are leaves: imported late)

    sent = outbox.outbox_relay()
    if sent:
        log.info("outbox_relayed", sent=sent)


@shared_task(name="core.outbox_forget")
def outbox_forget() -> None:
    """Empty the words of old mail. Safe to run twice: what is empty is passed over."""
    from core import outbox  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("outbox_forgotten", messages=outbox.outbox_forget())


@shared_task(name="core.audit_digest")
def audit_digest() -> None:
    """Write what the audit of the past days adds up to. Safe to run twice: a day is written once."""
    from core import audit_digest as digests  # noqa: PLC0415  (tasks are leaves: imported late)

    log.info("audit_digested", days=digests.audit_digest())


@shared_task(name="core.list_exports_build")
def list_exports_build() -> None:
    """Write the long lists that staff asked for. Safe to run twice and in parallel: rows are locked one by one."""
    from core.admin import prepared  # noqa: PLC0415  (tasks are leaves: imported late)

    built = prepared.list_exports_build()
    if built:
        log.info("list_exports_built", exports=built)


@shared_task(name="core.worker_heartbeat")
def worker_heartbeat() -> None:
    """Beat asked, a worker answered: health reads this time."""
    cache.set(HEARTBEAT_KEY, timezone.now(), timeout=300)
