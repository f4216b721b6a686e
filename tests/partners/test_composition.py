import pytest

from partners.composition import composition_ok
from partners.enums import Category, Standing
from partners.models import Partner
from tests.partners.factories import PartnerFactory, SchoolCodeFactory


def requirement(label):
    return next(line for line in composition_ok().requirements if str(line.label) == label)


def reasons(line):
    return {row.partner.name: str(row.reason) for row in line.excluded}


def test_seed_satisfies_the_law(polo):
    composition = composition_ok()

    assert composition
    assert [(line.needed, len(line.counted), line.met) for line in composition.requirements] == [
        (2, 5, True), (2, 5, True), (1, 1, True), (1, 4, True),
    ]  # fmt: skip


def test_founders_of_the_its_are_not_enough(polo):
    Partner.objects.filter(category=Category.SCHOOL, is_its_founder=False).update(standing=Standing.FORMER)

    composition = composition_ok()

    assert not composition.ok
    schools = requirement("Istituti tecnici o professionali")
    assert (schools.met, schools.counted) == (False, ())
    assert reasons(schools) == {
        "Istituto Luzzati/De Ambrosis-Natta": "ha fondato l'ITS",
        "Istituto superiore Capellini-Sauro": "ha fondato l'ITS",
    }


@pytest.mark.parametrize("category", [Category.ITS, Category.TRAINING_BODY, Category.FIRM])
def test_each_category_is_needed(polo, category):
    Partner.objects.filter(category=category).update(standing=Standing.FORMER)

    assert not composition_ok()


def test_supporters_do_not_count(db):
    PartnerFactory(its=True, supporter=True)

    assert requirement("ITS Academy").counted == ()


def test_schools_count_by_what_they_teach(db):
    SchoolCodeFactory(partner__name="Professionale", code="SPRI00601A")
    SchoolCodeFactory(partner__name="Liceo", code="SPPS00601A")
    PartnerFactory(name="Senza codici")
    SchoolCodeFactory(partner__name="Tecnico di ieri", code="SPTF00602A", valid_to="2020-08-31")

    line = requirement("Istituti tecnici o professionali")

    assert [partner.name for partner in line.counted] == ["Professionale"]
    assert reasons(line) == {
        "Liceo": "nessun corso tecnico o professionale",
        "Senza codici": "codici di scuola da completare",
        "Tecnico di ieri": "codici di scuola da completare",
    }


def test_firms_count_when_they_are_in_the_register(db):
    PartnerFactory(firm=True, name="Con codice fiscale", tax_code="12345678901")
    PartnerFactory(firm=True, name="Società di capitali", legal_form_code="1.3.20")
    PartnerFactory(firm=True, name="Non si sa")

    line = requirement("Imprese iscritte al registro")

    assert {partner.name for partner in line.counted} == {"Con codice fiscale", "Società di capitali"}
    assert reasons(line) == {"Non si sa": "iscrizione al registro delle imprese da completare"}


def test_composition_asks_two_queries(polo, django_assert_num_queries):
    with django_assert_num_queries(2):
        composition_ok()
