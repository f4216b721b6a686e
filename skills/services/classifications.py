"""Codes of a public classification: loaded in place, so that what points to one keeps it; never deleted."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import BusinessRuleError
from core.services import record_event
from skills.classifications.codes import Code, Correspondence
from skills.enums import ConceptKind, ConceptStatus
from skills.models import Concept, ConceptMapping, ConceptScheme

FACTS = Path(__file__).resolve().parents[1] / "data" / "classifications.toml"
KINDS = {str(kind): kind for kind in (
    ConceptKind.ATECO_2007, ConceptKind.ATECO_2025, ConceptKind.FIELD_OF_STUDY, ConceptKind.EQF_LEVEL
)}  # fmt: skip
FIELDS = ["scheme", "uri", "label_it", "label_en", "description_it", "broader", "status", "source"]
MAX_LABEL = 200
MIN_KEPT = 0.8  # a whole edition that lost more than a fifth of the codes is more often a broken file


@dataclass
class Loaded:
    """What a load did: numbers, and the codes or pairs that point to nothing."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    dangling: list[str] = field(default_factory=list)


@transaction.atomic
def classification_load(
    *, name: str, codes: Iterable[Code], source: str, is_whole: bool = False, may_shrink: bool = False
) -> Loaded:
    """Write what differs. A whole edition also marks as superseded the codes that it no longer has.

    A part (`is_whole` false) leaves alone what a whole edition has written.
    """
    kind, facts = KINDS[name], _facts(name)
    prefix = facts.pop("prefix")
    scheme, _created = ConceptScheme.objects.update_or_create(code=name, defaults=facts)
    wanted = {code.code: code for code in codes}
    known = {row.notation: row for row in Concept.objects.filter(kind=kind).order_by("pk")}
    _refuse_shrinking(wanted, known, is_checked=is_whole and not may_shrink)
    loaded = Loaded()
    rows = [
        _concept(code, known.get(code.code), scheme=scheme, kind=kind, prefix=prefix, source=source)
        for code in wanted.values()
        if is_whole or code.code not in known or known[code.code].source == source
    ]
    _write(rows, loaded)
    _link_parents(kind, wanted, loaded)
    if is_whole:
        gone = Concept.objects.filter(kind=kind, status=ConceptStatus.RELEASED).exclude(notation__in=wanted)
        loaded.removed = gone.update(status=ConceptStatus.OBSOLETE)
        record_event(
            by=None, verb="skills.classification_updated", target=scheme,
            after={"codes": len(wanted), "added": loaded.added, "removed": loaded.removed},
        )  # fmt: skip
    return loaded


@transaction.atomic
def correspondences_load(
    *, earlier: str, later: str, pairs: Iterable[Correspondence], source: str, is_whole: bool = False
) -> Loaded:
    """Which code of one edition stands for which of the next. A whole table replaces what there was."""
    ends = [dict(Concept.objects.filter(kind=KINDS[name]).values_list("notation", "pk")) for name in (earlier, later)]
    mappings = ConceptMapping.objects.filter(from_concept__kind=KINDS[earlier], to_concept__kind=KINDS[later])
    present = {(row.from_concept_id, row.to_concept_id): row for row in mappings}
    loaded, wanted = Loaded(), {}
    for pair in pairs:
        if pair.earlier in ends[0] and pair.later in ends[1]:
            wanted[ends[0][pair.earlier], ends[1][pair.later]] = pair.relation
        else:
            loaded.dangling.append(f"{pair.earlier} → {pair.later}")
    rows = [
        ConceptMapping(from_concept_id=one, to_concept_id=other, relation=relation, source=source)
        for (one, other), relation in wanted.items()
    ]
    ConceptMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["from_concept", "to_concept"],
        update_fields=["relation", "source"],
        batch_size=1000,
    )
    loaded.added = len(wanted.keys() - present.keys())
    loaded.changed = sum(present[pair].relation != relation for pair, relation in wanted.items() if pair in present)
    if is_whole:
        gone = [row.pk for pair, row in present.items() if pair not in wanted]
        loaded.removed = len(gone)
        ConceptMapping.objects.filter(pk__in=gone).delete()
    return loaded


def _facts(name: str) -> dict[str, Any]:
    return dict(tomllib.loads(FACTS.read_text(encoding="utf-8"))[name])


def _refuse_shrinking(wanted: dict[str, Code], known: dict[str, Concept], *, is_checked: bool) -> None:
    in_use = [row for row in known.values() if row.status == ConceptStatus.RELEASED]
    if is_checked and len(wanted) < MIN_KEPT * len(in_use):
        raise BusinessRuleError(
            _("Il file ha %(found)d codici, quelli già caricati sono %(known)d: manca più di un quinto.")
            % {"found": len(wanted), "known": len(in_use)}
        )


def _concept(
    code: Code, known: Concept | None, *, scheme: ConceptScheme, kind: ConceptKind, prefix: str, source: str
) -> tuple[Concept, bool]:
    """The row as it should be, and whether anything in it changes."""
    facts = {
        "scheme_id": scheme.pk,
        "uri": prefix + code.code if prefix else "",
        "label_it": _short(code.label_it),
        "label_en": _short(code.label_en or code.label_it),
        "description_it": code.label_it if len(code.label_it) > MAX_LABEL else "",
        "status": ConceptStatus.RELEASED,
        "source": source,
    }
    row = known or Concept(kind=kind, notation=code.code)
    is_changed = known is None or any(getattr(row, name) != value for name, value in facts.items())
    for name, value in facts.items():
        setattr(row, name, value)
    return row, is_changed


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1].rstrip() + "…"


def _write(rows: list[tuple[Concept, bool]], loaded: Loaded) -> None:
    new = [row for row, _changed in rows if row.pk is None]
    changed = [row for row, is_changed in rows if is_changed and row.pk is not None]
    Concept.objects.bulk_create(new, batch_size=1000)
    Concept.objects.bulk_update(changed, [name for name in FIELDS if name != "broader"], batch_size=500)
    loaded.added, loaded.changed = len(new), len(changed)


def _link_parents(kind: ConceptKind, wanted: dict[str, Code], loaded: Loaded) -> None:
    rows = {row.notation: row for row in Concept.objects.filter(kind=kind).order_by("pk")}
    moved = []
    for code in wanted.values():
        parent = rows.get(code.parent)
        if code.parent and parent is None:
            loaded.dangling.append(f"{code.code} < {code.parent}")
        row = rows[code.code]
        if row.broader_id != (parent.pk if parent else None):
            row.broader = parent
            moved.append(row)
    Concept.objects.bulk_update(moved, ["broader"], batch_size=500)
