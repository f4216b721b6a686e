"""What a person keeps of the catalogue. No events: the audit would remember for years what somebody looked at."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError, broken_rule
from core.isolation import Tally, each_apart
from core.services import notify
from training.models import Bookmark, Course, SavedSearch
from training.models.kept import Rhythm
from training.selectors.saved import new_courses

SEARCHES_MOST = 50
NAMED_IN_MAIL = 10
ONCE = "training_savedsearch_once"


@transaction.atomic
def bookmark_toggle(*, course: Course, by: User) -> bool:
    """Keep a course, or let it go; returns whether it is kept now."""
    gone, _rows = Bookmark.objects.filter(person=by, course=course).delete()
    if not gone:
        Bookmark.objects.get_or_create(person=by, course=course)
    return not gone


@transaction.atomic
def search_save(*, name: str, address: str, rhythm: str, by: User) -> SavedSearch:
    """Keep a question. What is there already is not news: the first mail tells what comes from now on."""
    if SavedSearch.objects.filter(person=by).count() >= SEARCHES_MOST:
        raise BusinessRuleError(_("Hai già cinquanta ricerche salvate: togline una."))
    search = SavedSearch(person=by, name=name, address=address, rhythm=rhythm)
    search.full_clean(exclude={"token"}, validate_constraints=False)
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        if broken_rule(error) != ONCE:
            raise
        raise BusinessRuleError(_("Hai già salvato questa ricerca.")) from error
    return search


@transaction.atomic
def search_change(*, search: SavedSearch, rhythm: str) -> SavedSearch:
    """Another rhythm: what is still to be told stays so; one that was stopped starts to count now."""
    search = SavedSearch.objects.select_for_update(of=("self",), no_key=True).get(pk=search.pk)
    if search.rhythm == Rhythm.NEVER:
        search.told_until = timezone.now()
    search.rhythm = rhythm
    search.save(update_fields=["rhythm", "told_until", "updated_at"])
    return search


def search_delete(*, search: SavedSearch) -> None:
    search.delete()


def alerts_send(*, now: datetime.datetime) -> Tally:
    """One mail for each saved search that is due and has something new; one that fails does not stop the others."""
    return each_apart("saved_search", _due(now), lambda key: _alert(key, now))


def _due(now: datetime.datetime) -> list[int]:
    searches: QuerySet[SavedSearch] = SavedSearch.objects.calling().order_by("pk")
    return [search.pk for search in searches if search.is_due(now)]


def _alert(key: int, now: datetime.datetime) -> int:
    """The mail and the note that it was written stand or fall together, so that a second run finds nothing to do."""
    searches = SavedSearch.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    search = searches.filter(pk=key).first()
    if search is None or search.rhythm == Rhythm.NEVER or not search.is_due(now):
        return 0
    courses = list(new_courses(search, timezone.localdate(now))[: NAMED_IN_MAIL + 1])
    if courses:
        notify(
            kind="saved_search",
            key=f"saved_search:{search.pk}:{timezone.localdate(now)}",
            recipients=[search.person],
            data=_words(search, courses),
            path=search.get_absolute_url(),
        )
    search.told_until = now
    search.save(update_fields=["told_until", "updated_at"])
    return int(bool(courses))


def _words(search: SavedSearch, courses: list[Course]) -> dict:
    return {
        "name": search.name,
        "courses": [f"{course.title} ({course.partner.name})" for course in courses[:NAMED_IN_MAIL]],
        "has_more": len(courses) > NAMED_IN_MAIL,
        "stop": settings.SITE_URL + reverse("training:saved_search_stop", args=[search.token]),
    }
