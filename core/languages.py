from collections.abc import Callable

from django.conf import settings
from django.urls import translate_url
from django.utils import translation


def path_in(path: str, *, language: str) -> str:
    """The same page in another language, whatever language is active now (Django's own looks in the active one)."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return translate_url(path, language)


def in_each(name: str, words: Callable[[], object]) -> dict[str, str]:
    """The words in every language, as `name_it`, `name_en`: for a notice, whose reader's language is not known yet."""
    told = {}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            told[f"{name}_{code}"] = str(words())
    return told
