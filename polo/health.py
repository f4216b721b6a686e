"""Is the portal alive, and does everything behind it answer? Words only: nothing here helps an intruder."""

import datetime
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.tasks import HEARTBEAT_KEY
from polo.celery import app as celery_app

log = structlog.get_logger(__name__)
WORKER_SILENCE = datetime.timedelta(seconds=60)
PATIENCE_SECONDS = 2


@login_not_required
@require_safe
@never_cache
def health_live(_request: HttpRequest) -> JsonResponse:
    """The process answers: whoever supervises it need not restart it."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def health_ready(_request: HttpRequest) -> JsonResponse:
    """Which parts answer. Without the database nothing works (503); without the others the portal goes on, slower."""
    parts = {name: _answers(name, check) for name, check in CHECKS.items()}
    status = "ok" if all(parts.values()) else "degraded" if parts["database"] else "down"
    words = {name: "ok" if well else "down" for name, well in parts.items()}
    return JsonResponse({"status": status, **words}, status=503 if status == "down" else 200)


def _answers(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (Error, RedisError, OSError) as error:
        log.warning("health_check_failed", part=name, error=type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _redis(url: str) -> bool:
    once = Retry(NoBackoff(), 0)
    options = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS, "retry": once}
    with Redis.from_url(url, **options) as client:
        return bool(client.ping())


def _cache() -> bool:
    return _redis(settings.CACHE_LOCATION)


def _broker() -> bool:
    """Over the same connection as the workers' own."""
    with celery_app.connection_for_read() as broker:
        broker.ensure_connection(
            max_retries=1, interval_start=0, timeout=PATIENCE_SECONDS, reraise_as_library_errors=False
        )
        return bool(broker.connected)


def _worker() -> bool:
    last = cache.get(HEARTBEAT_KEY)
    return last is not None and timezone.now() - last < WORKER_SILENCE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
}
