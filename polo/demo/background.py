"""What the invented persons say they have done, studied, speak and may drive."""

import datetime
import random

import typst

from accounts.models import User
from core.imports.states import ImportState
from polo.demo.clock import day, moment
from polo.demo.profiles import SEED
from polo.demo.upsert import Row, keep
from polo.demo.vocabulary import Vocabulary
from recruitment.enums import CvType, ExperienceKind, Language, LanguageLevel, LicenceKind
from recruitment.europass import entries
from recruitment.europass.entries import Day
from recruitment.models import (
    CandidateProfile,
    Cv,
    CvProposal,
    EuropassDraft,
    Experience,
    LanguageSkill,
    Licence,
    PassportLink,
    StudyTitle,
)
from skills.models import Concept, SkillClaim

# Level, title and field of study (ISCED-F) of invented schools.
TITLES = (
    (3, "Qualifica di operatore meccanico", "0715"),
    (3, "Qualifica di operatrice del legno", "0722"),
    (4, "Diploma di tecnico di impianti termici", "0713"),
    (4, "Diploma tecnico, meccanica e meccatronica", "0714"),
    (4, "Diploma tecnico, trasporti e logistica", "1041"),
    (5, "Diploma ITS di meccatronica navale", "0714"),
)
Job = tuple[ExperienceKind, str, str, str]
JOBS: tuple[Job, ...] = (
    (ExperienceKind.JOB, "Saldatura in cantiere", "Cantiere di prova", "Leggo un disegno e saldo in posizione."),
    (ExperienceKind.JOB, "Aiuto in officina", "Officina di esempio", "Smontavo i pezzi, poi piccole riparazioni."),
    (ExperienceKind.PLACEMENT, "Stage al montaggio", "Impresa inventata", "Turni, squadra, sicurezza."),
    (ExperienceKind.VOLUNTEERING, "Volontariato al porto", "Associazione di fantasia", ""),
    (ExperienceKind.OTHER, "Restauro di un gozzo di famiglia", "", "Carteggio, stucco, vernice: un'estate intera."),
)  # fmt: skip
MOTHER_TONGUES = (Language.IT,) * 6 + (Language.AR, Language.SQ, Language.RO, Language.ES)
LICENCES = (LicenceKind.FORKLIFT, LicenceKind.PLATFORM, LicenceKind.CRANE, LicenceKind.SAFETY, LicenceKind.BOAT)
TOLD_BY_HAND = {"persona@example.org", "minorenne@example.org"}


def background_build(people: dict[str, User], profiles: dict[str, CandidateProfile], vocabulary: Vocabulary) -> None:
    """Two people told by hand, so that each kind of row is there; of the others most tell something."""
    jobs, titles, languages, licences = _by_hand(people)
    for email in sorted(profiles):
        if email in TOLD_BY_HAND:
            continue
        chance, key = random.Random(f"{SEED}:{email}:background"), people[email].pk
        jobs += [_job(key, chance, place) for place in range(chance.randint(0, 2))]
        titles += _title(key, profiles[email].eqf, chance)
        languages += _languages(key, chance)
        licences += _licences(key, chance)
    everybody = list(people.values())
    for model, columns, rows in (
        (Experience, ["person_id", "role", "started_on"], jobs),
        (StudyTitle, ["person_id", "title"], titles),
        (LanguageSkill, ["person_id", "language"], languages),
        (Licence, ["person_id", "kind", "name"], licences),
    ):
        keep(among=model._default_manager.filter(person__in=everybody), key=columns, rows=rows)
    links = PassportLink.objects.filter(person__in=everybody)
    keep(among=links, key=["person_id", "note"], rows=_links(people["persona@example.org"].pk))
    _cv_build(people["persona@example.org"], vocabulary)
    _europass_build(people["persona@example.org"])


def _by_hand(people: dict[str, User]) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    main, young = people["persona@example.org"].pk, people["minorenne@example.org"].pk
    jobs = [
        _experience(main, JOBS[0], datetime.date(2021, 9, 1), None),
        _experience(main, JOBS[2], datetime.date(2021, 2, 1), datetime.date(2021, 5, 31)),
        _experience(young, JOBS[4], datetime.date(2026, 6, 15), datetime.date(2026, 8, 31)),
    ]
    titles = [
        _study(main, "Diploma tecnico, meccanica e meccatronica", 4, 2020, "0714"),
        _study(young, "Diploma tecnico, meccanica e meccatronica", None, None, "0714"),
    ]
    parts = {"listening": "B2", "reading": "B2", "interaction": "B1", "production": "B1", "writing": "B1"}
    languages = [
        _language(main, Language.IT, is_mother_tongue=True),
        _language(main, Language.EN, **parts),
        _language(main, Language.FR, overall=LanguageLevel.A2),
        _language(young, Language.IT, is_mother_tongue=True),
        _language(young, Language.EN, overall=LanguageLevel.A2),
    ]
    licences = [
        _licence(main, LicenceKind.B, "", None, None),
        _licence(main, LicenceKind.WELDING, "TIG su acciaio", day(-500), day(230)),
        _licence(main, LicenceKind.FORKLIFT, "", day(-1900), day(-75)),
        _licence(young, LicenceKind.AM, "", None, None),
    ]
    return jobs, titles, languages, licences


