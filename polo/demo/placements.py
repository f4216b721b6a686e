"""Placements and apprenticeships of the demo: a draft, some to sign, some in force, some over."""

from dataclasses import dataclass

import pgtrigger

from accounts.models import User
from partners.models import Partner
from polo.demo.application_parts import PAGE
from polo.demo.clock import day, moment
from polo.demo.guardians import CONFIRMED as MINOR
from polo.demo.upsert import Row, keep
from polo.demo.vocabulary import Vocabulary
from recruitment.enums import BreakReason, Party, PlacementKind, PlacementState, SigningWay
from recruitment.models import AssessedSkill, Placement, PlacementAssessment, PlacementSignature, PlacementSkill
from recruitment.services.assessment import claims_refresh
from training.validators import MediaType

YARD, WORKS, SCHOOL = "cantiere-esempio", "officine-esempio", "istituto-esempio"
FIRM_TUTORS = {
    YARD: "impresa@example.org",
    WORKS: "azienda2@example.org",
    "automazioni-esempio": "impresa@example.org",
}
SCHOOL_TUTOR = "docente@example.org"
STATE, KIND = PlacementState, PlacementKind
PEOPLE, STUDENT = "persona@example.org", "studente@example.org"
SIGNERS = {Party.GUARDIAN: "Gina Genitore", Party.HOST: "Irma Impresa", Party.SENDER: "Paola Preside"}
LEVEL = 2
SEEN = (3, 2, 2, None)


@dataclass(frozen=True)
class Story:
    """Days from today; `signed` says who has signed while others still have to."""

    person: str
    firm: str
    kind: PlacementKind
    state: PlacementState
    days: tuple[int, int]
    hours: int
    occupation: str
    activity: str
    signed: tuple[Party, ...] = ()

    @property
    def is_signed_by_all(self) -> bool:
        return self.state in {STATE.IN_FORCE, STATE.ENDED}


STORIES = (
    Story(PEOPLE, YARD, KIND.EXTRACURRICULAR, STATE.TO_SIGN, (12, 134), 480, "pipefitter",
          "Reparto tubi: lettura dei disegni, taglio e preparazione dei pezzi, sempre in affiancamento."),
    Story(PEOPLE, WORKS, KIND.CURRICULAR, STATE.IN_FORCE, (-40, 50), 300,
          "computer-numerical-control-machine-operator",
          "Conduzione di una fresa CNC con chi la programma; controllo dei pezzi in sala misure."),
    Story(STUDENT, YARD, KIND.SCHOOL_WORK, STATE.TO_SIGN, (20, 34), 80, "marine-electrician",
          "Due settimane a bordo con la squadra elettrica: cablaggi semplici e prove in sicurezza.", (Party.PERSON,)),
    Story(STUDENT, WORKS, KIND.SCHOOL_WORK, STATE.ENDED, (-60, -6), 90, "welder",
          "Preparazione dei lembi e prime saldature di prova, con i dispositivi di protezione."),
    Story(PEOPLE, "automazioni-esempio", KIND.EXTRACURRICULAR, STATE.ENDED, (-220, -97), 400, "plc-programmer",
          "Prove di quadri e piccoli programmi PLC, con chi avvia gli impianti."),
    Story(MINOR, YARD, KIND.SCHOOL_WORK, STATE.IN_FORCE, (-10, 20), 60, "marine-painter",
          "Osservare il reparto verniciatura e preparare le superfici piccole."),
    Story("minorenne@example.org", WORKS, KIND.SCHOOL_WORK, STATE.DRAFT, (30, 44), 40, "welder",
          "Una settimana in officina con chi fa da tutor."),
    Story(MINOR, WORKS, KIND.SCHOOL_WORK, STATE.BROKEN, (-90, -60), 40, "welder",
          "Una settimana in officina con chi fa da tutor.", (Party.PERSON, Party.GUARDIAN)),
)  # fmt: skip


