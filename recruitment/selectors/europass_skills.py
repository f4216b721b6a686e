"""Which skills of the vocabulary a Europass names: by their address in our own files, by their words in any."""

from collections.abc import Sequence
from typing import Any

from recruitment.europass.skills_passport import ToldSkill
from recruitment.selectors.cv_skills import WORDS_KEPT, folded_name, skills_named
from skills.enums import SKILL_KINDS, ConceptKind, ConceptStatus, Level
from skills.models import Concept, ConceptName

MOST_SKILLS = 60


def skills_told(told: Sequence[ToldSkill], *, text: str, held: set[int]) -> tuple[list[dict[str, Any]], int]:
    """[{skill, words, level}], those that the person has not got yet first, and how many of these did not fit.

    A file that lists its skills has said which they are: its other words are not looked through.
    """
    rows = {skill: _row(skill, row.label, row.level) for skill, row in _listed(told).items()}
    if not rows:
        rows = {named.skill: _row(named.skill, named.words, 0) for named in skills_named(text, without=held)}
    ordered = sorted(rows.values(), key=lambda row: row["skill"] in held)
    return ordered[:MOST_SKILLS], len([row for row in ordered[MOST_SKILLS:] if row["skill"] not in held])


def _row(skill: int, words: str, level: int) -> dict[str, Any]:
    return {"skill": skill, "words": words[:WORDS_KEPT], "level": level if level in Level.values else 0}


def _listed(told: Sequence[ToldSkill]) -> dict[int, ToldSkill]:
    """By their address; those without one by their name, where only one skill in use is called so."""
    by_uri = {row.uri: row for row in told if row.uri}
    known = Concept.objects.in_use().filter(kind__in=SKILL_KINDS, uri__in=by_uri).order_by("pk")
    found = {skill: by_uri[uri] for skill, uri in known.values_list("pk", "uri")}
    by_name = {folded_name(row.label): row for row in told if not row.uri}
    names = ConceptName.objects.filter(is_label=True, folded__in=by_name, concept__kind__in=SKILL_KINDS)
    called: dict[str, set[int]] = {}
    rows = names.filter(concept__status=ConceptStatus.RELEASED).order_by("pk").values_list("folded", "concept")
    for name, skill in rows:
        called.setdefault(name, set()).add(skill)
    return {min(skills): by_name[name] for name, skills in called.items() if len(skills) == 1} | found


def fields_in_use(codes: set[str]) -> set[str]:
    """Of the fields of study that a file writes, those that the classification of today has."""
    concepts = Concept.objects.in_use().filter(kind=ConceptKind.FIELD_OF_STUDY, notation__in=codes)
    return set(concepts.values_list("notation", flat=True))
