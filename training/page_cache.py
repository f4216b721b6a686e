"""Pages of the catalogue as anonymous readers get them: the same for all, kept for some seconds, never with a cookie.

A signed-in person, or anybody who sends a cookie, gets a page made for them.
"""

import hashlib
import uuid

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

VERSION = "catalogue-version"
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
