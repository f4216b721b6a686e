"""Invented people and openings in bulk, the same at every run: the shape of the prototype's generator.

A person has an occupation drawn log-normal and 5 to 40 skills: 72 % of the occupation (essential ones twice as
often), 14 % neighbours of them, 14 % anything by popularity; levels around a personal seniority; 85 % consent. An
opening asks 5 to 15 skills of an occupation, about a third of them essential.
"""

import datetime
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.scratch import no_time_limit
from partners.enums import Category
from partners.models import Filiera, Municipality, Partner, Site
from recruitment.enums import Contract, DemandState
from recruitment.models import CandidateProfile, Opening, OpeningSkill
from skills.models import Concept, OccupationSkill, SkillClaim, SkillCredit
from skills.seeding import vocabulary_seed

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "esco"
ZIPS = [FOLDER / f"ESCO dataset - v1.1.1 - {name} - csv.zip" for name in ("classification - en", "relations")]
LOT = 10_000
USER = "id password is_superuser email first_name last_name birth_date language is_active is_staff date_joined"
PROFILE = (
    "id created_at updated_at person_id headline municipality_id max_km available_from eqf contracts hours "
    "matching_consent_at"
)
CLAIM = "created_at updated_at person_id skill_id level evidence source_type"
EVIDENCES = ["declared"] * 7 + ["observed", "assessed", "certified"]


@dataclass
class Ground:
    """What people and openings are drawn from."""

    towns: list[str]
    skills: list[int]
    by_occupation: list[list[int]]
    neighbours: dict[int, list[int]]
    weights: list[float]
    popular: list[int]


def lay_ground(chance: random.Random) -> Ground:
    """The project's vocabulary, the official ESCO where its files are, and 360 towns in a square of about 200 km."""
    no_time_limit()
    for slug in ("meccanica", "navalmeccanica", "automazione"):
        Filiera.objects.create(slug=slug, name_it=slug, name_en=slug)
    vocabulary_seed()
    if ZIPS[0].exists():
        call_command("import_esco", *map(str, ZIPS), stdout=io.StringIO())
    towns = [f"{number:06}" for number in range(360)]
    Municipality.objects.bulk_create(
        Municipality(
            istat_code=code, name=f"Comune {code}", province="SP", region="Liguria",
            lat=chance.uniform(43.5, 45.3), lon=chance.uniform(8.5, 11.0),
        )
        for code in towns
    )  # fmt: skip
    asked: dict[int, list[int]] = {}
    for occupation, skill, importance in OccupationSkill.objects.values_list("occupation", "skill", "importance"):
        asked.setdefault(occupation, []).extend([skill] * (2 if importance == "essential" else 1))
    neighbours: dict[int, list[int]] = {}
    for skill, held in SkillCredit.objects.filter(percent__lt=100).order_by("pk").values_list("skill", "held"):
        neighbours.setdefault(skill, []).append(held)
    skills = sorted(Concept.objects.skills().values_list("pk", flat=True))
    occupations = [asked[key] for key in sorted(asked)]
    weights = [chance.lognormvariate(0, 1) for _ in occupations]
    popular = [skill for own in occupations for skill in own]
    return Ground(towns, skills, occupations, neighbours, weights, popular)


def _town(ground: Ground, chance: random.Random) -> str:
    return ground.towns[min(int(chance.paretovariate(0.6)) - 1, len(ground.towns) - 1)]


def held_by(ground: Ground, chance: random.Random, *, own: list[int]) -> list[int]:
    """Skills of somebody whose occupation asks for `own`."""
    held: set[int] = set()
    for _ in range(min(40, max(5, round(chance.gauss(22, 8))))):
        kind, skill = chance.random(), chance.choice(own)
        if kind > 0.86:
            skill = chance.choice(ground.popular)
        elif kind > 0.72:
            skill = chance.choice(ground.neighbours.get(skill, [skill]))
        held.add(skill)
    return sorted(held)


def _held(ground: Ground, chance: random.Random) -> list[int]:
    (own,) = chance.choices(ground.by_occupation, ground.weights)
    return held_by(ground, chance, own=own)