def _cv_build(person: User, vocabulary: Vocabulary) -> None:
    """A CV that the worker has read: what it names waits for a yes."""
    held = set(SkillClaim.objects.filter(person=person).values_list("skill_id", flat=True))
    named = [skill for skill in vocabulary.skills_of("robot-programmer") if skill not in held][:3]
    labels = dict(Concept.objects.filter(pk__in=named).values_list("pk", "label_it"))
    told = ", ".join(labels[skill] for skill in named)
    content = typst.compile(
        f"#set document(date: none)\n= CV inventato per la dimostrazione\nSo fare: {told}.".encode()
    )
    facts = {"person_id": person.pk, "content": content, "media_type": CvType.PDF, "state": ImportState.DONE}
    mine = Cv.objects.filter(person=person)
    [cv] = keep(among=mine, key=["person_id"], rows=[facts | {"finished_at": moment(-1)}])
    rows = [{"cv_id": cv.pk, "skill_id": skill, "words": labels[skill]} for skill in named]
    keep(among=CvProposal.objects.filter(cv=cv), key=["cv_id", "skill_id"], rows=rows)


def _europass_build(person: User) -> None:
    """A Europass that was read and waits for a yes: a job to add, a language that is there, one to be mended."""
    levels = {"listening": "B2", "reading": "C1", "writing": "B7"}
    told = [
        entries.work(
            {"role": "Magazziniera", "employer": "Deposito di esempio", "description": "Carico, scarico, inventario."},
            start=Day(2018, 6), end=Day(2019, 3),
        ),
        entries.language("eng", levels={"listening": "B2"}),
        entries.language("", label="Esperanto", levels=levels),
        entries.licence("C1"),
    ]  # fmt: skip
    rows = [{"person_id": person.pk, "entries": [entry.plain() for entry in told], "skills": [], "left_out": 0}]
    keep(among=EuropassDraft.objects.filter(person=person), key=["person_id"], rows=rows)


def _links(key: int) -> list[Row]:
    """One that somebody has opened, one that is over."""
    return [
        {
            "person_id": key, "note": "Agenzia per il lavoro", "expires_at": moment(20), "revoked_at": None,
            "opened_count": 2, "last_opened_at": moment(-1),
        },
        {
            "person_id": key, "note": "Colloquio al cantiere", "expires_at": moment(-12), "revoked_at": None,
            "opened_count": 0, "last_opened_at": None,
        },
    ]  # fmt: skip


def _job(key: int, chance: random.Random, place: int) -> Row:
    told = JOBS[chance.randrange(len(JOBS))]
    start = datetime.date(2019 + chance.randrange(5), chance.randint(1, 12), 1)
    end = None if place == 0 and chance.random() < 0.4 else start + datetime.timedelta(days=chance.randint(60, 700))
    return _experience(key, told, start, end)


def _title(key: int, eqf: int | None, chance: random.Random) -> list[Row]:
    """The title behind the level of the profile, where an invented one has it."""
    fitting = [title for title in TITLES if title[0] == eqf]
    if not fitting:
        return []
    level, title, field = chance.choice(fitting)
    return [_study(key, title, level, 2005 + chance.randrange(20), field)]


def _languages(key: int, chance: random.Random) -> list[Row]:
    mother = chance.choice(MOTHER_TONGUES)
    rows = [_language(key, mother, is_mother_tongue=True)]
    if mother != Language.IT:
        rows.append(_language(key, Language.IT, overall=chance.choice(["B1", "B2", "C1"])))
    if chance.random() < 0.7:
        rows.append(_language(key, Language.EN, overall=chance.choice(["A1", "A2", "B1", "B2"])))
    return rows


def _licences(key: int, chance: random.Random) -> list[Row]:
    rows = [_licence(key, LicenceKind.B, "", None, None)] if chance.random() < 0.7 else []
    if chance.random() < 0.5:
        given = day(-chance.randint(30, 2400))
        rows.append(_licence(key, chance.choice(LICENCES), "", given, given + datetime.timedelta(days=1825)))
    return rows


def _experience(key: int, told: Job, started_on: datetime.date, ended_on: datetime.date | None) -> Row:
    kind, role, employer, description = told
    return {
        "person_id": key, "kind": kind, "role": role, "employer": employer, "description": description,
        "started_on": started_on, "ended_on": ended_on,
    }  # fmt: skip


def _study(key: int, title: str, eqf: int | None, year: int | None, field: str) -> Row:
    return {"person_id": key, "title": title, "school": "", "eqf": eqf, "year": year, "isced_f": field}


def _language(key: int, language: str, **levels: object) -> Row:
    blank = dict.fromkeys(("overall", *LanguageSkill.PARTS), "")
    return {"person_id": key, "language": language, "is_mother_tongue": False} | blank | levels


def _licence(
    key: int, kind: LicenceKind, name: str, issued_on: datetime.date | None, expires_on: datetime.date | None
) -> Row:
    return {"person_id": key, "kind": kind, "name": name, "issued_on": issued_on, "expires_on": expires_on}
