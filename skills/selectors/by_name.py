"""The concepts that a file names, many at once: one query for all its rows."""

from collections.abc import Iterable

from django.db import connection

from skills.enums import SKILL_KINDS, ConceptKind, ConceptStatus

CONCEPTS = """
    SELECT lower(unaccent(asked)), c.id, c.kind FROM unnest(%(asked)s::text[]) AS asked
    JOIN skills_conceptname n ON n.folded = lower(unaccent(asked)) JOIN skills_concept c ON c.id = n.concept_id
    WHERE c.status = %(released)s ORDER BY n.is_label, c.id DESC
"""
FOLDED = "SELECT asked, lower(unaccent(asked)) FROM unnest(%(asked)s::text[]) AS asked"


class ConceptsByName:
    """Skills and occupations by their labels and synonyms, a label before a synonym."""

    def __init__(self, names: Iterable[str]) -> None:
        asked = sorted(set(names))
        self._concepts: dict[tuple[str, bool], int] = {}
        self._folded: dict[str, str] = {}
        if asked:
            self._ask(asked)

    def _ask(self, asked: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FOLDED, {"asked": asked})
            self._folded = dict(cursor.fetchall())
            cursor.execute(CONCEPTS, {"asked": asked, "released": ConceptStatus.RELEASED})
            for name, pk, kind in cursor.fetchall():
                if kind in SKILL_KINDS or kind == ConceptKind.OCCUPATION:
                    self._concepts[name, kind == ConceptKind.OCCUPATION] = pk

    def skill(self, name: str) -> int | None:
        return self._concepts.get((self._folded.get(name, ""), False))

    def occupation(self, name: str) -> int | None:
        return self._concepts.get((self._folded.get(name, ""), True))
