"""Italian words as people type them: accents, endings, masculine and feminine, wrong letters. No database here."""

import re
import unicodedata
from collections.abc import Iterator

# A wrong letter in a short word makes another word (tornio, forno): only longer ones are put right.
LONG_WORD, LONGER_WORD = 6, 9
WORD = re.compile(r"\w+")
# A feminine and a masculine ending of trades whose stems differ for the dictionary of PostgreSQL.
ENDINGS = (
    ("trice", "tore"), ("trici", "tori"), ("iera", "iere"), ("iere", "ieri"), ("essa", "e"), ("esse", "i"),
)  # fmt: skip
LONG_STEM = 4


def folded(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def root(word: str) -> str:
    """A word without its last vowels, so that singular and plural, he and she are one: enough for a dictionary."""
    bare = folded(word)
    short = bare.rstrip("aeiou")
    return short.removesuffix("h") if len(short) >= LONG_STEM - 1 else bare


def roots(text: str) -> tuple[str, ...]:
    return tuple(root(word) for word in WORD.findall(text))


def other_gender(word: str) -> Iterator[str]:
    """saldatrice -> saldatore, and the other way round."""
    bare = folded(word)
    for pair in ENDINGS:
        for ending, other in (pair, pair[::-1]):
            stem = bare.removesuffix(ending)
            if stem != bare and len(stem) >= LONG_STEM and len(ending) > 1:
                yield stem + other


def allowed_errors(word: str) -> int:
    """How many letters of a word may be wrong."""
    return (len(word) >= LONG_WORD) + (len(word) >= LONGER_WORD)


def errors_between(typed: str, meant: str) -> int:
    """Letters missing, added, changed or swapped with the next one (optimal string alignment)."""
    rows = [list(range(len(meant) + 1))]
    for i, left in enumerate(typed, 1):
        row = [i]
        for j, right in enumerate(meant, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == meant[j - 2] and typed[i - 2] == right:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