def add_plain_people(held: list[list[int]]) -> list[int]:
    """People of whom only the skills differ, all of the highest level and certified; their profiles' numbers."""
    now, born = timezone.now(), datetime.date(1995, 6, 1)
    keys = range(1, len(held) + 1)
    town = Municipality.objects.order_by("pk")[0].pk
    copy_rows(
        User, USER, ((key, "!", False, f"p{key}@example.org", "", "", born, "it", True, False, now) for key in keys)
    )
    copy_rows(
        CandidateProfile, PROFILE,
        ((key, now, now, key, "", town, 1000, None, None, "{}", "", now) for key in keys),
    )  # fmt: skip
    for lot in range(0, len(held), LOT):
        rows = [
            (now, now, key, skill, 4, "certified", "")
            for key, skills in zip(keys[lot : lot + LOT], held[lot : lot + LOT], strict=True)
            for skill in skills
        ]
        copy_rows(SkillClaim, CLAIM, rows)
    return list(keys)


def add_people(ground: Ground, chance: random.Random, count: int) -> None:
    """In lots of 10,000, each statement within its time."""
    for lot in range(0, count, LOT):
        _add_lot(ground, chance, min(LOT, count - lot))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _add_lot(ground: Ground, chance: random.Random, count: int) -> None:
    first = User.objects.count() + 1
    now, today, born = timezone.now(), timezone.localdate(), datetime.date(1995, 6, 1)
    keys = range(first, first + count)
    copy_rows(
        User,
        USER,
        ((key, "!", False, f"p{key}@example.org", "", "", born, "it", True, False, now) for key in keys),
    )
    copy_rows(
        CandidateProfile,
        PROFILE,
        (
            (
                key, now, now, key, "", _town(ground, chance), chance.choice([20, 30, 50, 80, 150, 1000]),
                today + datetime.timedelta(days=chance.randint(-60, 120)), chance.randint(2, 8), "{}", "",
                now if chance.random() < 0.85 else None,
            )
            for key in keys
        ),
    )  # fmt: skip
    copy_rows(
        SkillClaim,
        CLAIM,
        (
            (now, now, key, skill, min(4, max(1, round(chance.gauss(seniority, 0.7)))), chance.choice(EVIDENCES), "")
            for key in keys
            for seniority in [chance.uniform(1, 4)]
            for skill in _held(ground, chance)
        ),
    )


def add_openings(ground: Ground, chance: random.Random, count: int) -> list[Opening]:
    today = timezone.localdate()
    firm = Partner.objects.create(slug="bench", name="Bench", category=Category.FIRM)
    occupation = Concept.objects.occupations().order_by("pk")[0]
    openings = []
    for _ in range(count):
        site = Site.objects.create(partner=firm, municipality_id=_town(ground, chance))
        opening = Opening.objects.create(
            partner=firm, site=site, occupation=occupation, title="Bench", contract=Contract.APPRENTICESHIP,
            min_eqf=chance.randint(2, 5), starts_on=today + datetime.timedelta(days=chance.randint(0, 90)),
            closes_on=today + datetime.timedelta(days=30), state=DemandState.PUBLISHED, published_at=timezone.now(),
        )  # fmt: skip
        (own,) = chance.choices(ground.by_occupation, ground.weights)
        skills = sorted(set(own))
        OpeningSkill.objects.bulk_create(
            OpeningSkill(
                opening=opening, skill_id=skill, level=chance.randint(1, 4),
                importance="essential" if chance.random() < 0.36 else "optional",
            )
            for skill in chance.sample(skills, min(len(skills), chance.randint(5, 15)))
        )  # fmt: skip
        openings.append(opening)
    return openings


def copy_rows(model: type, columns: str, rows: Iterable[tuple]) -> None:
    drawn = list(rows)  # before the statement begins: it has a time limit
    statement = f"COPY {model._meta.db_table} ({', '.join(columns.split())}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in drawn:
            copy.write_row(row)
