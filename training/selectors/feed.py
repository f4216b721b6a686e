"""A saved search as an Atom feed (RFC 4287)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.models import Course, SavedSearch


def atom_feed(search: SavedSearch, courses: Iterable[Course]) -> str:
    """The name of the person stands nowhere: whoever has the address reads it."""
    address = settings.SITE_URL + reverse("training:saved_search_feed", args=[search.token])
    feed = Atom1Feed(
        title=_for_xml(_("Corsi: %(name)s") % {"name": search.name}),
        link=settings.SITE_URL + search.get_absolute_url(),
        description=_("I corsi del Polo che rispondono a questa ricerca, gli ultimi pubblicati per primi."),
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=_("Polo tecnico-professionale della Spezia"),
        feed_url=address,
        feed_guid=address,
    )
    for course in courses:
        page = settings.SITE_URL + course.get_absolute_url()
        feed.add_item(
            title=_for_xml(course.title),
            link=page,
            description=_for_xml(course.summary),
            unique_id=page,
            pubdate=course.published_at,
            updateddate=course.updated_at,
            author_name=course.partner.name,
        )
    return feed.writeString("utf-8")


def _for_xml(text: str) -> str:
    """XML has no place for the signs that word processors leave in a text, such as the line break of Word."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
