"""The dictionary of synonyms as the search uses it: kept in the cache, read anew when somebody changes a group."""

from collections.abc import Sequence

from django.core.cache import cache

from training.models import SynonymGroup
from training.selectors.italian import other_gender, roots

KEY, SECONDS = "training-synonyms", 3600
Dictionary = dict[tuple[str, ...], list[str]]


def synonyms() -> Dictionary:
    """For each name, as roots of its words, the names of its groups."""
    found = cache.get(KEY)
    if found is None:
        found = _read()
        cache.set(KEY, found, SECONDS)
    return found


def longest_name(words: Sequence[str], dictionary: Dictionary) -> tuple[int, list[str]]:
    """How many of the first words are a name of the dictionary (the longest one), and all its other names."""
    longest = max((len(key) for key in dictionary), default=0)
    for size in range(min(longest, len(words)), 0, -1):
        group = " ".join(words[:size])
        for form in (group, *other_gender(group)):
            if (key := roots(form)) in dictionary:
                return size, [name for name in dictionary[key] if roots(name) != key]
    return 1, []


def _read() -> Dictionary:
    dictionary: Dictionary = {}
    for group in SynonymGroup.objects.all():
        for name in group.names:
            kept = dictionary.setdefault(roots(name), [])
            kept += [other for other in group.names if other not in kept]
    return dictionary
