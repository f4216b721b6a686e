"""The Polo's own data, from the files in `partners/data/`: safe to run at every start.

A field is written only while it still holds what the last seeding wrote (or is empty and was never seeded), so what an
administrator changed, added or took away stays. Primary keys never change; rows gone from the files are left alone.
"""

import csv
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from partners.enums import AdhesionRole, Standing
from partners.models import Adhesion, Agreement, Filiera, FilieraAteco, Mandate, Municipality, Partner

DATA = Path(__file__).parent / "data"
Facts = dict[str, Any]


@transaction.atomic
def territory_seed() -> None:
    """Municipalities of the four provinces and the filiere with their activities: read only in the portal."""
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        municipalities = [_municipality(row) for row in csv.DictReader(file)]
    columns = [field.name for field in Municipality._meta.concrete_fields if not field.primary_key]
    Municipality.objects.bulk_create(
        municipalities, update_conflicts=True, unique_fields=["istat_code"], update_fields=columns
    )
    for row in _read("filiere.toml")["filiera"]:
        activities = row.pop("ateco")
        filiera, _created = Filiera.objects.update_or_create(slug=row.pop("slug"), defaults=row)
        FilieraAteco.objects.bulk_create(
            [FilieraAteco(filiera=filiera, **activity) for activity in activities],
            update_conflicts=True,
            unique_fields=["filiera", "classification", "code"],
            update_fields=["label"],
        )


@transaction.atomic
def partners_seed() -> None:
    """Partners and supporters with names, school codes and sites; the offices of the Polo. Needs `territory_seed`."""
    filiere = {filiera.slug: filiera for filiera in Filiera.objects.all()}
    known = {partner.slug: partner for partner in Partner.objects.all()}
    for row in _read("partners.toml")["partner"]:
        _partner_seed(row, known.get(row["slug"]), filiere)
    for row in _read("mandates.toml")["mandate"]:
        _mandate_seed(row)
    _agreement_seed(_read("agreement.toml"))


@dataclass(frozen=True)
class Part:
    """A list of rows that belong to a partner: where it is in the file, what tells its rows apart, their facts."""

    relation: str
    entry: str
    key: str
    facts: Callable[[Facts], Facts]


def _name_facts(row: Facts) -> Facts:
    facts = {field: row[field] for field in ("name", "change", "note_it", "note_en")}
    return {**facts, "since": row.get("since", "")}


def _code_facts(row: Facts) -> Facts:
    return {"code": row["code"], "denomination": row["denomination"], "valid_to": row.get("valid_to")}


def _site_facts(row: Facts) -> Facts:
    texts = {field: row.get(field, "") for field in ("address", "school_code", "students_year")}
    notes = {field: row.get(field, "") for field in ("position_note_it", "position_note_en")}
    numbers = {field: row.get(field) for field in ("lat", "lon", "students")}
    return {
        **texts,
        **notes,
        **numbers,
        "name": row["name"],
        "postcode": row.get("cap", ""),
        "municipality_id": row["istat"],
        "teaches": row["teaches_it"],
        "is_main": row["is_main"],
        "is_verified": row["verified"],
    }


PARTS = (
    Part("names", "name_history", "name", _name_facts),
    Part("school_codes", "school_code", "code", _code_facts),
    Part("sites", "site", "name", _site_facts),
)
REQUIRED = (
    "name", "category", "kind_note_it", "kind_note_en", "standing", "is_its_founder", "summary_it", "summary_en",
    "source", "missing",
)  # fmt: skip
OPTIONAL = ("website", "pec", "tax_code", "legal_form_code", "staff_size_class")


def _partner_facts(row: Facts) -> Facts:
    row = {"kind_note_it": row.get("kind_note", ""), **row}
    (classification,) = {activity["classification"] for activity in row["ateco"]} or {"ATECO 2025"}
    return {
        **{field: row[field] for field in REQUIRED},
        **{field: row.get(field, "") for field in OPTIONAL},
        "ateco": [activity["code"] for activity in row["ateco"]],
        "ateco_classification": classification,
        "is_verified": row["verified"],
    }


def _partner_seed(row: Facts, partner: Partner | None, filiere: dict[str, Filiera]) -> None:
    facts: Facts = {"partner": _partner_facts(row), "filiere": row["filiere"]}
    for part in PARTS:
        rows = [part.facts(entry) for entry in row.get(part.entry, [])]
        facts[part.relation] = {entry[part.key]: entry for entry in rows}
    seeded = json.loads(json.dumps(facts, default=str))
    if partner is None:
        partner = Partner.objects.create(slug=row["slug"], **facts["partner"])
    last = partner.seeded
    if last == seeded:
        return
    _merge(partner, facts["partner"], last.get("partner", {}))
    partner.filiere.add(*[filiere[slug] for slug in facts["filiere"] if slug not in last.get("filiere", [])])
    for part in PARTS:
        _parts_seed(partner, part, facts[part.relation], last.get(part.relation, {}))
    partner.seeded = seeded
    partner.save()


def _parts_seed(partner: Partner, part: Part, facts: dict[str, Facts], last: dict[str, Facts]) -> None:
    manager = getattr(partner, part.relation)
    rows = {getattr(row, part.key): row for row in manager.all()}
    for key, entry in facts.items():
        if row := rows.get(key):
            _merge(row, entry, last.get(key, {}))
            row.save()
        elif key not in last:  # otherwise an administrator took it away or renamed it
            manager.create(**entry)


def _merge(row: models.Model, facts: Facts, last: Facts) -> None:
    """Set the facts that nobody else has changed since the last seeding."""
    for field, fact in facts.items():
        held = getattr(row, field)
        untouched = _as_kept(held) == last[field] if field in last else held in ("", None, [])
        if untouched:
            setattr(row, field, fact)


def _as_kept(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _mandate_seed(row: Facts) -> None:
    """The holder of an office is written once: who holds it afterwards is told by the secretariat, not by a file."""
    if Mandate.objects.filter(office=row["office"]).exists():
        return
    Mandate.objects.create(
        office=row["office"],
        holder_name=row["person"],
        title_it=row["quality_it"],
        title_en=row["quality_en"],
        partner=Partner.objects.get(slug=row["partner"]),
        note_it=row["note_it"],
        note_en=row["note_en"],
        source=row["source"],
        starts_on=row.get("start"),
        ends_on=row.get("end"),
    )


def _agreement_seed(facts: Facts) -> None:
    """Written once, with who takes part in it by the founding text; from then on it is the secretariat's."""
    if Agreement.objects.filter(kind=facts["kind"]).exists():
        return
    agreement = Agreement.objects.create(
        kind=facts["kind"], title=facts["title"], status=facts["status"], source=facts["source"]
    )
    roles = {Standing.MEMBER: AdhesionRole.PARTNER, Standing.SUPPORTER: AdhesionRole.SUPPORTER}
    Adhesion.objects.bulk_create(
        Adhesion(
            partner=partner,
            agreement=agreement,
            role=AdhesionRole.REFERENT if partner.slug == facts["referent"] else roles[Standing(partner.standing)],
            category=partner.category,
            source=facts["source"],
        )
        for partner in Partner.objects.public().exclude(seeded={}).order_by("pk")
    )


def _municipality(row: dict[str, str]) -> Municipality:
    facts: Facts = {**row, "lat": float(row["lat"]), "lon": float(row["lon"])}
    return Municipality(postcode=facts.pop("cap"), **facts)


def _read(name: str) -> Facts:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
