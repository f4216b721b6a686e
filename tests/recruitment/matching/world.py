"""Small and random worlds to match: towns, skills, people with claims, openings. Written in bulk, dull on purpose."""

import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone

from partners.models import Municipality, Site
from recruitment.enums import Contract, DemandState
from recruitment.models import CandidateProfile, Licence, Opening, OpeningSkill
from skills.enums import ConceptKind, Evidence, Importance
from skills.models import Concept, SkillClaim, SkillRelation
from skills.services import credits_rebuild
from tests.accounts.factories import UserFactory
from tests.partners.factories import PartnerFactory
from tests.skills.factories import ConceptFactory

TOWNS = (
    ("011015", "La Spezia", 44.107, 9.828),
    ("011001", "Ameglia", 44.067, 9.957),
    ("010025", "Genova", 44.407, 8.934),
    ("034027", "Parma", 44.801, 10.328),
    ("045010", "Massa", 44.036, 10.141),
)
SKILLS = 14


@dataclass
class World:
    towns: list[Municipality]
    sites: list[Site]
    skills: list[Concept]
    occupation: Concept
    openings: list[Opening] = field(default_factory=list)
    profiles: list[CandidateProfile] = field(default_factory=list)


def world() -> World:
    """Towns, one firm with a site in each, skills with a hierarchy and some relations; nobody yet."""
    towns = [
        Municipality.objects.get_or_create(
            istat_code=code, defaults={"name": name, "province": "SP", "region": "Liguria", "lat": lat, "lon": lon}
        )[0]
        for code, name, lat, lon in TOWNS
    ]
    firm = PartnerFactory(firm=True)
    sites = [Site.objects.create(partner=firm, municipality=town) for town in towns]
    skills = [ConceptFactory() for _ in range(SKILLS)]
    for parent, child in ((0, 1), (0, 2), (0, 3), (4, 5), (1, 6)):
        skills[child].broader = skills[parent]
        skills[child].save()
    for one, other in ((7, 8), (2, 9)):
        SkillRelation.objects.create(skill=skills[one], related=skills[other], relation="related")
    credits_rebuild()
    return World(towns, sites, skills, ConceptFactory(kind=ConceptKind.OCCUPATION))


def add_profile(world: World, claims=(), *, town=0, active=True, licences=(), **facts) -> CandidateProfile:
    """Claims are (skill index, level, evidence), licences (kind, last day or None)."""
    person = UserFactory(is_active=active)
    facts.setdefault("matching_consent_at", timezone.now())
    profile = CandidateProfile.objects.create(
        person=person, municipality=None if town is None else world.towns[town], **facts
    )
    SkillClaim.objects.bulk_create(
        SkillClaim(person=person, skill=world.skills[skill], level=level, evidence=evidence)
        for skill, level, evidence in claims
    )
    Licence.objects.bulk_create(Licence(person=person, kind=kind, expires_on=until) for kind, until in licences)
    world.profiles.append(profile)
    return profile


def add_opening(world: World, asked=(), *, site=0, **facts) -> Opening:
    """Asked skills are (skill index, level, importance, trainable)."""
    facts = {
        "state": DemandState.PUBLISHED,
        "published_at": timezone.now(),
        "closes_on": timezone.localdate() + datetime.timedelta(days=30),
        **facts,
    }
    opening = Opening.objects.create(
        partner=world.sites[0].partner, site=None if site is None else world.sites[site],
        occupation=world.occupation, title="Offerta", contract=Contract.APPRENTICESHIP, **facts,
    )  # fmt: skip
    OpeningSkill.objects.bulk_create(
        OpeningSkill(
            opening=opening, skill=world.skills[skill], level=level, importance=importance, is_trainable=trainable
        )
        for skill, level, importance, trainable in asked
    )
    world.openings.append(opening)
    return opening


def random_claims(chance: random.Random) -> list[tuple[int, int, str]]:
    held = chance.sample(range(SKILLS), chance.randint(0, 8))
    claims = [(skill, chance.randint(1, 4), chance.choice(Evidence.values)) for skill in held]
    extra = [(skill, chance.randint(1, 4), e) for skill, _, e in claims[:2] for e in Evidence.values]
    return list({(skill, evidence): (skill, level, evidence) for skill, level, evidence in extra + claims}.values())


def fill(world: World, *, seed: int, people: int, openings: int) -> None:
    """People and openings of every sort: without consent, not active, closed, with unknown facts."""
    chance, today = random.Random(seed), timezone.localdate()  # noqa: S311

    def maybe_day():
        return chance.choice([None, today + datetime.timedelta(days=chance.randint(-30, 90))])

    for _ in range(people):
        add_profile(
            world,
            random_claims(chance),
            town=chance.randrange(len(TOWNS)),
            active=chance.random() > 0.05,
            max_km=chance.choice([1, 10, 40, 70, 90, 500]),
            eqf=chance.choice([None, 2, 3, 4, 5, 6]),
            available_from=maybe_day(),
            licences=[
                (kind, chance.choice([None, today, today - datetime.timedelta(days=1)]))
                for kind in chance.sample(["B", "C", "CE", "FORKLIFT", "A"], chance.choice([0, 1, 1, 4]))
            ],
            matching_consent_at=chance.choice([timezone.now()] * 6 + [None]),
        )
    for _ in range(openings):
        asked = chance.sample(range(SKILLS), chance.randint(0, 6))
        add_opening(
            world,
            [(s, chance.randint(1, 4), chance.choice(Importance.values), chance.random() < 0.3) for s in asked],
            site=chance.choice([None, *range(len(TOWNS))]),
            min_eqf=chance.choice([None, None, 3, 5]),
            licences=chance.choice([[]] * 4 + [["B"], ["FORKLIFT", "C"]]),
            starts_on=maybe_day(),
            closes_on=today + datetime.timedelta(days=chance.choice([-1, 0, 20])),
            state=chance.choice([DemandState.PUBLISHED] * 6 + [DemandState.CLOSED]),
        )
