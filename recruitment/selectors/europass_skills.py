"""Which skills of the vocabulary a Europass names: by their address in our own files, by their words in any."""

from collections.abc import Sequence
from typing import Any

from recruitment.europass.skills_passport import ToldSkill
from recruitment.selectors.cv_skills import WORDS_KEPT, skills_named
from skills.enums import SKILL_KINDS, ConceptKind, Level
from skills.models import Concept

MOST_SKILLS = 60


def skills_told(told: Sequence[ToldSkill], *, text: str, held: set[int]) -> tuple[list[dict[str, Any]], int]:
    """[{skill, words, level}], those that the person has not got yet first, and how many of these did not fit."""
    by_uri = {row.uri: row for row in told if row.uri}
    known = Concept.objects.in_use().filter(kind__in=SKILL_KINDS, uri__in=by_uri).order_by("pk")
    rows = {}
    for skill, uri in known.values_list("pk", "uri"):
        row = by_uri[uri]
        level = row.level if row.level in Level.values else 0
        rows[skill] = {"skill": skill, "words": row.label[:WORDS_KEPT], "level": level}
    for named in skills_named(text, without=held | set(rows)):
        rows[named.skill] = {"skill": named.skill, "words": named.words, "level": 0}
    ordered = sorted(rows.values(), key=lambda row: row["skill"] in held)
    return ordered[:MOST_SKILLS], len([row for row in ordered[MOST_SKILLS:] if row["skill"] not in held])


def fields_in_use(codes: set[str]) -> set[str]:
    """Of the fields of study that a file writes, those that the classification of today has."""
    concepts = Concept.objects.in_use().filter(kind=ConceptKind.FIELD_OF_STUDY, notation__in=codes)
    return set(concepts.values_list("notation", flat=True))
