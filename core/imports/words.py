"""Words of a file that stand for one thing of a list: choices by their labels in both languages, lists in a cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from core.imports.cells import folded
from core.imports.errors import CellError

SEPARATOR = re.compile(r"[;|\n]+")


@dataclass(frozen=True)
class Words:
    """Words that stand for one thing, and the ones to name when nothing fits."""

    meaning: Mapping[str, Any]
    known: tuple[str, ...] = ()

    def find(self, words: str, code: str) -> Any:
        if (found := self.meaning.get(folded(words))) is None:
            named = {"known": ", ".join(self.known)} if self.known else {}
            raise CellError(code, value=words, **named)
        return found


def choice_words(synonyms: Mapping[Any, tuple[str, ...]]) -> Words:
    """The values, their labels in both languages and what else they are called; named in the reader's language."""
    meaning = {}
    for choice, words in synonyms.items():
        for language in ("it", "en"):
            with override(language):
                meaning[folded(str(choice.label))] = choice.value
        meaning |= {folded(word): choice.value for word in (*words, choice.value)}
    return Words(meaning, tuple(str(choice.label) for choice in synonyms))


def pieces(cell: str) -> Iterator[str]:
    """The names of a list in one cell."""
    return (piece.strip() for piece in SEPARATOR.split(cell) if piece.strip())
