"""Which skills of the vocabulary a text names, and in which words."""

import re
import unicodedata
from dataclasses import dataclass

from skills.enums import SKILL_KINDS, ConceptStatus
from skills.models import ConceptName

WORD = re.compile(r"\w+")
LONGEST_NAME = 8  # words
SHORTEST = 4  # letters: shorter names mean too many things
MOST = 30
WORDS_KEPT = 160


@dataclass(frozen=True)
class Named:
    """A skill by its number, and the words of the text that name it."""

    skill: int
    words: str


def skills_named(text: str, *, without: set[int]) -> list[Named]:
    """The longest names first, since they say most; never more than one can look through."""
    spoken = _phrases(text)
    names = ConceptName.objects.filter(concept__kind__in=SKILL_KINDS, concept__status=ConceptStatus.RELEASED).exclude(
        concept__in=without
    )
    found: dict[int, str] = {}
    rows = names.order_by("concept", "-is_label", "pk").values_list("concept", "folded")
    for concept, folded in rows.iterator():
        if len(folded) >= SHORTEST and folded in spoken:
            found[concept] = max(found.get(concept, ""), spoken[folded], key=len)
    best = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST]
    return [Named(skill, words[:WORDS_KEPT]) for skill, words in best]


def _phrases(text: str) -> dict[str, str]:
    """Each run of few words, without capitals, accents and punctuation -> as it stands in the text."""
    spans = [match.span() for match in WORD.finditer(text)]
    words = [folded_name(text[start:end]) for start, end in spans]
    phrases: dict[str, str] = {}
    for first in range(len(spans)):
        for last in range(first, min(first + LONGEST_NAME, len(spans))):
            written = " ".join(text[spans[first][0] : spans[last][1]].split())
            phrases.setdefault(" ".join(words[first : last + 1]), written)
            phrases.setdefault(folded_name(written), written)
    return phrases


def folded_name(words: str) -> str:
    """As the database folds names: lower(unaccent(…))."""
    plain = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
