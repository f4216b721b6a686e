"""Rows of the official files as concepts and links: the shapes that the load writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from skills.enums import ConceptKind, ConceptStatus, Importance, RelationKind
from skills.esco.archive import Release, Row

MAX_LABEL = 200  # Concept.label_it
SAMPLES = 50


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One term in one language. `label` is what people read; `alternatives` are its synonyms, without repeats."""

    uri: str
    kind: str
    notation: str
    esco_code: str
    isco: str
    label: str
    alternatives: list[str]
    description: str
    status: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """`kind` says which table: "asks" occupation -> skill, "relation" skill -> skill, "parent" and "group" a tree."""

    kind: str
    from_uri: str
    to_uri: str
    value: str


@dataclass
class Reading:
    """What had to be passed over or read with a guess: {reason: count} and a few examples of each."""

    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, reason: str, example: str) -> None:
        self.counts[reason] = self.counts.get(reason, 0) + 1
        examples = self.samples.setdefault(reason, [])
        if len(examples) < SAMPLES:
            examples.append(example)


def concepts(release: Release, reading: Reading) -> Iterator[ConceptRow]:
    """Every term of the release once, groups first; unusable rows are noted in `reading` and left out."""
    seen: set[str] = set()
    for part in ("ISCOGroups", "skillGroups", "occupations", "skills"):
        for row in release.rows(part):
            uri, label = row["conceptUri"].strip(), _one_line(row["preferredLabel"])
            if not uri or not label or len(label) > MAX_LABEL:
                reading.note("unusable", uri or label[:MAX_LABEL] or part)
            elif uri in seen:
                reading.note("repeated", uri)
            else:
                seen.add(uri)
                yield _concept(part, row, uri, label, reading)


def links(release: Release) -> Iterator[LinkRow]:
    """Every link of the release; ends that do not exist are found by the load."""
    for row in release.rows("occupationSkillRelations"):
        importance = Importance.ESSENTIAL if row["relationType"] == "essential" else Importance.OPTIONAL
        yield LinkRow("asks", row["occupationUri"], row["skillUri"], importance.value)
    for row in release.rows("skillSkillRelations"):
        relation = RelationKind.NEEDED if row["relationType"] == "essential" else RelationKind.RELATED
        yield LinkRow("relation", row["originalSkillUri"], row["relatedSkillUri"], relation.value)
    for row in release.rows("broaderRelationsSkillPillar"):
        yield _in_skill_pillar(row)
    for row in release.rows("broaderRelationsOccPillar"):
        yield LinkRow("parent", row["conceptUri"], row["broaderUri"], "")


def notation_of(uri: str) -> str:
    """The stable key of an imported term: its UUID, or `isco-7212`, `isced-f-0715`, `skill-s1-2` without one."""
    path = uri.partition("/esco/")[2] or uri
    kind, _slash, rest = path.partition("/")
    key = rest if len(rest) > len("isced-f-0000") else f"{kind}-{rest}"
    return re.sub(r"[^a-z0-9-]+", "-", key.lower().replace("isco-c", "isco-")).strip("-")


def _concept(part: str, row: Row, uri: str, label: str, reading: Reading) -> ConceptRow:
    code = row.get("code", "").strip()
    return ConceptRow(
        uri=uri,
        kind=_kind(part, row, reading).value,
        notation=notation_of(uri),
        esco_code=code if part in {"occupations", "skillGroups"} else "",
        isco={"occupations": row.get("iscoGroup", "").strip(), "ISCOGroups": code}.get(part, ""),
        label=label,
        alternatives=_alternatives(row.get("altLabels", ""), label),
        description=row.get("description", "").strip(),
        status=_status(row).value,
    )


def _kind(part: str, row: Row, reading: Reading) -> ConceptKind:
    if part != "skills":
        kinds = {"occupations": ConceptKind.OCCUPATION, "ISCOGroups": ConceptKind.ISCO_GROUP}
        return kinds.get(part, ConceptKind.GROUP)
    if not row["skillType"]:
        reading.note("without_type", row["conceptUri"])
    return ConceptKind.KNOWLEDGE if row["skillType"] == "knowledge" else ConceptKind.SKILL


def _status(row: Row) -> ConceptStatus:
    return ConceptStatus.RELEASED if row.get("status", "").strip() in {"", "released"} else ConceptStatus.OBSOLETE


def _alternatives(text: str, label: str) -> list[str]:
    """ESCO writes one synonym a line; its collections separate them by a bar."""
    parts = text.split("\n") if "\n" in text else text.split(" | ")
    names = dict.fromkeys(_one_line(part) for part in parts)
    return [name for name in names if name and name != label and len(name) <= MAX_LABEL]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _in_skill_pillar(row: Row) -> LinkRow:
    """A skill below a skill is a relation; below a group it belongs to the group; groups make a tree."""
    is_skill, below_group = row["conceptType"] != "SkillGroup", row["broaderType"] == "SkillGroup"
    kind = "group" if is_skill and below_group else "relation" if is_skill else "parent"
    return LinkRow(
        kind, row["conceptUri"], row["broaderUri"], RelationKind.BROADER.value if kind == "relation" else ""
    )
