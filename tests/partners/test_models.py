import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.enums import MissingFact, NameChange
from partners.models import Filiera, FilieraAteco, Partner, PartnerName, SchoolCode
from tests.partners.factories import (
    FilieraFactory,
    MandateFactory,
    MembershipFactory,
    MunicipalityFactory,
    PartnerFactory,
    PartnerNameFactory,
    SchoolCodeFactory,
    SiteFactory,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def refused(row, message):
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_dates_of_a_name_are_in_order():
    row = PartnerName(partner=PartnerFactory(), name="x", change=NameChange.RENAME)
    row.valid_from, row.valid_to = "2020-01-02", "2020-01-01"
    row.clean_fields()

    refused(row, "non può venire prima")


@pytest.mark.parametrize("since", ["ieri", "2022-13", "22"])
def test_since_is_a_year_or_a_month(since):
    refused(PartnerName(partner=PartnerFactory(), name="x", change=NameChange.RENAME, since=since), "anno")


def test_school_code_has_the_right_form():
    refused(SchoolCode(partner=PartnerFactory(), code="spis"), "quattro lettere")


def test_wrong_check_character_is_saved():
    code = SchoolCodeFactory(code="SPIS00600C")
    code.full_clean()

    assert SchoolCode.objects.get() == code


def test_coordinates_go_together():
    refused(SiteFactory.build(partner=PartnerFactory(), municipality=MunicipalityFactory(), lat=44.1), "insieme")


def test_mandate_ends_after_it_begins():
    mandate = MandateFactory()
    mandate.starts_on, mandate.ends_on = "2026-02-01", "2026-01-01"
    mandate.clean_fields()

    refused(mandate, "finire prima")


def test_one_active_membership_per_role():
    membership = MembershipFactory()
    membership.pk = None
    membership._state.adding = True

    refused(membership, "già questo ruolo")


def test_activity_is_in_a_filiera_once():
    row = FilieraAteco.objects.create(filiera=FilieraFactory(), classification="ATECO 2025", code="1", label="x")
    row.pk = None
    row._state.adding = True

    refused(row, "già nella filiera")


def test_names():
    partner = PartnerFactory(name="Oggi spa")
    assert (partner.signed_name, partner.former_names, partner.has_name_history) == ("", [], False)

    PartnerNameFactory(partner=partner, name="Ieri spa")
    assert (partner.signed_name, partner.former_names, partner.has_name_history) == ("Ieri spa", [], False)

    PartnerNameFactory(partner=partner, name="Oggi spa", change=NameChange.MERGER)
    assert (partner.signed_name, partner.former_names, partner.has_name_history) == ("Ieri spa", ["Ieri spa"], True)


def test_names_with_a_note_have_a_history():
    row = PartnerNameFactory(note_it="scritto così")

    assert row.partner.has_name_history


def test_facts_to_complete_are_those_listed_and_still_empty():
    partner = PartnerFactory(missing=["pec", "site", "address", "filiere", "summary", "website", "boh"])
    everything = [
        MissingFact.ADDRESS, MissingFact.SITE, MissingFact.SUMMARY, MissingFact.FILIERE, MissingFact.WEBSITE,
        MissingFact.PEC,
    ]  # fmt: skip
    assert partner.facts_to_complete == everything

    SiteFactory(partner=partner)
    partner.filiere.add(FilieraFactory())
    partner.summary_it, partner.pec = "Chi siamo", "a@example.org"

    assert Partner(missing=["tax_code"], tax_code="123").missing == ["tax_code"]
    assert partner.facts_to_complete == [MissingFact.WEBSITE]


def test_site_address_and_position():
    site = SiteFactory(postcode="19124")
    assert site.full_address == "Via di Prova 1, 19124 La Spezia (SP)"
    assert site.geo_uri == "geo:44.107,9.828?q=Via%20di%20Prova%201%2C%2019124%20La%20Spezia%20%28SP%29"

    site.address, site.lat, site.lon = "", 44.2, 9.9
    assert site.full_address == "19124 La Spezia (SP)"
    assert site.position == (44.2, 9.9)


def test_words_for_people():
    membership = MembershipFactory(user__first_name="Ada", user__last_name="Rossi", partner__name="Alfa")
    mandate = MandateFactory(user=membership.user)
    site = SiteFactory(partner=membership.partner)

    assert str(membership) == "Ada Rossi · responsabile · Alfa"
    assert str(mandate) == "referente del Polo: Ada Rossi"
    assert str(site) == "Via di Prova 1, La Spezia"
    assert str(SiteFactory(partner=membership.partner, name="Officina")) == "Officina"
    assert str(SchoolCodeFactory(code="SPIS00600B")) == "SPIS00600B"
    assert str(PartnerNameFactory(name="Ieri")) == "Ieri"
    assert str(Filiera(name_it="Meccanica")) == "Meccanica"
    assert str(FilieraAteco(code="28.13.00", label="Pompe")) == "28.13.00 Pompe"
