"""What the invented firms need in the next years and the jobs they offer now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from partners.models import Filiera, Partner
from polo.demo.bodies import main_sites
from polo.demo.clock import day, moment
from polo.demo.upsert import Row, keep, touched_keys
from polo.demo.vocabulary import Vocabulary
from recruitment.enums import Confidentiality, Contract, DemandState, Difficulty, Ending, Horizon
from recruitment.models import Opening, OpeningQuestion, OpeningSkill, SkillNeed, SkillNeedSkill
from skills.enums import Importance, Level

YARD, WORKS, AUTO, PLANT, PARMA, YACHT = (
    "cantiere-esempio", "officine-esempio", "automazioni-esempio", "impianti-esempio", "meccanica-esempio",
    "nautica-esempio",
)  # fmt: skip
MEC, NAV, AUT = "meccanica", "navalmeccanica", "automazione"
PUBLIC, PARTNERS, REFERENT = Confidentiality
NOW, YEAR_1, YEAR_2, YEAR_3 = Horizon
DRAFT, PUBLISHED, PAUSED, FILLED, CLOSED = DemandState
METAL = "Metalmeccanica privata industria (esempio)"
WHY = "Fabbisogno inventato per mostrare il portale. {} Chi arriva trova affiancamento e formazione."


@dataclass(frozen=True)
class Need:
    firm: str
    occupation: str
    title: str
    people: int
    horizon: Horizon
    scope: Confidentiality
    filiera: str
    why: str
    state: DemandState = PUBLISHED
    is_masked: bool = False


@dataclass(frozen=True)
class Job:
    """Pay in thousands of euro a year; `closes` in days from today."""

    firm: str
    occupation: str
    title: str
    contract: Contract
    pay: tuple[int, int] | None
    closes: int
    state: DemandState = PUBLISHED
    people: int = 1
    eqf: int | None = None
    need: str = ""


NEEDS = (
    Need(YARD, "welder", "Saldatori e saldatrici di scafo", 18, YEAR_1, PUBLIC, NAV, "Parte una nuova costruzione."),
    Need(YARD, "pipefitter", "Tubisti e tubiste di bordo", 12, YEAR_1, PUBLIC, NAV, "Impianti di due navi gemelle."),
    Need(YARD, "marine-electrician", "Elettricisti ed elettriciste di bordo", 8, YEAR_2, PARTNERS, NAV,
         "Navi sempre più elettriche."),
    Need(YARD, "ship-plater", "Carpenteria di scafo", 10, YEAR_2, PARTNERS, NAV, "Ricambio di chi va in pensione."),
    Need(YARD, "marine-painter", "Verniciatura navale", 4, NOW, PUBLIC, NAV, "Serve una squadra in più."),
    Need(YARD, "marine-mechatronics-technician", "Propulsione ibrida: nuove figure", 5, YEAR_3, REFERENT, NAV,
         "Un progetto che non è ancora pubblico."),
    Need(WORKS, "computer-numerical-control-machine-operator", "Operatori e operatrici CNC", 6, NOW, PUBLIC, MEC,
         "Due macchine nuove in arrivo."),
    Need(WORKS, "cnc-programmer", "Programmazione CNC a 5 assi", 3, YEAR_1, PARTNERS, MEC, "Pezzi più complessi."),
    Need(WORKS, "metrology-technician", "Sala metrologica", 2, YEAR_2, REFERENT, MEC, "Una commessa riservata."),
    Need(WORKS, "welder", "Saldatura di precisione", 4, YEAR_1, PARTNERS, MEC, "Aumentano i pezzi in inox."),
    Need(WORKS, "vessel-engine-assembler", "Montaggio di motori navali", 5, YEAR_2, PUBLIC, NAV,
         "Apre una linea di revisione."),
    Need(AUTO, "plc-programmer", "Programmazione PLC e supervisione", 5, NOW, PUBLIC, AUT, "Molti avviamenti."),
    Need(AUTO, "robot-programmer", "Programmazione di robot", 6, YEAR_1, PUBLIC, AUT, "Celle di saldatura navale."),
    Need(AUTO, "control-panel-assembler", "Montaggio di quadri elettrici", 7, YEAR_1, PARTNERS, AUT,
         "Raddoppia il reparto quadri."),
    Need(AUTO, "robotics-engineering-technician", "Robotica marina", 4, YEAR_3, PARTNERS, AUT,
         "Un laboratorio insieme all'ITS di esempio."),
    Need(AUTO, "commissioning-technician", "Messa in servizio dal cliente", 3, YEAR_2, REFERENT, AUT,
         "Trasferte brevi."),
    Need(PLANT, "industrial-machinery-mechanic", "Manutenzione meccanica su turni", 5, NOW, PUBLIC, MEC,
         "Impianti che non si fermano mai."),
    Need(PLANT, "predictive-maintenance-expert", "Manutenzione predittiva", 2, YEAR_2, PARTNERS, AUT,
         "Sensori su tutte le linee."),
    Need(PLANT, "structural-ironworker", "Carpenteria metallica", 6, YEAR_1, PUBLIC, MEC, "Un cantiere lungo.",
         is_masked=True),
    Need(PARMA, "mechatronics-engineering-technician", "Tecnici e tecniche meccatroniche", 8, YEAR_1, PUBLIC, AUT,
         "Macchine più intelligenti."),
    Need(PARMA, "mechanical-engineering-drafter", "Disegno e modellazione 3D", 3, YEAR_2, PARTNERS, MEC,
         "L'ufficio tecnico cresce."),
    Need(YACHT, "fiberglass-laminator", "Laminazione e compositi", 6, YEAR_1, PUBLIC, NAV, "Stagione di refit."),
    Need(YACHT, "cabinet-maker", "Arredo di interni", 4, YEAR_1, PARTNERS, NAV, "Interni su misura.", FILLED),
    Need(YACHT, "marine-upholsterer", "Tappezzeria nautica", 2, YEAR_2, PUBLIC, NAV, "Basta un fornitore.", CLOSED),
    Need(WORKS, "non-destructive-testing-specialist", "Controlli non distruttivi", 2, YEAR_3, PARTNERS, MEC,
         "Da decidere con la direzione.", DRAFT),
)  # fmt: skip

JOBS = (
    Job(YARD, "welder", "Saldatore o saldatrice TIG e MIG/MAG", Contract.PERMANENT, (25, 30), 30, people=4,
        need="Saldatori e saldatrici di scafo"),
    Job(YARD, "pipefitter", "Tubista di bordo", Contract.PERMANENT, (25, 31), 40, people=3,
        need="Tubisti e tubiste di bordo"),
    Job(YARD, "marine-electrician", "Elettricista di bordo", Contract.FIXED_TERM, (24, 28), 20, eqf=3),
    Job(YARD, "marine-painter", "Addetto o addetta alla verniciatura", Contract.APPRENTICESHIP, None, 25),
    Job(WORKS, "computer-numerical-control-machine-operator", "Operatore o operatrice CNC", Contract.PERMANENT,
        (24, 29), 35, people=2, eqf=3, need="Operatori e operatrici CNC"),
    Job(WORKS, "metrology-technician", "Tecnico o tecnica di metrologia", Contract.PERMANENT, (27, 33), 15, eqf=4),
    Job(AUTO, "plc-programmer", "Programmatore o programmatrice PLC", Contract.PERMANENT, (28, 36), 45, eqf=4,
        need="Programmazione PLC e supervisione"),
    Job(AUTO, "robot-programmer", "Programmatore o programmatrice di robot", Contract.APPRENTICESHIP, (22, 25), 50),
    Job(PLANT, "industrial-machinery-mechanic", "Manutentore o manutentrice meccanica", Contract.PERMANENT, (25, 30),
        28, people=2),
    Job(YACHT, "fiberglass-laminator", "Laminazione: tirocinio retribuito", Contract.INTERNSHIP, None, 18),
    Job(PARMA, "mechatronics-engineering-technician", "Tecnico meccatronico o tecnica meccatronica",
        Contract.PERMANENT, (27, 34), 38, eqf=4),
    Job(WORKS, "welder", "Saldatura di precisione: inizio a primavera", Contract.FIXED_TERM, None, 60, DRAFT),
    Job(YARD, "marine-fitter", "Montatore o montatrice navale", Contract.PERMANENT, (24, 28), -20, FILLED, 2),
    Job(YACHT, "shipwright", "Carpentiere navale", Contract.FIXED_TERM, (24, 27), -35, CLOSED),
    # Of long ago: what became of who was hired then is known.
    Job(YARD, "welder", "Saldatura di scafo, squadra di primavera", Contract.PERMANENT, (25, 29), -235, FILLED, 4),
    Job(WORKS, "computer-numerical-control-machine-operator", "Tornio e fresa CNC, secondo turno",
        Contract.FIXED_TERM, (24, 28), -240, FILLED, 4),
    Job(AUTO, "control-panel-assembler", "Cablaggio di quadri, nuova linea", Contract.PERMANENT, (24, 27), -245,
        FILLED, 4),
    Job(AUTO, "industrial-electrician", "Elettricista industriale", Contract.PERMANENT, (24, 29), -3),
    Job(AUTO, "control-panel-assembler", "Montaggio di quadri elettrici", Contract.FIXED_TERM, (23, 26), 40, PAUSED),
)  # fmt: skip

QUESTIONS = (("Con quali macchine o attrezzi hai già lavorato?", True), ("Quali orari ti vanno bene?", False))


def demand_build(partners: dict[str, Partner], vocabulary: Vocabulary) -> dict[str, Opening]:
    """Needs, then the openings that come from some of them; openings by title."""
    sites = main_sites()
    filiere = dict(Filiera.objects.values_list("slug", "pk"))
    needs = keep(
        among=SkillNeed.objects.filter(is_demo=True),
        key=["partner_id", "title"],
        rows=[
            _placed(need, partners, vocabulary, sites) | _need_row(need) | {"filiera_id": filiere[need.filiera]}
            for need in NEEDS
        ],
    )
    by_title = {need.title: need for need in needs}
    openings = keep(
        among=Opening.objects.filter(is_demo=True),
        key=["partner_id", "title"],
        rows=[
            _placed(job, partners, vocabulary, sites)
            | _job_row(job)
            | {"need_id": by_title[job.need].pk if job.need else None}
            for job in JOBS
        ],
    )
    _asked(SkillNeedSkill, "need", _free(needs, NEEDS), vocabulary)
    _asked(OpeningSkill, "opening", _free(openings, JOBS), vocabulary)
    touched = touched_keys(Opening)
    _questions([row for row in openings if row.partner_id == partners[YARD].pk and row.pk not in touched])
    return {opening.title: opening for opening in openings}


def _placed(demand: Need | Job, partners: dict[str, Partner], vocabulary: Vocabulary, sites: dict) -> Row:
    partner = partners[demand.firm]
    return {
        "partner_id": partner.pk,
        "site_id": sites[partner.pk].pk,
        "occupation_id": vocabulary.occupations[demand.occupation],
        "title": demand.title,
        "state": demand.state,
        "published_at": None if demand.state == DRAFT else moment(-45),
        "is_demo": True,
        "created_at": moment(-50),
    }


def _need_row(need: Need) -> Row:
    return {
        "description": WHY.format(need.why),
        "head_count": need.people,
        "horizon": need.horizon,
        "confidentiality": need.scope,
        "is_masked": need.is_masked,
        "difficulty": Difficulty.RARE if need.people >= 10 else Difficulty.HARD if need.people > 3 else None,
    }


def _job_row(job: Job) -> Row:
    low, high = job.pay or (None, None)
    first = min(-45, job.closes - 30)
    return {
        "published_at": None if job.state == DRAFT else moment(first),
        "created_at": moment(first - 5),
        "description": (
            "Offerta inventata per mostrare il portale: un posto in una squadra di otto persone, con affiancamento "
            "nei primi mesi e formazione pagata."
        ),
        "positions": job.people,
        "contract": job.contract,
        "ccnl": METAL if job.pay else "",
        "pay_from": None if low is None else low * 1000,
        "pay_to": None if high is None else high * 1000,
        "min_eqf": job.eqf,
        "starts_on": day(job.closes + 30),
        "paused_at": moment(-5) if job.state == PAUSED else None,
        "confirmed_at": None if job.state == DRAFT else moment(max(first, min(-10, job.closes - 10))),
        "ended_as": {FILLED: Ending.HERE, CLOSED: Ending.NO_NEED}.get(job.state, ""),
        "closes_on": day(job.closes),
    }


def _free(rows: Sequence[models.Model], told: Sequence[Need | Job]) -> list[tuple[int, str]]:
    """Keys and occupations of the demands that nobody has changed in the portal: those keep their skills."""
    touched = touched_keys(type(rows[0]))
    return [(row.pk, demand.occupation) for row, demand in zip(rows, told, strict=True) if row.pk not in touched]


def _asked(model: type[models.Model], owner: str, pairs: list[tuple[int, str]], vocabulary: Vocabulary) -> None:
    """The main skills of the occupation."""
    rows = [
        {
            f"{owner}_id": key,
            "skill_id": skill,
            "importance": importance,
            "level": Level.ADVANCED if place == 0 else Level.INDEPENDENT,
            "is_trainable": importance == Importance.OPTIONAL or place == 3,
        }
        for key, occupation in pairs
        for place, (skill, importance) in enumerate(vocabulary.main_skills(occupation))
    ]
    mine = model._default_manager.filter(**{f"{owner}__in": [key for key, _ in pairs]})
    keep(among=mine, key=[f"{owner}_id", "skill_id"], rows=rows, only_these=True)


def _questions(openings: list[Opening]) -> None:
    """The shipyard asks something of who says yes."""
    rows: list[Row] = [
        {"opening_id": opening.pk, "number": number, "text": text, "is_required": is_required}
        for opening in openings
        for number, (text, is_required) in enumerate(QUESTIONS, start=1)
    ]
    mine = OpeningQuestion.objects.filter(opening__in=openings)
    keep(among=mine, key=["opening_id", "number"], rows=rows, only_these=True)
