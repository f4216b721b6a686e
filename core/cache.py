import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class FailSafeRedisCache(RedisCache):
    """A cache that answers "not there" when Redis is down, so that pages are slower but served.

    Counters of rate limits need more than that: see `accounts.adapter`.
    """

    def _safely(self, name, default, *args, **kwargs):
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError as error:
            log.warning("cache_unavailable", operation=name, error=type(error).__name__)
            return default

    def get(self, key, default=None, version=None):
        return self._safely("get", default, key, default, version)

    def set(self, key, value, *args, **kwargs):
        return self._safely("set", None, key, value, *args, **kwargs)

    def add(self, key, value, *args, **kwargs):
        return self._safely("add", True, key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._safely("touch", False, key, *args, **kwargs)

    def delete(self, key, version=None):
        return self._safely("delete", False, key, version)

    def get_many(self, keys, version=None):
        return self._safely("get_many", {}, keys, version)

    def set_many(self, data, *args, **kwargs):
        return self._safely("set_many", [], data, *args, **kwargs)

    def delete_many(self, keys, version=None):
        return self._safely("delete_many", None, keys, version)

    def has_key(self, key, version=None):
        return self._safely("has_key", False, key, version)

    def incr(self, key, delta=1, version=None):
        return self._safely("incr", delta, key, delta, version)