def placements_build(people: dict[str, User], partners: dict[str, Partner], vocabulary: Vocabulary) -> list[Placement]:
    rows = [_row(story, people, partners) for story in STORIES]
    mine = Placement.objects.filter(person__in=people.values(), host__in=partners.values())
    with pgtrigger.ignore("recruitment.Placement:moves", "recruitment.Placement:signed_by_all"):
        kept = keep(among=mine, key=["person_id", "host_id"], rows=rows, only_these=True)
    plan: list[Row] = [
        {"placement_id": row.pk, "skill_id": skill, "level": LEVEL}
        for row, story in zip(kept, STORIES, strict=True)
        for skill in vocabulary.skills_of(story.occupation)[:4]
    ]
    keep(
        among=PlacementSkill.objects.filter(placement__in=kept), key=["placement_id", "skill_id"], rows=plan,
        only_these=True,
    )  # fmt: skip
    for row, story in zip(kept, STORIES, strict=True):
        _sign(row, story, people)
    _assess([row for row in kept if row.state == STATE.ENDED])
    return kept


def _assess(placements: list[Placement]) -> None:
    """What the tutors saw, confirmed by both and written in the passport; once."""
    for placement in placements[:1]:
        assessment, is_new = PlacementAssessment.objects.get_or_create(
            placement=placement,
            defaults={
                "version": 1,
                "company_by": placement.company_tutor,
                "company_at": moment(-4),
                "school_by": placement.school_tutor,
                "school_at": moment(-3),
                "comment": "Grazie! Avrei voluto saldare di più, ma ho imparato a preparare bene i pezzi.",
                "commented_at": moment(-2),
            },
        )
        skills = list(placement.plan.values_list("skill_id", flat=True))
        if is_new:
            lines = zip(skills, SEEN, strict=False)
            AssessedSkill.objects.bulk_create(
                AssessedSkill(assessment=assessment, skill_id=skill, level=level) for skill, level in lines
            )
        claims_refresh(person=placement.person, skills=skills)


def _row(story: Story, people: dict[str, User], partners: dict[str, Partner]) -> Row:
    first, last = story.days
    is_shared = story.is_signed_by_all or Party.PERSON in story.signed
    tutors = story.is_signed_by_all
    return {
        "kind": story.kind,
        "person_id": people[story.person].pk,
        "host_id": partners[story.firm].pk,
        "sender_id": partners[SCHOOL].pk,
        "prepared_by_host": False,
        "activity": story.activity,
        "starts_on": day(first),
        "ends_on": day(last),
        "hours": story.hours,
        "company_tutor_id": people[FIRM_TUTORS[story.firm]].pk if tutors else None,
        "school_tutor_id": people[SCHOOL_TUTOR].pk if tutors else None,
        "has_safety_training": tutors,
        "is_insured": tutors,
        "needs_guardian": story.person == MINOR,
        "state": story.state,
        "state_at": moment(min(last, -1)),
        "shared_at": moment(min(first, 0) - 5) if is_shared else None,
        "ended_on": day(last) if story.state in {STATE.ENDED, STATE.BROKEN} else None,
        "broken_for": BreakReason.FIRM if story.state == STATE.BROKEN else "",
        "created_at": moment(min(first, 0) - 9),
    }


def _sign(placement: Placement, story: Story, people: dict[str, User]) -> None:
    """Once: bytes are written, never compared."""
    for party in placement.parties if story.is_signed_by_all else story.signed:
        PlacementSignature.objects.get_or_create(
            placement=placement,
            party=party,
            defaults={
                "signer_name": SIGNERS.get(party) or people[story.person].get_full_name(),
                "signed_on": day(min(story.days[0], 0) - 5),
                "way": SigningWay.PAPER,
                "content": PAGE if party == Party.HOST else b"",
                "media_type": MediaType.PDF if party == Party.HOST else "",
                "recorded_by": placement.person,
            },
        )
