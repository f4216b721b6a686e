"""The codes of a classification in words, and what those of an old edition have become."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from skills.enums import ConceptKind
from skills.models import Concept, ConceptMapping


@dataclass(frozen=True)
class Corresponding:
    """A code, and the codes of the other edition that stand for it or for a part of it."""

    concept: Concept
    mappings: list[ConceptMapping]


def corresponding(kind: ConceptKind, codes: Iterable[str], other: ConceptKind) -> list[Corresponding]:
    """In the order of the codes; one that is in no edition known here is left out."""
    mappings = (
        ConceptMapping.objects.filter(to_concept__kind=other).select_related("to_concept")
        .order_by("to_concept__notation", "pk")
    )  # fmt: skip
    concepts = Concept.objects.filter(kind=kind, notation__in=codes).order_by("notation", "pk")
    rows = concepts.prefetch_related(Prefetch("mappings", queryset=mappings))
    return [Corresponding(row, list(row.mappings.all())) for row in rows]


def in_words(kind: ConceptKind, codes: Iterable[str]) -> list[Concept]:
    """In the order of the codes, in one query; one that is in no edition known here comes without words."""
    wanted = list(codes)
    known = {row.notation: row for row in Concept.objects.filter(kind=kind, notation__in=wanted)}
    return [known.get(code) or Concept(kind=kind, notation=code) for code in wanted]
