"""Counts of the filters of the directory against a plain count, over random questions."""

import random

from partners.enums import Category
from partners.models import Filiera, Partner
from partners.selectors import PROVINCES, DirectoryFilters, partner_directory
from tests.facets import assert_plain, passing

QUESTIONS = 60


def facts():
    return [
        {
            "pk": {str(partner.pk)},
            "category": {partner.category},
            "province": {site.municipality.province for site in partner.sites.all()},
            "filiera": {filiera.slug for filiera in partner.filiere.all()},
        }
        for partner in Partner.objects.public().with_facts()
    ]


def questions():
    chance = random.Random(5)  # noqa: S311  (no secret)
    values = {
        "category": Category.values,
        "province": list(PROVINCES),
        "filiera": list(Filiera.objects.order_by("slug").values_list("slug", flat=True)),
    }
    for _number in range(QUESTIONS):
        facets = chance.sample(sorted(values), chance.randint(0, 3))
        yield {facet: tuple(chance.sample(values[facet], chance.randint(1, 2))) for facet in facets}


def test_counts_are_those_of_a_plain_count(polo):
    rows = facts()
    for chosen in questions():
        directory = partner_directory(DirectoryFilters(**chosen))

        assert_plain(directory.facets, rows, chosen)
        assert {str(entry.partner.pk) for entry in directory.entries} == {
            key for row in passing(rows, chosen) for key in row["pk"]
        }
