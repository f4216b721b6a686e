"""Loads the vocabulary shipped with the project (`skills/data/*.csv`) and keeps it up to date.

The files are the truth for the rows that they name: labels, groups, hierarchy and links are put right at every run and
primary keys stay. Concepts that staff added by hand are left alone; one that left the files stays too, because claims,
courses and needs may point to it: staff marks it as superseded.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from partners.models import Filiera
from skills import services
from skills.classifications.codes import Code, Correspondence, parent_code
from skills.enums import SKILL_KINDS, ConceptKind
from skills.models import Concept, ConceptScheme, OccupationSkill, SkillRelation
from skills.services.esco_load import SOURCE

DATA = Path(__file__).resolve().parent / "data"
SCHEMES = {
    "esco": {
        "title": "ESCO",
        "version": "1.1.1",
        "licence": "© European Union, riuso con attribuzione (decisione 2011/833/UE)",
        "uri": "http://data.europa.eu/esco",
    },
    "polo": {"title": "Vocabolario del Polo", "version": "1", "licence": "CC BY 4.0", "uri": ""},
}
CODES_SOURCE = "Polo"
ISCO_URI = "http://data.europa.eu/esco/isco/C"
GROUP_FIELDS = ["label_it", "label_en"]
OCCUPATION_FIELDS = [
    "scheme",
    "uri",
    "esco_code",
    "isco",
    "cp2021",
    "label_it",
    "label_en",
    "alt_it",
    "alt_en",
    "source",
]
SKILL_FIELDS = ["scheme", "uri", "label_it", "label_en", "alt_it", "alt_en", "group", "is_transversal", "source"]

Row = dict[str, str]
Keys = dict[str, int]


@transaction.atomic
def vocabulary_seed(folder: Path = DATA) -> dict[str, int]:
    """Load or refresh groups, occupations, skills and their links, then the credits; returns how many of each.

    The filiere must be there (partners.seeding loads them): a row that names another one stops the load.
    """
    schemes = _schemes()
    codes = classifications_seed(folder)
    groups, occupations, skills = (list(_rows(folder, name)) for name in ("groups", "occupations", "skills"))
    _upsert([_group(row, schemes) for row in groups], GROUP_FIELDS)
    _upsert([_occupation(row, schemes) for row in occupations], OCCUPATION_FIELDS)
    _seed_isco_groups(folder, schemes["esco"])
    group_keys = _keys([ConceptKind.GROUP])
    _follow_kinds(skills)
    _upsert([_skill(row, schemes, group_keys) for row in skills], SKILL_FIELDS)
    occupation_keys, skill_keys = _keys([ConceptKind.OCCUPATION]), _keys(SKILL_KINDS)
    _link_broader(skills, skill_keys)
    for rows, keys in ((groups, group_keys), (occupations, occupation_keys), (skills, skill_keys)):
        _link_filiere(rows, keys)
    return {
        "codes": codes,
        "groups": len(groups),
        "occupations": len(occupations),
        "skills": len(skills),
        "occupation_skills": _seed_occupation_skills(folder, occupation_keys, skill_keys),
        "relations": _seed_relations(folder, skill_keys),
        "credits": services.credits_rebuild(),
    }


def classifications_seed(folder: Path = DATA) -> int:
    """The codes that the Polo needs: all of ISCED-F and EQF, of ATECO those of filiere and partners, with those above.

    What a whole edition has brought (`manage.py import_classification`) is left alone.
    """
    count = 0
    codes = {"isced-f": _codes(folder, "isced_f"), "eqf": _codes(folder, "eqf")}
    for edition in ("2007", "2025"):
        rows = [row for row in _rows(folder, "ateco") if row["edition"] == edition]
        codes[f"ateco-{edition}"] = [Code(row["code"], row["parent"], row["label_it"]) for row in rows]
    for name, wanted in codes.items():
        services.classification_load(name=name, codes=wanted, source=CODES_SOURCE)
        count += len(wanted)
    pairs = [Correspondence(**row) for row in _rows(folder, "ateco_links")]
    services.correspondences_load(earlier="ateco-2007", later="ateco-2025", pairs=pairs, source=CODES_SOURCE)
    return count


def _codes(folder: Path, name: str) -> list[Code]:
    rows = list(_rows(folder, name))
    return [Code(row["code"], parent_code(row["code"], ""), row["label_it"], row["label_en"]) for row in rows]


def _seed_isco_groups(folder: Path, esco: ConceptScheme) -> None:
    """The ISCO-08 groups of the Polo's professions, each below its broader one; a loaded release keeps its own."""
    rows = list(_rows(folder, "isco_groups"))
    Concept.objects.bulk_create(
        [
            Concept(
                scheme=esco, kind=ConceptKind.ISCO_GROUP, notation=f"isco-{row['code']}", uri=ISCO_URI + row["code"],
                isco=row["code"], label_it=row["label_it"], label_en=row["label_en"], source=CODES_SOURCE,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    groups = {row.isco: row for row in Concept.objects.filter(kind=ConceptKind.ISCO_GROUP).order_by("pk")}
    lone = Concept.objects.filter(
        Q(kind=ConceptKind.OCCUPATION) | Q(source=CODES_SOURCE), broader=None, isco__in=groups
    )
    below = []
    for row in lone.order_by("pk"):
        row.broader = groups.get(row.isco if row.kind == ConceptKind.OCCUPATION else row.isco[:-1])
        below += [row] if row.broader else []
    Concept.objects.bulk_update(below, ["broader"])


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _schemes() -> dict[str, ConceptScheme]:
    return {
        code: ConceptScheme.objects.update_or_create(code=code, defaults=facts)[0] for code, facts in SCHEMES.items()
    }


def _scheme_of(row: Row, schemes: dict[str, ConceptScheme]) -> ConceptScheme:
    return schemes["esco" if row["esco_uri"] else "polo"]


def _many(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _group(row: Row, schemes: dict[str, ConceptScheme]) -> Concept:
    return Concept(
        scheme=schemes["polo"], kind=ConceptKind.GROUP, notation=row["notation"],
        label_it=row["label_it"], label_en=row["label_en"],
    )  # fmt: skip


def _named(row: Row, kind: str, schemes: dict[str, ConceptScheme]) -> Concept:
    return Concept(
        scheme=_scheme_of(row, schemes), kind=kind, notation=row["notation"], uri=row["esco_uri"],
        label_it=row["label_it"], label_en=row["label_en"], alt_it=_many(row["alt_it"]), alt_en=_many(row["alt_en"]),
        source=row["source"],
    )  # fmt: skip


def _occupation(row: Row, schemes: dict[str, ConceptScheme]) -> Concept:
    concept = _named(row, ConceptKind.OCCUPATION, schemes)
    concept.esco_code, concept.isco, concept.cp2021 = row["esco_code"], row["isco"], _many(row["cp2021"])
    return concept


def _skill(row: Row, schemes: dict[str, ConceptScheme], group_keys: Keys) -> Concept:
    concept = _named(row, ConceptKind(row["kind"]), schemes)
    concept.group_id = group_keys[row["group"]] if row["group"] else None
    concept.is_transversal = row["transversal"] == "1"
    return concept


def _upsert(concepts: list[Concept], fields: list[str]) -> None:
    _leave_official_words(concepts)
    Concept.objects.bulk_create(
        concepts, update_conflicts=True, unique_fields=["kind", "notation"], update_fields=[*fields, "updated_at"]
    )


def _leave_official_words(concepts: list[Concept]) -> None:
    """Where an official release gave a term its name, that one stays; an imported term takes the Polo's notation."""
    wanted = {concept.uri: concept for concept in concepts if concept.uri}
    adopted = []
    for known in Concept.objects.filter(uri__in=wanted).exclude(official=[]):
        concept = wanted[known.uri]
        for language in known.official:
            for name in (f"label_{language}", f"alt_{language}"):
                setattr(concept, name, getattr(known, name))
        if (known.kind, known.notation) != (concept.kind, concept.notation):
            known.kind, known.notation = concept.kind, concept.notation
            adopted.append(known)
    Concept.objects.bulk_update(adopted, ["kind", "notation"])


def _keys(kinds: Iterable[str]) -> Keys:
    return dict(Concept.objects.filter(kind__in=kinds).values_list("notation", "pk"))


def _follow_kinds(rows: list[Row]) -> None:
    """A skill that the files now call knowledge (or the reverse) changes kind and keeps its primary key."""
    for kind in SKILL_KINDS:
        of_this_kind = [row["notation"] for row in rows if row["kind"] == kind]
        others = [other for other in SKILL_KINDS if other != kind]
        Concept.objects.filter(kind__in=others, notation__in=of_this_kind).update(kind=kind)


def _link_broader(rows: list[Row], keys: Keys) -> None:
    wanted = {keys[row["notation"]]: keys[row["broader"]] if row["broader"] else None for row in rows}
    changed = [
        Concept(pk=pk, broader_id=wanted[pk])
        for pk, broader in Concept.objects.filter(pk__in=wanted).values_list("pk", "broader_id")
        if broader != wanted[pk]
    ]
    Concept.objects.bulk_update(changed, ["broader"])


def _link_filiere(rows: list[Row], keys: Keys) -> None:
    filiere = dict(Filiera.objects.values_list("slug", "pk"))
    through = Concept.filiere.through
    wanted = {(keys[row["notation"]], filiere[slug]) for row in rows for slug in _many(row["filiere"])}
    seeded = through.objects.filter(concept__in=[keys[row["notation"]] for row in rows])
    present = {(concept, filiera): pk for pk, concept, filiera in seeded.values_list("pk", "concept", "filiera")}
    through.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    through.objects.bulk_create(
        through(concept_id=concept, filiera_id=filiera) for concept, filiera in sorted(wanted - present.keys())
    )


def _seed_occupation_skills(folder: Path, occupations: Keys, skills: Keys) -> int:
    links = [
        OccupationSkill(
            occupation_id=occupations[row["occupation"]], skill_id=skills[row["skill"]],
            importance=row["importance"], source=row["source"],
        )
        for row in _rows(folder, "occupation_skills")
    ]  # fmt: skip
    wanted = {(link.occupation_id, link.skill_id) for link in links}
    OccupationSkill.objects.filter(
        pk__in=[
            pk
            for pk, *pair in OccupationSkill.objects.exclude(source__in=["", SOURCE]).values_list(
                "pk", "occupation", "skill"
            )
            if tuple(pair) not in wanted
        ]
    ).delete()
    OccupationSkill.objects.bulk_create(
        links, update_conflicts=True, unique_fields=["occupation", "skill"], update_fields=["importance", "source"]
    )
    return len(links)


def _seed_relations(folder: Path, skills: Keys) -> int:
    relations = [
        SkillRelation(
            skill_id=skills[row["skill"]], related_id=skills[row["related"]],
            relation=row["relation"], source=row["source"],
        )
        for row in _rows(folder, "skill_relations")
    ]  # fmt: skip
    wanted = {(link.skill_id, link.related_id, link.relation) for link in relations}
    SkillRelation.objects.filter(
        pk__in=[
            pk
            for pk, *link in SkillRelation.objects.exclude(source__in=["", SOURCE]).values_list(
                "pk", "skill", "related", "relation"
            )
            if tuple(link) not in wanted
        ]
    ).delete()
    SkillRelation.objects.bulk_create(
        relations, update_conflicts=True, unique_fields=["skill", "related", "relation"], update_fields=["source"]
    )
    return len(relations)
