from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, override

from core.models import Notification
from core.outbox import is_read_by_all


def site(request: HttpRequest) -> dict:
    """What the frame of every page needs: canonical address, owner, and the same page in the other languages."""
    return {
        "site_url": settings.SITE_URL,
        "site_owner_kind": settings.SITE_OWNER_KIND,
        "site_owner_name": settings.SITE_OWNER_NAME,
        "site_contact_email": settings.SITE_CONTACT_EMAIL,
        "site_contact_pec": settings.SITE_CONTACT_PEC,
        "has_demo_mailbox": is_read_by_all(),
        "canonical_url": f"{settings.SITE_URL}{request.path}",
        "language_links": [_language_link(request, code) for code, _name in settings.LANGUAGES],
    }


def _language_link(request: HttpRequest, code: str) -> dict:
    """The page in that language; its home page where the address has no translation (an unknown page)."""
    path, mark, query = request.get_full_path().partition("?")
    current = code == get_language()
    canonical = path if current else _path_in(code, request) or path
    is_home = canonical == path and not current
    return {
        "code": code,
        "name": get_language_info(code)["name_local"],
        "url": translate_url(reverse("home"), code) if is_home else f"{canonical}{mark}{query}",
        "canonical": canonical,
        "current": current,
    }


def _path_in(code: str, request: HttpRequest) -> str:
    """Django's `translate_url` without finding out again which page this is."""
    match = request.resolver_match
    if match is None:
        return ""
    with override(code):
        try:
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return ""


def notices(request: HttpRequest) -> dict:
    """How many notices wait for the person: read together with them, else counted by a page that shows it."""
    return {"unread_count": SimpleLazyObject(lambda: _unread(request.user))}


def _unread(user: Any) -> int:
    known = getattr(user, "unread_notices", None)
    return Notification.objects.visible_to(user).unread().count() if known is None else known
