"""What the invented persons want firms to know: where, how far, with what study title and which skills."""

import random

from accounts.models import User
from polo.demo.clock import day, moment
from polo.demo.people import persons
from polo.demo.upsert import Row, keep
from polo.demo.vocabulary import Vocabulary
from recruitment.enums import Contract, WorkingHours
from recruitment.models import CandidateProfile
from skills.enums import Evidence, Level
from skills.models import SkillClaim

SEED = "polo-2026"
# ISTAT codes: more people in the province of La Spezia, some in Genova, Massa-Carrara and Parma.
TOWNS = (
    "011015", "011015", "011027", "011001", "011016", "011002", "011015", "011026", "011031", "011022", "011013",
    "011017", "045010", "045003", "045001", "045014", "010025", "010015", "010059", "034027", "034014",
)  # fmt: skip
# Trade (an occupation of the vocabulary) and how a person of that trade introduces herself or himself.
TRADES = (
    ("welder", "Saldo da qualche anno, cerco un cantiere"),
    ("computer-numerical-control-machine-operator", "Lavoro al tornio e alla fresa CNC"),
    ("pipefitter", "Tubista, conosco gli impianti di bordo"),
    ("marine-electrician", "Elettricista di bordo, disponibile da subito"),
    ("plc-programmer", "Programmo PLC e quadri di comando"),
    ("fiberglass-laminator", "Laminazione e compositi, mani esperte"),
    ("industrial-machinery-mechanic", "Manutenzione di macchine, anche su turni"),
    ("robot-programmer", "Mi piacciono i robot e la precisione"),
    ("marine-fitter", "Montaggi a bordo, abituato alla squadra"),
    ("mechanical-engineering-drafter", "Disegno in 3D e leggo le tolleranze"),
    ("quality-engineering-technician", "Misure e controllo qualità"),
    ("marine-mechanic", "Motori marini, primo impiego"),
    ("industrial-electrician", "Impianti industriali e quadri"),
    ("shipwright", "Carpenteria navale in legno e acciaio"),
    ("mechatronics-engineering-technician", "Meccatronica, diploma ITS"),
)
# The main account can do two trades, so that more than one firm asks.
SECOND_TRADE = {"persona@example.org": "pipefitter"}
ACCOUNT_TRADES = {"persona@example.org": 0, "studente@example.org": 4}
WITHOUT_PROFILE, WITHOUT_CONSENT = 12, 7
EVIDENCES = (Evidence.DECLARED,) * 5 + (Evidence.OBSERVED, Evidence.ASSESSED, Evidence.CERTIFIED, Evidence.CERTIFIED)


def profiles_build(people: dict[str, User], vocabulary: Vocabulary) -> dict[str, CandidateProfile]:
    """Profiles by e-mail address: some people have none, some have not said yes to being matched."""
    trades = {email: place % len(TRADES) for place, email in enumerate(persons()) if place % WITHOUT_PROFILE}
    trades |= ACCOUNT_TRADES
    rows = [_profile(people[email], trade, place) for place, (email, trade) in enumerate(trades.items())]
    rows.append(_minor(people["minorenne@example.org"]))
    mine = CandidateProfile.objects.filter(person__in=people.values())
    profiles = keep(among=mine, key=["person_id"], rows=rows)
    claims = [row for email, trade in trades.items() for row in _claims(people[email], TRADES[trade][0], vocabulary)]
    told = {(row["person_id"], row["skill_id"]) for row in claims}
    for email, occupation in SECOND_TRADE.items():
        rows = _claims(people[email], occupation, vocabulary)
        claims += [row for row in rows if (row["person_id"], row["skill_id"]) not in told]
    theirs = SkillClaim.objects.filter(person__in=people.values(), source_type="")
    keep(among=theirs, key=["person_id", "skill_id", "evidence"], rows=claims, only_these=True)
    emails = {user.pk: user.email for user in people.values()}
    return {emails[profile.person_id]: profile for profile in profiles}


def _profile(person: User, trade: int, place: int) -> Row:
    chance = random.Random(f"{SEED}:{person.email}")
    consents = person.email in ACCOUNT_TRADES or place % WITHOUT_CONSENT != 3
    return {
        "person_id": person.pk,
        "headline": TRADES[trade][1],
        "municipality_id": "011015" if person.email in ACCOUNT_TRADES else TOWNS[place % len(TOWNS)],
        "max_km": chance.choice([15, 25, 40, 60, 90, 200]) if person.email not in ACCOUNT_TRADES else 50,
        "available_from": chance.choice([None, day(0), day(15), day(60)]),
        "eqf": chance.choice([2, 3, 3, 4, 4, 4, 5, 6]) if person.email not in ACCOUNT_TRADES else 4,
        "contracts": chance.choice([[], [], [Contract.PERMANENT], [Contract.PERMANENT, Contract.APPRENTICESHIP]]),
        "hours": chance.choice(["", WorkingHours.FULL, WorkingHours.FULL, WorkingHours.ANY]),
        "matching_consent_at": moment(-30 - place % 20) if consents else None,
    }


def _minor(person: User) -> Row:
    """Sixteen years old: the profile is there, matching waits for a parent."""
    facts = _profile(person, 7, 0)
    return facts | {"headline": "Studio e costruisco piccoli robot", "eqf": 2, "matching_consent_at": None}


def _claims(person: User, occupation: str, vocabulary: Vocabulary) -> list[Row]:
    """Part of what the trade asks for, a few skills with a proof besides the person's word."""
    chance = random.Random(f"{SEED}:{person.email}:claims")
    main = [skill for skill, _ in vocabulary.main_skills(occupation)]
    others = [skill for skill in vocabulary.skills_of(occupation) if skill not in main]
    held = chance.sample(main, chance.randint(3, len(main))) + chance.sample(others, min(len(others), 4))
    rows = []
    for skill in held:
        level = chance.choice([Level.BASIC, Level.INDEPENDENT, Level.INDEPENDENT, Level.ADVANCED, Level.EXPERT])
        evidences = (
            {Evidence.DECLARED, chance.choice(EVIDENCES)} if chance.random() < 0.3 else {chance.choice(EVIDENCES)}
        )
        rows += [
            {"person_id": person.pk, "skill_id": skill, "level": level, "evidence": evidence}
            for evidence in sorted(evidences)
        ]
    return rows
