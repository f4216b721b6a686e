"""Counts words that no course answered: demand that no offer meets. Of who asked nothing is kept."""

import datetime
import hashlib
import re

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from training.models import EmptySearch
from training.selectors.empty_searches import LEAST_ASKERS, WEEKS_KEPT, week_of
from training.selectors.italian import folded

LONGEST, WORDS_MOST, SHORTEST = 60, 6, 3
# An address, a telephone or any other long number, a tax code: whoever types one is not looking for a course.
PERSONAL = re.compile(r"@|www\.|(?:\d[\s./-]*){5}|\b[a-z]{6}\d\w{9}\b")
ASKER_SECONDS = 24 * 3600


@transaction.atomic
def empty_search_note(*, text: str, asker: str) -> bool:
    """Count one asker of these words, once a day; the row holds words, week and number only.

    `asker`, an address of the net, is hashed with the secret and the day, and forgotten after a day.
    """
    words = " ".join(folded(text).split())
    if not _may_be_kept(words) or not _is_new(words, asker):
        return False
    row, _created = EmptySearch.objects.get_or_create(text=words, week=week_of(timezone.localdate()))
    EmptySearch.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return True


def empty_searches_forget(*, today: datetime.date) -> int:
    """Words of past weeks that fewer than three asked for, and all of them after a year."""
    week = week_of(today)
    few = EmptySearch.objects.filter(week__lt=week, count__lt=LEAST_ASKERS)
    old = EmptySearch.objects.filter(week__lt=week - datetime.timedelta(weeks=WEEKS_KEPT))
    return sum(rows.delete()[0] for rows in (few, old))


def _may_be_kept(words: str) -> bool:
    return SHORTEST <= len(words) <= LONGEST and len(words.split()) <= WORDS_MOST and not PERSONAL.search(words)


def _is_new(words: str, asker: str) -> bool:
    told = f"{settings.SECRET_KEY} {timezone.localdate()} {asker} {words}"
    return cache.add(f"asked-{hashlib.sha256(told.encode()).hexdigest()}", 1, ASKER_SECONDS)
