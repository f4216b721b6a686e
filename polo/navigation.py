"""The main navigation: its six places, and where among them the reader is."""

from functools import cache, partial
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PLACES = {
    "training:course_list": _("Corsi"),
    "orientation:service_list": _("Orientamento"),
    "recruitment:opening_list": _("Lavoro"),
    "training:teacher_course_list": _("Docenti"),
    "partners:partner_list": _("Partner"),
    "about": _("Il Polo"),
}


class Place(NamedTuple):
    """One entry; the reader is at this very page, or at one below it."""

    href: str
    label: str
    is_here: bool
    is_section: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"navigation": partial(places, request.path)}


def places(path: str) -> tuple[Place, ...]:
    return tuple(Place(href, label, path == href, href in path) for href, label in _addresses(get_language()))


@cache
def _addresses(_language: str) -> list[tuple[str, str]]:
    """In the language of the thread, once for all requests."""
    return [(reverse(route), str(label)) for route, label in PLACES.items()]
