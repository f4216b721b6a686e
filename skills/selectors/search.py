"""Concepts by what people type: words in any order and form, in Italian or English, unfinished or slightly wrong."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from core.templatetags.polo import local
from skills.enums import CODED_KINDS, ConceptStatus
from skills.models import Concept

LIMIT = 12
FEW = 3  # with fewer answers than this, names that look alike are looked for too
LONG_WORD = 5  # letters; in shorter words a wrong letter makes another word
SHORT_WORD = 3  # letters; so few are the beginning of thousands of synonyms: of those only whole words count
ALIKE = 0.5  # of pg_trgm's word similarity, 0 to 1
WORD = re.compile(r"\w+")
CODE = re.compile(r"\d[\d.]*")
MAX_TEXT = 200

# What a list shows of a term, and of its group: read with the names, in one statement.
SHOWN = ("id", "kind", "notation", "label_it", "label_en", "group_id")
COLUMNS = ", ".join(f"{table}.{name}" for table in "cg" for name in SHOWN)
# The folded text is a sub-select so that it is worked out once, not once per row.
# Whole name first, then names that begin so, then those that hold the words; the Polo's own terms before the others.
BY_WORDS = """
WITH hit AS (
    SELECT n.concept_id, n.name, n.is_label,
        CASE WHEN n.folded = (SELECT lower(unaccent(%(text)s))) THEN 0
            WHEN starts_with(n.folded, (SELECT lower(unaccent(%(text)s)))) THEN 1 ELSE 2 END AS place
    FROM skills_conceptname n
    WHERE {condition}
), best AS (
    SELECT DISTINCT ON (concept_id) concept_id, name, is_label, place FROM hit
    ORDER BY concept_id, place, NOT is_label, length(name), name
)
SELECT {columns}, b.name FROM best b JOIN skills_concept c ON c.id = b.concept_id
LEFT JOIN skills_concept g ON g.id = c.group_id
WHERE c.kind = ANY(%(kinds)s) AND c.status = %(released)s
ORDER BY b.place, c.source = 'ESCO', NOT b.is_label, length(b.name), b.name, c.id LIMIT %(limit)s
"""
BEGINNING = "n.search @@ (to_tsquery('polo_it', %(query)s) || to_tsquery('english', %(query)s))"
WHOLE = "n.search @@ (to_tsquery('polo_it', %(whole)s) || to_tsquery('english', %(whole)s))"
BY_LONG_WORDS = BY_WORDS.format(condition=BEGINNING, columns=COLUMNS)
BY_SHORT_WORDS = BY_WORDS.format(condition=f"n.is_label AND {BEGINNING} OR {WHOLE}", columns=COLUMNS)
BY_LETTERS = """
WITH best AS (
    SELECT DISTINCT ON (n.concept_id) n.concept_id, n.name,
        word_similarity((SELECT lower(unaccent(%(text)s))), n.folded) AS likeness
    FROM skills_conceptname n WHERE n.folded %%> (SELECT lower(unaccent(%(text)s)))
    ORDER BY n.concept_id, likeness DESC, length(n.name), n.name
)
SELECT {columns}, b.name FROM best b JOIN skills_concept c ON c.id = b.concept_id
LEFT JOIN skills_concept g ON g.id = c.group_id
WHERE c.kind = ANY(%(kinds)s) AND c.status = %(released)s
ORDER BY b.likeness DESC, c.source = 'ESCO', length(b.name), b.name, c.id LIMIT %(limit)s
""".replace("{columns}", COLUMNS)
BY_NAME = """
SELECT DISTINCT n.concept_id FROM skills_conceptname n JOIN skills_concept c ON c.id = n.concept_id
WHERE n.folded = lower(unaccent(%(text)s)) AND n.search @@ (
    plainto_tsquery('polo_it', %(text)s) || plainto_tsquery('english', %(text)s))
AND c.kind = ANY(%(kinds)s) AND c.status = %(released)s ORDER BY 1 LIMIT 2
"""


@dataclass(frozen=True)
class Found:
    """A concept and the name by which it was found."""

    concept: Concept
    name: str

    @property
    def key(self) -> int | str:
        """What a form posts for it: of a classification the code, as rows keep it."""
        return self.concept.notation if self.concept.kind in CODED_KINDS else self.concept.pk

    @property
    def other_name(self) -> str:
        """What was found, where it is not what people will read."""
        return "" if self.name == local(self.concept, "label") else self.name


def concepts_search(text: str, *, kinds: Iterable[str], limit: int = LIMIT) -> list[Found]:
    """The concepts in use that a text may mean, best first. One read, two more where letters may be wrong."""
    kinds = list(kinds)
    if CODE.fullmatch(text.strip()) and set(kinds) <= set(CODED_KINDS):
        return _with_code(text.strip(), kinds, limit)
    words = WORD.findall(text[:MAX_TEXT])
    if not words:
        return []
    longest = max(map(len, words))
    parameters = _parameters(text, kinds) | {
        "limit": limit,
        "query": " & ".join(f"'{word}':*" for word in words),
        "whole": " & ".join(f"'{word}'" for word in words),
    }
    rows = _rows(BY_LONG_WORDS if longest > SHORT_WORD else BY_SHORT_WORDS, parameters)
    if len(rows) < FEW and longest >= LONG_WORD:
        known = {row[0] for row in rows}
        alike = [row for row in _rows_alike(parameters) if row[0] not in known]
        rows = [*rows, *alike][:limit]
    return [_found(row) for row in rows]


def _found(row: Sequence) -> Found:
    """Columns that are not shown are read when somebody asks for them."""
    size = len(SHOWN)
    concept, group = (Concept.from_db(None, SHOWN, row[start : start + size]) for start in (0, size))
    concept.group = group if group.pk else None
    return Found(concept, row[-1])


def _with_code(code: str, kinds: list[str], limit: int) -> list[Found]:
    """Terms of a classification whose code begins so, in its order."""
    concepts = Concept.objects.in_use().filter(kind__in=kinds, notation__startswith=code).select_related("group")
    return [Found(concept, local(concept, "label")) for concept in concepts.order_by("notation", "pk")[:limit]]


def concepts_named(text: str, *, kinds: Iterable[str]) -> list[Concept]:
    """The concepts that bear exactly this name, capitals and accents apart: two at most, so that one is the one."""
    if not WORD.search(text):
        return []
    if CODE.fullmatch(text.strip()) and set(kinds := list(kinds)) <= set(CODED_KINDS):
        return list(Concept.objects.in_use().filter(kind__in=kinds, notation=text.strip()).order_by("pk"))
    ids = [row[0] for row in _rows(BY_NAME, _parameters(text, kinds))]
    return list(Concept.objects.filter(pk__in=ids).order_by("pk"))


def _parameters(text: str, kinds: Iterable[str]) -> dict[str, str | int | list[str]]:
    folded = " ".join(text[:MAX_TEXT].replace("\0", " ").split())
    return {"text": folded, "kinds": [str(kind) for kind in kinds], "released": ConceptStatus.RELEASED.value}


def _rows(statement: str, parameters: dict[str, str | int | list[str]]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@transaction.atomic
def _rows_alike(parameters: dict[str, str | int | list[str]]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {ALIKE}")
    return _rows(BY_LETTERS, parameters)
