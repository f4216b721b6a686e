"""A real PostgreSQL and a real Valkey from Python wheels, for machines where neither is installed.

    from polo import embedded
    urls = embedded.urls(var)      # where they are, or would be: computed, nothing is started
    urls = embedded.ensure(var)    # start what is not running
    embedded.stop(var)

Used only where DATABASE_URL or REDIS_URL is missing. No TCP port is opened: both listen on Unix sockets in a
directory of mode 0700, so many projects run side by side. Linux only. At import time: standard library only.
"""

from polo.embedded.control import ensure, status, stop
from polo.embedded.errors import EmbeddedError
from polo.embedded.layout import Urls, urls

__all__ = ["EmbeddedError", "Urls", "ensure", "status", "stop", "urls"]
