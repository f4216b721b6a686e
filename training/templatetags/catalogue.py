"""What a page of the catalogue repeats: cards, filters, towns. In Python, for the template engine took two thirds of
the page's time for them (docs/evidence/bench.md).

What depends on the language and one value only is worked out once per process: hence functions that take a language.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.html import draw, draw_each
from core.templatetags.polo import icon
from training.enums import Audience, EditionState, Mode
from training.models import Edition
from training.selectors.catalogue import Card, Group
from training.selectors.catalogue_query import Facet
from training.selectors.places import Town

register = template.Library()
NOTHING = SafeString("")
CARD = (
    '<article class="course-card"><p class="polo-kicker">{}{}</p>'
    '<h3 lang="it"><a href="{}">{}</a></h3>'
    '<p class="course-card-where">{}{}</p>{}'
    '<ul class="course-card-facts">{}{}{}{}</ul>{}{}{}'
    '<p class="course-card-edition">{}</p>'
    '<p class="course-card-compare"><input type="checkbox" id="compare-{}" name="corso" value="{}"'
    ' form="catalogue-compare"> <label for="compare-{}">{}<span class="visually-hidden"> {}</span></label></p>'
    "</article>"
)
TOWN = ' · <span class="text-nowrap">{} {}</span>'
SUMMARY = '<p class="course-card-summary" lang="it">{}</p>'
SKILLS = '<ul class="course-card-skills" aria-label="{}">{}</ul>'
FOUND = '<p class="course-card-found">{} {}</p>'
TEXT = '<p class="course-card-found">{} <span lang="it">… {} …</span></p>'
BADGE = '<span class="badge polo-badge polo-badge-{}">{}</span>'
GROUP = '<fieldset class="catalogue-group"><legend>{}</legend>{}</fieldset>'
CHOICE = (
    '<div class="catalogue-choice">'
    '<input type="checkbox" id="%s-%s" name="%s" value="%s" form="catalogue-search"%s>'
    ' <label for="%s-%s">%s <span class="catalogue-number">%d</span></label></div>'
)
SELECTED = mark_safe(" selected")


@register.simple_tag
def course_cards(cards: Iterable[Card]) -> SafeString:
    language = get_language() or ""
    return draw_each("<li>{}</li>", ((_card(language, card),) for card in cards))


@register.simple_tag
def facet_groups(groups: Iterable[Group]) -> SafeString:
    language = get_language() or ""
    rows = ((_legend(language, group.facet), _choices(group)) for group in groups if group.choices)
    return draw_each(GROUP, rows)


@register.simple_tag
def town_options(towns: Iterable[Town], chosen: str) -> SafeString:
    rows = ((town.code, SELECTED if town.code == chosen else NOTHING, town.name, town.province) for town in towns)
    return draw_each('<option value="{}"{}>{} ({})</option>', rows)


def _card(language: str, card: Card) -> SafeString:
    course = card.course
    before, after = _address(language)
    return draw(
        CARD,
        card.kind,
        _demo(language) if course.is_demo else NOTHING,
        f"{before}{course.slug}{after}",
        card.title,
        card.partner,
        draw(TOWN, _pin(), card.town) if card.town else NOTHING,
        draw(SUMMARY, card.summary) if card.summary else NOTHING,
        _hours(language, course.hours) if course.hours else NOTHING,
        draw("<li>EQF {}</li>", card.level) if card.level else NOTHING,
        _mode(language, course.mode),
        _audience(language, course.audience),
        _skills(language, card.skills),
        _found_in(card),
        draw(TEXT, _("Dalla descrizione:"), card.text) if card.text else NOTHING,
        _edition(language, card),
        course.pk,
        course.slug,
        course.pk,
        _compare(language),
        course.title,
    )


def _choices(group: Group) -> SafeString:
    """By hand: there are a hundred of them."""
    param = group.facet.param
    drawn = []
    for value, label, number, is_chosen in group.choices:
        code, name = escape(value), escape(label[:1].upper() + label[1:])
        drawn.append(CHOICE % (param, code, param, code, " checked" if is_chosen else "", param, code, name, number))
    return mark_safe("".join(drawn))  # noqa: S308  (what is not of this module is escaped above)


def _skills(language: str, names: list[str]) -> SafeString:
    if not names:
        return NOTHING
    return draw(SKILLS, _teaches(language), draw_each("<li>{}</li>", ((name,) for name in names)))


def _found_in(card: Card) -> SafeString:
    if not card.found_in:
        return NOTHING
    names = (draw("{}: {}", reason.label, reason.name) if reason.label else reason.name for reason in card.found_in)
    return draw(FOUND, _("Trovato in:"), draw_each("{}", ((name,) for name in names), " · "))


def _edition(language: str, card: Card) -> SafeString:
    edition: Edition | None = card.edition
    if edition is None or card.state is None:
        return _no_edition(language)
    free = NOTHING
    if card.state == EditionState.OPEN and card.seats_left is not None:
        free = _seats(language, card.seats_left)
    return draw("{} {} {}", _state(language, card.state), _start(language, edition.starts_on), free)


@lru_cache
def _address(_language: str) -> tuple[str, str]:
    """What stands before and after the last part of a course's address."""
    before, _mark, after = reverse("training:course_detail", args=["slug-of-it"]).partition("slug-of-it")
    return before, after


@lru_cache
def _pin() -> SafeString:
    return icon("it-map-marker", "icon-xs")


@lru_cache
def _legend(_language: str, facet: Facet) -> str:
    return str(facet.label)


@lru_cache
def _demo(_language: str) -> SafeString:
    return draw(" " + BADGE, "demo", _("esempio"))


@lru_cache
def _no_edition(_language: str) -> SafeString:
    return draw(BADGE, "secondary", _("nessuna edizione in programma"))


@lru_cache
def _compare(_language: str) -> str:
    return _("Confronta")


@lru_cache
def _teaches(_language: str) -> str:
    return _("Competenze che insegna")


@lru_cache
def _mode(_language: str, code: str) -> SafeString:
    return _fact(str(Mode(code).label))


@lru_cache
def _audience(_language: str, code: str) -> SafeString:
    return _fact(str(Audience(code).label))


def _fact(label: str) -> SafeString:
    return draw("<li>{}</li>", label[:1].upper() + label[1:])


@lru_cache(maxsize=1024)
def _hours(_language: str, hours: int) -> SafeString:
    text = ngettext("%(hours)s ora", "%(hours)s ore", hours) % {"hours": hours}
    return draw("<li>{} {}</li>", icon("it-clock", "icon-xs"), text)


@lru_cache
def _state(_language: str, state: EditionState) -> SafeString:
    return draw(BADGE, state.tone, state.label)


@lru_cache(maxsize=1024)
def _start(_language: str, day: datetime.date) -> SafeString:
    return draw("<span>{}</span>", _("inizio %(day)s") % {"day": date_format(day, "j F Y")})


@lru_cache(maxsize=1024)
def _seats(_language: str, seats: int) -> SafeString:
    text = ngettext("%(seats)s posto libero", "%(seats)s posti liberi", seats) % {"seats": seats}
    return draw("<span>{}</span>", text)
