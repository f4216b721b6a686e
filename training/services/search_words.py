"""The words of the courses, kept apart so that a mistyped one finds the one that was meant."""

import re
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from training.models import Course, SearchWord
from training.models.search import WORD_MAX
from training.selectors import synonyms
from training.selectors.italian import LONG_WORD, folded

LONG_WORDS = re.compile(rf"[^\W\d_]{{{LONG_WORD - 1},{WORD_MAX}}}")  # somebody may have typed one letter more
BATCH = 2000


def synonyms_changed() -> None:
    """The dictionary is read anew once the change is stored."""
    transaction.on_commit(lambda: cache.delete(synonyms.KEY))


def words_add(*, texts: Iterable[str]) -> None:
    """Remember the long words of these texts."""
    words = sorted({word for text in texts for word in LONG_WORDS.findall(text.lower())})
    rows = [SearchWord(word=word, folded=folded(word)[:WORD_MAX]) for word in words]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


@transaction.atomic
def words_renew() -> int:
    """Forget the words that no published course holds any more, remember the others; returns how many are kept."""
    kept: set[str] = set()
    for texts in _texts(Course.objects.published()):
        kept.update(LONG_WORDS.findall(" ".join(texts).lower()))
    SearchWord.objects.exclude(word__in=kept).delete()
    words_add(texts=kept)
    return len(kept)


def _texts(courses: QuerySet[Course]) -> Iterable[tuple[str, ...]]:
    return courses.order_by("pk").values_list("title", "summary", "search_terms").iterator(chunk_size=BATCH)
