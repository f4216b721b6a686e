"""The SkillsPassport of Cedefop (schema 3.x), as XML and as JSON: the same tree with other names for lists.

What the portal itself gives has this shape; what the schema has no place for stands beside it in `Polo`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from core.imports.xml_file import local_name
from recruitment.europass import entries
from recruitment.europass.document import Document
from recruitment.europass.entries import PARTS, Day, Entry
from recruitment.europass.words import line, plain

WRITTEN = ("Communication", "Organisational", "JobRelated", "Computer", "Other")
MOST_SKILLS = 1000


@dataclass(frozen=True)
class ToldSkill:
    """A skill that one of our own files names: by its address, with the level that was declared then."""

    label: str
    uri: str
    level: int


def tree_of(document: Document) -> dict[str, Any]:
    """{"SkillsPassport": …, "Polo": …}, from either format."""
    if document.xml is None:
        return document.tree
    return {"SkillsPassport": _tree(document.xml)}


def entries_of(tree: dict[str, Any]) -> Iterator[Entry]:
    learner, own = _part(_part(tree, "SkillsPassport"), "LearnerInfo"), _part(tree, "Polo")
    jobs, kinds = _list(learner, "WorkExperience"), _list(own, "Experiences")
    for place, told in enumerate(jobs):
        kind = kinds[place].get("Kind") if len(kinds) == len(jobs) else None
        yield _work(told, kind)
    yield from map(_study, _list(learner, "Education"))
    skills = _part(learner, "Skills")
    yield from _languages(_part(skills, "Linguistic"), _list(own, "Languages"))
    yield from _licences(_part(skills, "Driving"), _list(own, "Licences"))


def skills_of(tree: dict[str, Any]) -> list[ToldSkill]:
    rows = _list(_part(tree, "Polo"), "Skills")[:MOST_SKILLS]
    told = [(line(row.get("Label")), line(row.get("Uri")), row.get("Level")) for row in rows]
    return [ToldSkill(label, uri, level if type(level) is int else 0) for label, uri, level in told if label or uri]


def text_of(tree: dict[str, Any]) -> str:
    """Where the format tells skills in words."""
    skills = _part(_part(_part(tree, "SkillsPassport"), "LearnerInfo"), "Skills")
    told = (plain(_part(skills, name).get("Description")) for name in WRITTEN)
    return "\n".join(words for words in told if words)


def _work(told: dict[str, Any], kind: Any) -> Entry:
    period = _part(told, "Period")
    facts = {
        "role": _part(told, "Position").get("Label"),
        "employer": _part(told, "Employer").get("Name"),
        "description": told.get("Activities"),
        "kind": kind,
    }
    return entries.work(facts, start=_day(_part(period, "From")), end=_end(period))


def _study(told: dict[str, Any]) -> Entry:
    facts = {
        "title": told.get("Title"),
        "school": _part(told, "Organisation").get("Name"),
        "eqf": _part(told, "Level").get("Code"),
        "isced_f": _part(told, "Field").get("Code"),
    }
    return entries.study(facts, end=_end(_part(told, "Period")))


def _languages(told: dict[str, Any], own: list[dict[str, Any]]) -> Iterator[Entry]:
    overall = {line(row.get("Code")): row for row in own}
    for one in _list(told, "MotherTongue"):
        name = _part(one, "Description")
        yield entries.language(name.get("Code"), label=name.get("Label"))
    for one in _list(told, "ForeignLanguage"):
        name = _part(one, "Description")
        levels = _part(one, "ProficiencyLevel")
        if row := overall.get(line(name.get("Code"))):  # our own: Europass has no place for a level overall
            levels = _part(row, "Levels")
        facts = {field: levels.get(part) for part, field in (PARTS | {"Overall": "overall"}).items()}
        yield entries.language(name.get("Code"), label=name.get("Label"), levels=facts)


def _licences(told: dict[str, Any], own: list[dict[str, Any]]) -> Iterator[Entry]:
    """Ours say more than the categories: where they are there, the categories are among them."""
    for row in own:
        facts = {"name": row.get("Name"), "issued_on": row.get("IssuedOn"), "expires_on": row.get("ValidUntil")}
        yield entries.licence(row.get("Kind"), facts=facts)
    codes = told.get("Description")
    if isinstance(codes, dict):  # as XML tells them
        codes = codes.get("Licence")
    known = {line(row.get("Kind")) for row in own}
    for code in codes if isinstance(codes, list) else [codes]:
        if line(code) and line(code) not in known:
            yield entries.licence(code)


def _end(period: dict[str, Any]) -> Day | None:
    is_current = str(period.get("Current")).strip().lower() == "true"
    return None if is_current else _day(_part(period, "To"))


def _day(told: dict[str, Any]) -> Day:
    return Day(told.get("Year"), told.get("Month"), told.get("Day"))


def _part(told: Any, name: str) -> dict[str, Any]:
    part = told.get(name) if isinstance(told, dict) else None
    return part if isinstance(part, dict) else {}


def _list(told: Any, name: str) -> list[dict[str, Any]]:
    rows = told.get(name) if isinstance(told, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _tree(element: Element) -> Any:
    """The XML in the shape of the JSON: lists lose "List" in their name, attributes become capitalised parts.

    How deep it may go was looked at before (`document_of`).
    """
    told: dict[str, Any] = {name.capitalize(): value for name, value in element.attrib.items() if "}" not in name}
    repeated: dict[str, list[Any]] = {}
    for child in element:
        name = local_name(child)
        if name.endswith("List"):
            told[name.removesuffix("List")] = [_tree(one) for one in child]
        else:
            repeated.setdefault(name, []).append(_tree(child))
    told |= {name: values if len(values) > 1 else values[0] for name, values in repeated.items()}
    return told or (element.text or "").strip()
