import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

T = TypeVar("T")
log = structlog.get_logger(__name__)
PAUSE_SECONDS = 5
NEAR_SECONDS = 60
_near: dict[str, tuple[str, float, Any]] = {}


def near(name: str, seconds: int, read: Callable[[], T]) -> T:
    """What every page asks and hardly ever changes: kept for so long, a minute of it by this process.

    Nobody may change what they are given. Nothing found is not kept.
    """
    key = cache.make_key(name)
    kept, until, found = _near.get(name, ("", 0.0, None))
    if kept == key and time.monotonic() < until:
        return found
    found = cache.get(name)
    if found is None:
        found = read()
        if not found:
            return found
        cache.set(name, found, seconds)
    _near[name] = (key, time.monotonic() + NEAR_SECONDS, found)
    return found


class OneClient(RedisCacheClient):
    """Keeps redis-py's client: Django makes one for each question, which takes longer than the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class FailSafeRedisCache(RedisCache):
    """Redis, and a table of the database while Redis is down: pages are slower but served, and limits still hold.

    The limits of log-in live in the cache, so "no cache" would mean "no limit". After a failure Redis is left alone
    for some seconds, so that a page does not wait for it again and again.
    """

    _down_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    def _either(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._down_until:
            try:
                return getattr(super(), operation)(*args, **kwargs)
            except RedisError as error:
                self._down_until = time.monotonic() + PAUSE_SECONDS
                log.warning("cache_unavailable", operation=operation, error=type(error).__name__)
        return getattr(caches["fallback"], operation)(*args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._either("get", key, default, version)

    def set(self, key, value, *args, **kwargs):
        return self._either("set", key, value, *args, **kwargs)

    def add(self, key, value, *args, **kwargs):
        return self._either("add", key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._either("touch", key, *args, **kwargs)

    def delete(self, key, version=None):
        return self._either("delete", key, version)

    def get_many(self, keys, version=None):
        return self._either("get_many", keys, version)

    def set_many(self, data, *args, **kwargs):
        return self._either("set_many", data, *args, **kwargs)

    def delete_many(self, keys, version=None):
        return self._either("delete_many", keys, version)

    def has_key(self, key, version=None):
        return self._either("has_key", key, version)

    def incr(self, key, delta=1, version=None):
        return self._either("incr", key, delta, version)
