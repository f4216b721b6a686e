"""Which PostgreSQL and which Redis this project talks to: those of the environment, else the embedded ones."""

import os
from pathlib import Path

from polo import embedded

VAR = Path(os.environ.get("POLO_VAR") or Path(__file__).resolve().parents[1] / "var")


def server_urls() -> tuple[str, str]:
    """Addresses of database and Redis; computed, nothing is started."""
    database, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database and redis:
        return database, redis
    urls = embedded.urls(VAR)
    return database or urls.database_url, redis or urls.redis_url


def ensure_servers() -> None:
    """Start those embedded servers that the environment does not replace; do nothing when both are given."""
    database, redis = _missing()
    if database or redis:
        embedded.ensure(VAR, database=database, redis=redis)


def stop_servers() -> None:
    """Stop what `ensure_servers` starts."""
    if any(_missing()):
        embedded.stop(VAR)


def _missing() -> tuple[bool, bool]:
    return not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
