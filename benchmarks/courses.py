"""Invented courses in bulk, the same at every run: Italian titles, the project's vocabulary, editions in every state.

About 95 % are published; each teaches 3 to 8 skills and has up to three editions; 40 partners, 12 kinds, 4 provinces.
"""

import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.utils import timezone
from django.utils.text import slugify

from partners.enums import Category
from partners.models import Filiera, Municipality, Partner, Site
from skills.models import Concept
from skills.seeding import vocabulary_seed
from training.enums import Audience, Mode
from training.models import Course, CourseSkill, Edition, OfferKind
from training.selectors.search_text import EVERY_COURSE

FILIERE = ("meccanica", "navalmeccanica", "automazione")
TOWNS = (
    ("011015", "La Spezia", "SP"), ("011027", "Sarzana", "SP"), ("010025", "Genova", "GE"),
    ("010015", "Chiavari", "GE"), ("045003", "Carrara", "MS"), ("045010", "Massa", "MS"),
    ("034027", "Parma", "PR"), ("034014", "Fidenza", "PR"),
)  # fmt: skip
OPENINGS = (
    "Tecniche di", "Fondamenti di", "Laboratorio di", "Percorso in", "Corso base di", "Corso avanzato di",
    "Una professione:", "Qualità e sicurezza in", "Primi passi in", "Specializzazione in",
)  # fmt: skip
ENDINGS = (
    "per la nautica", "per l'industria meccanica", "con attività in cantiere", "per chi cerca lavoro", "serale",
    "con tirocinio in azienda", "per la manutenzione degli impianti", "e disegno tecnico", "e controllo qualità", "",
)  # fmt: skip
SENTENCES = (
    "Si impara facendo, in officina e in aula, con chi ogni giorno lavora nel settore.",
    "Il percorso prepara alla prova finale e a un primo impiego nelle imprese del territorio.",
    "Metà delle ore si svolge in laboratorio, su macchine uguali a quelle delle aziende.",
    "Sono previste visite nei cantieri navali e un periodo di tirocinio.",
    "Chi ha già esperienza può chiedere il riconoscimento dei crediti.",
)
EDITION_SHAPES = ((10, 40, 130), (-5, 30, 120), (-40, 10, 90), (-60, -20, 60), (-200, -150, -30))


BATCH = 20_000


@dataclass
class CourseGround:
    """What courses are drawn from."""

    filiere: list[Filiera]
    kinds: list[OfferKind]
    partners: list[Partner]
    sites: list[Site]
    skills: list[Concept]
    towns: dict[str, str]


def lay_course_ground() -> CourseGround:
    filiere = [Filiera.objects.create(slug=slug, name_it=slug, name_en=slug) for slug in FILIERE]
    vocabulary_seed()
    Municipality.objects.bulk_create(
        Municipality(istat_code=code, name=name, province=province, region="Italia", lat=44, lon=9.8)
        for code, name, province in TOWNS
    )
    kinds = [
        OfferKind.objects.create(code=f"K{number}", name_it=f"Percorso di tipo {number}", name_en=f"Path {number}")
        for number in range(12)
    ]
    partners = [
        Partner.objects.create(slug=f"ente-{number}", name=f"Istituto {number}", category=Category.SCHOOL)
        for number in range(40)
    ]
    sites = [
        Site.objects.create(partner=partner, municipality_id=TOWNS[number % len(TOWNS)][0], is_main=True)
        for number, partner in enumerate(partners)
    ]
    skills = list(Concept.objects.skills().order_by("pk"))
    return CourseGround(filiere, kinds, partners, sites, skills, {code: name for code, name, _province in TOWNS})


def add_courses(ground: CourseGround, chance: random.Random, count: int) -> None:
    """Some at a time: a million would not fit into memory."""
    first = Course.objects.count() + 1
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for start in range(first, first + count, BATCH):
            _add(ground, chance, range(start, min(start + BATCH, first + count)))
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _add(ground: CourseGround, chance: random.Random, keys: range) -> None:
    taught = {key: chance.sample(ground.skills, chance.randint(3, 8)) for key in keys}
    chains = {key: chance.choice(ground.filiere) for key in keys}
    _copy(Course, COURSE_COLUMNS, (_course(ground, chance, key, taught[key], chains[key]) for key in keys))
    _copy(
        CourseSkill,
        ("course_id", "skill_id", "level", "is_assessed"),
        ((key, skill.pk, chance.randint(1, 4), chance.random() < 0.3) for key in keys for skill in taught[key]),
    )
    _copy(Course.filiere.through, ("course_id", "filiera_id"), ((key, chains[key].pk) for key in keys))
    _copy(Edition, EDITION_COLUMNS, (row for key in keys for row in _editions(chance, key)))


COURSE_COLUMNS = (
    "id", "created_at", "updated_at", "partner_id", "site_id", "kind_id", "title", "slug", "summary", "description",
    "audience", "entry_requirements", "certification", "eqf", "isced_f", "hours", "mode", "source", "is_demo",
    "published_at", "search_terms",
)  # fmt: skip


def _course(ground: CourseGround, chance: random.Random, key: int, taught: list[Concept], filiera: Filiera) -> tuple:
    now, place = timezone.now(), min(int(chance.paretovariate(0.8)) - 1, len(ground.partners) - 1)
    site, kind = ground.sites[place], chance.choice(ground.kinds)
    title = f"{chance.choice(OPENINGS)} {taught[0].label_it} {chance.choice(ENDINGS)}".strip()[:200]
    names = [name for skill in taught for name in (skill.label_it, skill.label_en, *skill.alt_it, *skill.alt_en)]
    terms = [*names, ground.partners[place].name, kind.name_it, ground.towns[site.municipality_id], filiera.name_it]
    return (
        key, now, now, ground.partners[place].pk, site.pk, kind.pk, title, f"{slugify(title)[:200]}-{key}",
        chance.choice(SENTENCES), " ".join(chance.sample(SENTENCES, 3)), chance.choice(Audience.values), "",
        "Attestato", chance.randint(2, 6), "0715", chance.choice([40, 80, 300]), chance.choice(Mode.values), "", True,
        now if chance.random() < 0.95 else None, "\n".join(dict.fromkeys([*terms, EVERY_COURSE])),
    )  # fmt: skip


EDITION_COLUMNS = (
    "created_at", "updated_at", "course_id", "starts_on", "ends_on", "seats", "mode", "enrolment", "enrolment_note",
    "applications_open_on", "applications_close_on", "timetable", "is_demo",
)  # fmt: skip


def _editions(chance: random.Random, course: int) -> Iterable[tuple]:
    now, today = timezone.now(), timezone.localdate()
    for window, start, end in chance.sample(EDITION_SHAPES, chance.choice([0, 1, 1, 2, 3])):
        shift = chance.randint(-4, 4)
        opens, starts, ends = (today + datetime.timedelta(days=days + shift) for days in (window, start, end))
        closes = starts - datetime.timedelta(days=3)
        yield now, now, course, starts, ends, 20, Mode.ONSITE, "PORTAL", "", opens, closes, "", True


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Columns that are not named get the default of their field."""
    others = {
        field.column: field.get_default()
        for field in model._meta.local_concrete_fields
        if field.column not in columns and not field.null and not field.primary_key and not field.generated
    }
    statement = f"COPY {model._meta.db_table} ({', '.join([*columns, *others])}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *others.values()))
