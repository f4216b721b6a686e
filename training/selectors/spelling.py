"""What somebody who mistyped may have meant: long words only, put right with the words that courses hold."""

from django.db import connection

from training.models import SearchWord
from training.selectors.italian import allowed_errors, errors_between, folded
from training.selectors.search_text import BETWEEN_WORDS, OPERATORS
from training.selectors.synonyms import Dictionary, longest_name

CANDIDATES = 12
# The nearest words by triples of letters; how many letters are wrong is counted afterwards.
NEAREST = f"""
SELECT typed.word, near.word, near.folded FROM unnest(%s::text[]) typed(word) CROSS JOIN LATERAL (
    SELECT word, folded FROM {SearchWord._meta.db_table} WHERE folded %% typed.word
    ORDER BY similarity(folded, typed.word) DESC, word LIMIT {CANDIDATES}
) near
"""  # noqa: S608  (names of the program only)


def put_right(text: str, dictionary: Dictionary) -> str:
    """The text with its unknown long words as they may have been meant; empty when there is nothing to put right."""
    words = [word for word in BETWEEN_WORDS.split(text) if word]
    doubtful = [word for word in words if _is_doubtful(word, dictionary)]
    if OPERATORS.search(text) or not doubtful:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [[folded(word) for word in doubtful]])
        rows = cursor.fetchall()
    meant = {word: _meant(folded(word), [row[1:] for row in rows if row[0] == folded(word)]) for word in doubtful}
    right = " ".join(meant.get(word) or word for word in words)
    return right if any(meant.values()) else ""


def _is_doubtful(word: str, dictionary: Dictionary) -> bool:
    return allowed_errors(word) > 0 and not longest_name([word], dictionary)[1]


def _meant(typed: str, candidates: list[tuple[str, str]]) -> str:
    """The candidate with the fewest wrong letters; none for a word that courses hold, or the beginning of one."""
    if any(bare.startswith(typed) for _word, bare in candidates):
        return ""
    near = [(errors_between(typed, bare), place, word) for place, (word, bare) in enumerate(candidates)]
    errors, _place, word = min(near, default=(99, 0, ""))
    return word if errors <= allowed_errors(typed) else ""
