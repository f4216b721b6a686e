from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict:
    """What the frame of every page needs: canonical address and the same page in the other languages."""
    path = request.get_full_path()
    return {
        "site_url": settings.SITE_URL,
        "language_links": [
            {"code": code, "name": name, "url": translate_url(path, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
    }
