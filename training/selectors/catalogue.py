"""The catalogue's page: the courses that answer, with what a card shows, and the facets. At most four statements."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.enums import EditionState
from training.models import Course, Edition
from training.selectors.answer import Answer, find_answer
from training.selectors.card_rows import card_courses, card_editions
from training.selectors.catalogue_query import FACETS, OPEN_PARAM, OPEN_VALUE, CatalogueQuery, Facet
from training.selectors.facets import Count, FacetCounts
from training.selectors.places import Town, towns
from training.selectors.search_text import Reason, as_html, found_names, has_mark

PAGE_SIZE = 20
CARD_REASONS = 3


class Card(NamedTuple):
    course: Any  # its columns that a card shows
    kind: str
    level: int | None
    partner: str
    town: str
    skills: list[str]
    title: SafeString
    summary: SafeString
    found_in: list[Reason]  # other names that answered: skills, professions, partner
    text: SafeString  # the passage of the description that answered
    edition: Edition | None
    state: EditionState | None  # of the edition, worked out once
    seats_left: int | None


class Choice(NamedTuple):
    value: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    facet: Facet
    choices: list[Choice]


@dataclass(frozen=True)
class Chip:
    label: str
    address: str


@dataclass(frozen=True)
class Catalogue:
    answer: Answer
    query: CatalogueQuery
    page: Page
    cards: list[Card]
    groups: list[Group]
    open_choice: Choice
    chips: list[Chip]
    towns: tuple[Town, ...]  # from which distance may be measured
    total: int
    is_capped: bool
    has_unknown: bool


def catalogue(courses: QuerySet[Course], query: CatalogueQuery, *, page: str | int, day: datetime.date) -> Catalogue:
    """One page of the answers to `query` among `courses` (published ones, or those for teachers)."""
    answer = find_answer(courses, query, day)
    query, counts = answer.query, answer.counts
    rows = _page(counts, number=page)
    editions = card_editions([course.pk for course in rows], day)
    groups = [Group(facet, _choices(facet, query, counts)) for facet in FACETS]
    open_choice = Choice(OPEN_VALUE, _("Solo con iscrizioni aperte e posti liberi"), counts.open, query.open_only)
    return Catalogue(
        answer=answer,
        query=query,
        page=rows,
        cards=[_card(course, editions.get(course.pk), day) for course in rows],
        groups=groups,
        open_choice=open_choice,
        chips=_chips(query, groups, open_choice),
        towns=tuple(towns().values()),
        total=counts.total,
        is_capped=counts.is_capped,
        has_unknown=answer.has_unknown,
    )


def _page(counts: FacetCounts, *, number: str | int) -> Page:
    """The order is known by the keys; only the rows of the page are read."""
    page = Paginator(counts.keys, PAGE_SIZE).get_page(number)
    keys = [int(key) for key in page.object_list]
    page.object_list = card_courses(keys, counts.words)  # until here keys
    return page


def _card(course: Any, edition: Any, day: datetime.date) -> Card:
    title, summary = getattr(course, "marked_title", course.title), getattr(course, "marked_summary", course.summary)
    terms, text = getattr(course, "marked_terms", ""), getattr(course, "marked_text", "")
    return Card(
        course=course,
        kind=course.card_kind,
        level=course.card_level,
        partner=course.card_partner,
        town=course.card_town or (edition.town if edition else "") or "",
        skills=course.card_skills,
        title=as_html(title),
        summary=as_html(summary),
        found_in=found_names(terms, get_language() or "it", CARD_REASONS),
        # Only where nothing else of the card says why it is here.
        text=as_html(text if has_mark(text) and not has_mark(title + summary + terms) else ""),
        edition=edition,
        state=edition.state_on(day, edition.taken) if edition else None,
        seats_left=edition.seats_left_told(edition.taken) if edition else None,
    )


def _choices(facet: Facet, query: CatalogueQuery, counts: FacetCounts) -> list[Choice]:
    """Values with answers and those chosen, the most frequent first."""
    chosen = query.values(facet.param)
    found = dict(counts.facets[facet.param])
    for value in chosen:
        found.setdefault(value, Count(value, "", 0))
    labels = _labels(facet, get_language() or "")
    choices = [
        Choice(value, label, number, value in chosen)
        for value, name, number in found.values()
        if (label := name or labels.get(value, ""))
    ]
    if facet.keeps_order:
        order = list(labels)
        return sorted(choices, key=lambda choice: order.index(choice.value))
    return sorted(choices, key=lambda choice: (-choice.number, choice.label))


@lru_cache
def _labels(facet: Facet, _language: str) -> dict[str, str]:
    """Of values that are code, in their order; the others come with their names."""
    return {value: str(label) for value, label in (facet.choices or {}).items()}


def _chips(query: CatalogueQuery, groups: list[Group], open_choice: Choice) -> list[Chip]:
    chips = [
        Chip(choice.label, query.without((group.facet.param, choice.value)).address())
        for group in groups
        for choice in group.choices
        if choice.is_chosen
    ]
    if query.near:
        place = _("entro %(km)s km da %(town)s") % {"km": query.km, "town": towns()[query.near].name}
        chips.append(Chip(place, query.without_distance().address()))
    if open_choice.is_chosen:
        chips.append(Chip(open_choice.label, query.without((OPEN_PARAM, OPEN_VALUE)).address()))
    return chips
