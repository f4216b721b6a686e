"""Small ESCO releases for tests, in the shape of the official files."""

import csv
import io
import zipfile
from typing import Any

ESCO = "http://data.europa.eu/esco"
SKILL_COLUMNS = [
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "hiddenLabels", "status",
    "modifiedDate", "scopeNote", "definition", "inScheme", "description",
]  # fmt: skip
OCCUPATION_COLUMNS = ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status", "code"]
GROUP_COLUMNS = ["conceptType", "conceptUri", "preferredLabel", "altLabels", "status", "code"]
BROADER_COLUMNS = ["conceptType", "conceptUri", "broaderType", "broaderUri"]

Rows = list[dict[str, Any]]


def skill(key: str, label: str, **facts: Any) -> dict[str, Any]:
    row = {"conceptUri": f"{ESCO}/skill/{key}", "preferredLabel": label, "skillType": "skill/competence"}
    return row | {"status": "released"} | facts


def occupation(key: str, label: str, **facts: Any) -> dict[str, Any]:
    row = {"conceptUri": f"{ESCO}/occupation/{key}", "preferredLabel": label, "code": "7212.1", "iscoGroup": "7212"}
    return row | {"status": "released"} | facts


def classification(
    skills: Rows, occupations: Rows = (), *, groups: Rows = (), isco: Rows = (), language: str = "en"
) -> io.BytesIO:
    return packed(
        {
            f"skills_{language}.csv": (SKILL_COLUMNS, skills),
            f"occupations_{language}.csv": (OCCUPATION_COLUMNS, occupations),
            f"skillGroups_{language}.csv": (GROUP_COLUMNS, groups),
            f"ISCOGroups_{language}.csv": (GROUP_COLUMNS, isco),
        },
        name=f"ESCO dataset - v1.1.1 - classification - {language} - csv.zip",
    )


def relations(*, asks=(), between=(), skill_tree=(), occupation_tree=(), suffix: str = "") -> io.BytesIO:
    """asks: (occupation, "essential" | "optional", skill); between: (skill, same, skill); trees: type, uri twice."""
    return packed(
        {
            f"occupationSkillRelations{suffix}.csv": (
                ["occupationUri", "relationType", "skillType", "skillUri"],
                [{"occupationUri": o, "relationType": kind, "skillUri": s} for o, kind, s in asks],
            ),
            f"skillSkillRelations{suffix}.csv": (
                ["originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"],
                [{"originalSkillUri": a, "relationType": kind, "relatedSkillUri": b} for a, kind, b in between],
            ),
            f"broaderRelationsSkillPillar{suffix}.csv": (BROADER_COLUMNS, _tree(skill_tree)),
            f"broaderRelationsOccPillar{suffix}.csv": (BROADER_COLUMNS, _tree(occupation_tree)),
        },
        name="ESCO dataset - v1.1.1 - relations - csv.zip",
    )


def packed(files: dict[str, tuple[list[str], Rows]], *, name: str) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, (columns, rows) in files.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(member, text.getvalue())
    target.seek(0)
    target.name = name
    return target


def _tree(edges) -> Rows:
    return [dict(zip(BROADER_COLUMNS, edge, strict=True)) for edge in edges]
