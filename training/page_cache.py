"""What of the catalogue is the same for everybody, kept so that it is not drawn again for each reader.

Anonymous readers: the whole page, for some seconds, never with a cookie; a proxy in front may keep it as long.
Whoever sends a cookie gets a page made for them, in which cards and filters are kept ones as long as nothing that they
show is written: the database counts what is written, whoever writes it (migration 0025).
"""

import hashlib
import uuid

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import get_language

VERSION = "catalogue-version"
WRITERS = 7_274_004  # the lock that a transaction holds, shared, while it writes something of the catalogue
STAMP = f"""
    SELECT last_value, CASE WHEN pg_try_advisory_lock({WRITERS}) THEN pg_advisory_unlock({WRITERS}) ELSE false END
    FROM training_catalogue_stamp
"""  # noqa: S608  (two numbers)
PART_SECONDS = 600
LONGEST_KEPT = 300  # characters of an address: whoever invents long ones does not fill the cache


def forget_pages() -> None:
    """Something that the catalogue shows has changed: from the end of the transaction on, pages are made anew."""
    transaction.on_commit(lambda: cache.set(VERSION, uuid.uuid4().hex, None))


def key_of(request: HttpRequest) -> str:
    """Where the page of this request is kept; empty when it must be made for this reader."""
    address = request.get_full_path()
    if not settings.CATALOGUE_CACHE_SECONDS or request.COOKIES or len(address) > LONGEST_KEPT:
        return ""
    told = f"{cache.get(VERSION)} {timezone.localdate()} {get_language()} {address}"
    return f"page-{hashlib.sha256(told.encode()).hexdigest()}"


def kept_page(key: str) -> HttpResponse | None:
    content = cache.get(key) if key else None
    return _public(HttpResponse(content)) if content else None


def keep_page(key: str, response: HttpResponse) -> HttpResponse:
    if not key:
        return response
    cache.set(key, response.content, settings.CATALOGUE_CACHE_SECONDS)
    return _public(response)


def _public(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=settings.CATALOGUE_CACHE_SECONDS)
    return response


def part_key(request: HttpRequest) -> str:
    """Where the cards and filters of this address are kept; empty while somebody is writing something they show."""
    address = request.get_full_path()
    if not settings.CATALOGUE_CACHE_SECONDS or len(address) > LONGEST_KEPT:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        stamp, is_still = cursor.fetchone()
    told = f"{stamp} {timezone.localdate()} {get_language()} {address}"
    return f"part-{hashlib.sha256(told.encode()).hexdigest()}" if is_still else ""


def kept_part(key: str) -> SafeString | None:
    content = cache.get(key) if key else None
    return None if content is None else SafeString(content)


def keep_part(key: str, content: SafeString) -> SafeString:
    if key:
        cache.set(key, str(content), PART_SECONDS)
    return content
