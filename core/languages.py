from django.conf import settings
from django.urls import translate_url
from django.utils import translation


def path_in(path: str, *, language: str) -> str:
    """The same page in another language, whatever language is active now (Django's own looks in the active one)."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return translate_url(path, language)
