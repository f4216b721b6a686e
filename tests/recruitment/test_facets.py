"""Counts of the filters of openings and needs against a plain count, over random rows and random questions."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser

from recruitment.enums import Contract, Horizon
from recruitment.models import Opening, SkillNeed
from recruitment.selectors.demand import search_needs, search_openings
from tests.facets import assert_plain, passing
from tests.partners.factories import FilieraFactory, MunicipalityFactory, PartnerFactory, SiteFactory
from tests.recruitment.factories import OpeningFactory, SkillNeedFactory
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
ROWS, QUESTIONS = 25, 60


@pytest.fixture
def chance():
    return random.Random(6)  # noqa: S311  (no secret)


@pytest.fixture
def ground(chance):
    chains = [FilieraFactory(slug=slug) for slug in ("meccanica", "navale")]
    towns = [
        MunicipalityFactory(istat_code=code, province=province)
        for code, province in (("011015", "SP"), ("011027", "SP"), ("010025", "GE"))
    ]
    firms = [PartnerFactory(firm=True, slug=f"impresa-{number}") for number in range(3)]
    sites = {firm: [SiteFactory(partner=firm, municipality=town, is_main=False) for town in towns] for firm in firms}
    occupations = [ConceptFactory(occupation=True) for _number in range(3)]
    for occupation in occupations:
        occupation.filiere.set(chance.sample(chains, chance.randint(0, 2)))
    return firms, sites, occupations, chains


def questions(chance, rows):
    """Values that occur: others are passed over."""
    values = {name: sorted({value for row in rows for value in row[name]}) for name in rows[0] if name != "pk"}
    for _number in range(QUESTIONS):
        yield {name: chance.choice(values[name]) for name in chance.sample(sorted(values), chance.randint(0, 3))}


def check(search, rows, chance, found):
    for query in questions(chance, rows):
        result, chosen = search(query), {name: (value,) for name, value in query.items()}
        assert_plain(result.facets, rows, chosen)
        assert {str(row.pk) for row in found(result)} == {key for row in passing(rows, chosen) for key in row["pk"]}


def test_counts_of_openings_are_those_of_a_plain_count(chance, ground):
    firms, sites, occupations, _chains = ground
    for _number in range(ROWS):
        firm = chance.choice(firms)
        OpeningFactory(
            partner=firm, published=True, occupation=chance.choice(occupations),
            contract=chance.choice(Contract.values), site=chance.choice([None, *sites[firm]]),
        )  # fmt: skip
    OpeningFactory(partner=firms[0], expired=True)
    rows = [
        {
            "pk": {str(opening.pk)},
            "partner": {opening.partner.slug},
            "filiera": {chain.slug for chain in opening.occupation.filiere.all()},
            "professione": {opening.occupation.notation},
            "contratto": {opening.contract},
            "provincia": {opening.site.municipality.province} if opening.site else set(),
            "comune": {opening.site.municipality_id} if opening.site else set(),
        }
        for opening in Opening.objects.public()
    ]
    assert len(rows) == ROWS

    check(search_openings, rows, chance, lambda result: result.openings)


def test_counts_of_needs_are_those_of_a_plain_count(chance, ground):
    firms, _sites, occupations, chains = ground
    for _number in range(ROWS):
        SkillNeedFactory(
            partner=chance.choice(firms), public=True, occupation=chance.choice(occupations),
            filiera=chance.choice([None, *chains]), horizon=chance.choice(Horizon.values),
            is_masked=chance.random() < 0.3,
        )  # fmt: skip
    SkillNeedFactory(partner=firms[0])
    rows = [
        {
            "pk": {str(need.pk)},
            "partner": set() if need.is_masked else {need.partner.slug},
            "filiera": {need.filiera.slug} if need.filiera else set(),
            "quando": {str(need.horizon)},
        }
        for need in SkillNeed.objects.public()
    ]
    assert len(rows) == ROWS

    check(lambda query: search_needs(AnonymousUser(), query), rows, chance, lambda result: result.needs)
