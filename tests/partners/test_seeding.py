import time

import pytest

from partners import seeding
from partners.enums import Category, NameChange, Office
from partners.models import Filiera, FilieraAteco, Mandate, Municipality, Partner, PartnerName, SchoolCode, Site
from tests.partners.factories import MandateFactory, PartnerFactory

MODELS = (Municipality, Filiera, FilieraAteco, Partner, PartnerName, SchoolCode, Site, Mandate)


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def seed():
    seeding.territory_seed()
    seeding.partners_seed()


def test_seed_counts(polo):
    members = Partner.objects.members()

    assert members.count() == 25
    assert Partner.objects.supporters().count() == 8
    assert {category: members.filter(category=category).count() for category in Category} == {
        Category.SCHOOL: 7, Category.FIRM: 9, Category.TRAINING_BODY: 4, Category.ITS: 1, Category.INSTITUTION: 4,
    }  # fmt: skip
    assert Municipality.objects.count() == 160
    assert Filiera.objects.count() == 3


def test_seed_twice_changes_nothing(polo):
    before = rows()

    seed()

    assert rows() == before


def test_seed_is_quick(db):
    start = time.monotonic()

    seed()

    assert time.monotonic() - start < 3


def test_seed_keeps_what_an_administrator_changed_or_added(polo):
    partner = Partner.objects.get(slug="sire")
    pk, others = partner.pk, Partner.objects.count()
    partner.name, partner.pec = "Sire nuova", "sire@example.org"
    partner.seeded["partner"]["kind_note_it"] = "vecchio"  # as if the file had changed since
    partner.kind_note_it = "vecchio"
    partner.save()
    partner.sites.create(name="Officina", municipality_id="011015")

    seed()

    partner = Partner.objects.get(slug="sire")
    assert (partner.pk, partner.name, partner.pec) == (pk, "Sire nuova", "sire@example.org")
    assert partner.kind_note_it == "Impresa"
    assert [site.name for site in partner.sites.all()] == ["Officina"]
    assert Partner.objects.count() == others


def test_seed_keeps_what_an_administrator_took_away(polo):
    partner = Partner.objects.get(slug="capellini-sauro")
    partner.sites.filter(name="Istituto tecnico nautico Sauro").delete()
    partner.filiere.remove(Filiera.objects.get(slug="automazione"))
    partner.pec = ""
    partner.seeded["partner"]["source"] = "vecchia"  # as if the file had changed since
    partner.save()

    seed()

    partner.refresh_from_db()
    assert partner.sites.count() == 1
    assert {row.slug for row in partner.filiere.all()} == {"meccanica", "navalmeccanica"}
    assert partner.pec == ""


def test_seed_fills_in_a_partner_that_was_typed_by_hand(db):
    PartnerFactory(slug="cozzani", name="Cozzani (a mano)", category=Category.FIRM, pec="cozzani@example.org")

    seed()

    partner = Partner.objects.get(slug="cozzani")
    assert (partner.name, partner.pec) == ("Cozzani (a mano)", "cozzani@example.org")
    assert partner.ateco == ["28.13.00", "28.14.00"]
    assert partner.sites.count() == 1


def test_seed_updates_parts_in_place(polo):
    partner = Partner.objects.get(slug="capellini-sauro")
    site = partner.sites.get(name="Istituto tecnico nautico Sauro")
    site.students = 1
    site.save()
    partner.seeded["sites"][site.name]["students"] = 1  # as if the file had said so
    partner.save()

    seed()

    site.refresh_from_db()
    assert site.students == 347


def test_seed_keeps_the_dates_of_codes(polo):
    code = SchoolCode.objects.get(code="GETF01101R")

    assert str(code.valid_to) == "2025-08-31"


def test_seed_tells_the_referent_once(polo):
    mandate = Mandate.objects.get(office=Office.REFERENT)

    assert (mandate.holder_name, mandate.partner.slug) == ("Giorgio Bucchioni", "confindustria-la-spezia")
    assert mandate.title_en == "President of Confindustria La Spezia"


def test_seed_leaves_the_office_to_whoever_holds_it_now(db):
    MandateFactory(holder_name="Un'altra persona")

    seed()

    assert [mandate.holder_name for mandate in Mandate.objects.all()] == ["Un'altra persona"]


def test_seed_keeps_names_in_order_of_time(polo):
    names = Partner.objects.get(slug="confindustria-massa-carrara").names.all()

    assert [row.name for row in names] == [
        "Confindustria Massa Carrara",
        "Confindustria Livorno Massa Carrara",
        "Confindustria Toscana Centro e Costa",
    ]
    assert [(row.change, row.since) for row in names][-1] == (NameChange.MERGER, "2024")


def test_one_classification_of_activities_per_partner():
    row = {"ateco": [{"classification": "ATECO 2025", "code": "1"}, {"classification": "ATECO 2007", "code": "2"}]}

    with pytest.raises(ValueError, match="too many values"):
        seeding._partner_facts(row)
