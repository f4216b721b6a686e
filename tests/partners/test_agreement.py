"""The agreement, who adheres, its bodies and documents: what the database refuses and what the pages say."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from partners import services, tasks
from partners.enums import (
    AdhesionRole,
    AgreementKind,
    AgreementState,
    AgreementStatus,
    DocumentVisibility,
    Office,
    Role,
)
from partners.models import Adhesion, Agreement, Annex, Document, Partner
from partners.seeding import partners_seed
from partners.selectors import agreements_ending
from partners.validators import MAX_PDF_BYTES
from tests.accounts.factories import UserFactory
from tests.partners.factories import (
    PDF,
    AdhesionFactory,
    AgreementFactory,
    BodyFactory,
    BodyMemberFactory,
    DocumentFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    PartnerNameFactory,
    SchoolCodeFactory,
    pdf,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)


def refused(make, message):
    """The row is refused twice: in words by the model, and by the database whoever writes."""
    with pytest.raises(ValidationError, match=message):
        make().full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make().save()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"valid_from": DAY, "valid_to": DAY - datetime.timedelta(1)}, "prima di cominciare"),
        ({"status": AgreementStatus.DRAFT, "signed_on": DAY}, "con la data della firma"),
        ({"status": AgreementStatus.CEASED}, "l'ultimo giorno"),
        ({"version": 0}, "da 1"),
    ],
)
def test_agreement_facts_hold_together(facts, message):
    refused(lambda: AgreementFactory.build(**facts), message)


def test_agreement_does_not_replace_itself():
    agreement = AgreementFactory()
    agreement.supersedes = agreement

    refused(lambda: agreement, "sé stesso")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, AgreementState.UNDATED),
        ({"status": AgreementStatus.DRAFT}, AgreementState.DRAFT),
        ({"status": AgreementStatus.SIGNING}, AgreementState.SIGNING),
        ({"valid_from": DAY}, AgreementState.IN_FORCE),
        ({"valid_to": DAY}, AgreementState.IN_FORCE),
        ({"valid_to": DAY - datetime.timedelta(1)}, AgreementState.EXPIRED),
        ({"valid_from": DAY + datetime.timedelta(1)}, AgreementState.UPCOMING),
        ({"status": AgreementStatus.CEASED, "valid_to": DAY}, AgreementState.CEASED),
    ],
)
def test_state_of_an_agreement(facts, state):
    assert AgreementFactory(**facts).state_on(DAY) == state


def test_an_agreement_is_replaced_once_the_next_is_signed():
    first = AgreementFactory(valid_from=DAY)
    second = AgreementFactory(supersedes=first, version=2, status=AgreementStatus.SIGNING)

    assert Agreement.objects.get(pk=first.pk).state_on(DAY) == AgreementState.IN_FORCE
    assert list(Agreement.objects.current()) == [first]

    Agreement.objects.filter(pk=second.pk).update(status=AgreementStatus.SIGNED)

    assert Agreement.objects.get(pk=first.pk).state_on(DAY) == AgreementState.RENEWED
    assert list(Agreement.objects.current()) == [second]
    assert str(second).endswith("(2)")


def test_a_partner_adheres_once_at_a_time():
    first = AdhesionFactory(joined_on=DAY, left_on=DAY + datetime.timedelta(10))
    same = {"partner": first.partner, "agreement": first.agreement, "category": first.category}

    refused(lambda: Adhesion(joined_on=first.left_on, **same), "aderisce già")
    refused(lambda: Adhesion(**same), "aderisce già")
    refused(
        lambda: Adhesion(joined_on=DAY - datetime.timedelta(1), left_on=DAY - datetime.timedelta(2), **same), "prima"
    )
    again = Adhesion(joined_on=first.left_on + datetime.timedelta(1), **same)
    again.full_clean()
    again.save()

    assert list(Adhesion.objects.in_force(DAY)) == [first]
    assert [row.is_in_force_on(DAY) for row in (first, again)] == [True, False]
    assert str(first) == f"{first.partner} · partner"


def test_an_annex_has_a_label_of_its_own():
    annex = Annex.objects.create(agreement=AgreementFactory(), label="Allegato A", document=DocumentFactory())

    refused(lambda: Annex(agreement=annex.agreement, label="Allegato A", document=DocumentFactory()), "questa sigla")
    assert str(annex) == f"Allegato A: {annex.document}"


def test_members_of_a_body_hold_terms_that_do_not_overlap():
    member = BodyMemberFactory(starts_on=DAY, ends_on=DAY, is_chair=True)
    tomorrow = DAY + datetime.timedelta(1)

    refused(lambda: BodyMemberFactory.build(body=member.body, holder_name=member.holder_name), "è già nell'organo")
    refused(lambda: BodyMemberFactory.build(body=member.body, is_chair=True, ends_on=DAY), "già presieduto")
    refused(lambda: BodyMemberFactory.build(body=member.body, starts_on=tomorrow, ends_on=DAY), "prima di cominciare")
    refused(lambda: BodyFactory.build(name_it=member.body.name_it), "questo nome")
    BodyMemberFactory(body=member.body, is_chair=True, starts_on=tomorrow)
    for _erased in range(2):
        BodyMemberFactory(body=member.body, holder_name="—")
    assert str(member) == f"{member.body}: {member.holder_name}"


def test_names_with_dates_do_not_overlap():
    name = PartnerNameFactory(valid_to=DAY)

    refused(lambda: PartnerNameFactory.build(partner=name.partner, valid_from=DAY), "aveva un altro nome")
    PartnerNameFactory(partner=name.partner, valid_from=DAY + datetime.timedelta(1))
    PartnerNameFactory(partner=name.partner)  # of this one no day is known


def test_school_codes_have_dates_in_order():
    refused(lambda: SchoolCodeFactory.build(partner=PartnerFactory(), valid_from=DAY, valid_to="2025-12-31"), "prima")


def test_seed_writes_the_agreement_once(polo):
    agreement = Agreement.objects.get()

    assert (agreement.kind, agreement.state) == (AgreementKind.NETWORK, AgreementState.UNDATED)
    assert (agreement.signed_on, agreement.valid_to, agreement.protocol_number) == (None, None, "")
    roles = {role: agreement.adhesions.filter(role=role).count() for role in AdhesionRole}
    assert roles == {"PARTNER": 24, "SUPPORTER": 8, "REFERENT": 1, "LEAD": 0}

    agreement.adhesions.filter(partner__slug="sire").delete()
    partners_seed()

    assert agreement.adhesions.count() == 32


def test_document_store_keeps_fingerprint_and_trace():
    by = UserFactory()

    document = services.document_store(file=pdf(), title="Atto", by=by)

    assert document.visibility == DocumentVisibility.RESERVED
    assert (document.size, len(document.sha256)) == (len(PDF), 64)
    with document.file.open() as file:
        assert file.read() == PDF
    assert "atto" not in document.file.name
    assert AuditEvent.objects.get(verb="partners.document_stored").after["sha256"] == document.sha256


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"%PDF-1.4 without an end", b"<html>%%EOF</html>", b"x" * 2000 + b"%PDF-1.4 %%EOF"]
)
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(ValidationError):
        services.document_store(file=pdf(content), title="Atto", by=UserFactory())

    assert not Document.objects.exists()


def test_a_document_too_large_is_refused():
    with pytest.raises(ValidationError, match="10"):
        services.document_store(file=pdf(PDF + b" " * MAX_PDF_BYTES + b"%%EOF"), title="Atto", by=UserFactory())


def test_documents_are_limited_by_the_database_too():
    for facts in ({"size": 0}, {"sha256": "abc"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentFactory(**facts)


def test_who_reads_a_document(client):
    deed = AdhesionFactory(deed=DocumentFactory()).deed
    partner = Partner.objects.get(adhesions__deed=deed)
    manager = MembershipFactory(partner=partner).user
    other = MembershipFactory().user
    editor = MembershipFactory(partner=partner, role=Role.EDITOR).user
    secretary = MandateFactory(office=Office.SECRETARIAT).user
    public = DocumentFactory(public=True, title="Accordo di rete")

    def answer(user, document):
        client.logout()
        if user:
            client.force_login(user)
        return client.get(reverse("partners:document_detail", args=[document.pk]))

    readers = (None, other, editor, manager, secretary)
    assert [answer(user, deed).status_code for user in readers] == [404, 404, 404, 200, 200]
    assert [answer(user, public).status_code for user in readers] == [200] * 5
    response = answer(manager, deed)
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert 'filename="accordo-di-rete.pdf"' in answer(None, public)["Content-Disposition"]


def test_a_reserved_annex_is_read_by_whoever_manages_a_partner_that_adheres():
    annex = Annex.objects.create(agreement=AgreementFactory(), label="A", document=DocumentFactory())
    inside = MembershipFactory(partner=AdhesionFactory(agreement=annex.agreement).partner).user
    left = AdhesionFactory(agreement=annex.agreement, joined_on=DAY, left_on=DAY).partner

    assert list(Document.objects.visible_to(inside)) == [annex.document]
    assert list(Document.objects.visible_to(MembershipFactory(partner=left).user)) == []


def test_composition_page_says_who_counts_and_why_not(client, polo):
    html = client.get(reverse("partners:composition")).content.decode()

    assert "I minimi di legge ci sono" in html
    assert "Ne servono 2, ne contano 5." in html
    assert "ha fondato l&#x27;ITS" in html
    assert "7 febbraio 2013" in html


def test_composition_page_tells_what_is_missing(client):
    html = client.get(reverse("partners:composition")).content.decode()

    assert "Manca qualcosa rispetto ai minimi di legge" in html


def test_agreement_page_of_the_real_polo_invents_nothing(client, polo, django_assert_num_queries):
    url = reverse("partners:agreement")
    with django_assert_num_queries(6):
        html = client.get(url).content.decode()

    assert "firmato, date da completare" in html
    assert html.count("da completare") >= 4
    assert "OTO Melara spa" in html
    assert "ente del referente" in html


def test_agreement_page_shows_versions_annexes_and_public_documents(client):
    first = AgreementFactory(title="Primo accordo", valid_to=timezone.localdate() - datetime.timedelta(1))
    AgreementFactory(title="Bozza segreta", status=AgreementStatus.DRAFT)
    second = AgreementFactory(title="Secondo accordo", version=2, supersedes=first, valid_from=DAY)
    Annex.objects.create(
        agreement=second, label="Allegato A", document=DocumentFactory(public=True, title="Programma")
    )
    Annex.objects.create(agreement=second, label="Allegato B", document=DocumentFactory(title="Conti interni"))

    html = client.get(reverse("partners:agreement")).content.decode()

    assert "Secondo accordo" in html
    assert "sostituito da una versione più recente" in html
    assert "Programma" in html
    assert "Allegato B" in html
    assert "Conti interni" not in html
    assert "Bozza segreta" not in html


def test_agreement_page_is_honest_when_there_is_none(client):
    assert "Nessun accordo in vigore" in client.get(reverse("partners:agreement")).content.decode()


def test_bodies_page_shows_who_sits_today(client):
    assert "Organi da completare" in client.get(reverse("partners:body_list")).content.decode()
    body = BodyFactory(name_it="Assemblea di prova")
    BodyMemberFactory(body=body, holder_name="Ada Oggi", is_chair=True)
    BodyMemberFactory(body=body, holder_name="Ugo Ieri", ends_on=DAY)
    BodyFactory(name_it="Comitato vuoto")

    html = client.get(reverse("partners:body_list")).content.decode()

    assert "Ada Oggi" in html
    assert "Ugo Ieri" not in html
    assert "Componenti: dati da completare." in html


def test_the_old_name_finds_the_partner(client, polo):
    html = client.get(reverse("partners:partner_list"), {"q": "OTO Melara"}).content.decode()
    page = client.get(reverse("partners:partner_detail", args=["oto-melara"])).content.decode()

    assert "già OTO Melara spa" in html
    assert "OTO Melara spa, oggi Leonardo." in page


def ending_in(days):
    return AgreementFactory(valid_to=timezone.localdate() + datetime.timedelta(days))


def test_agreements_warn_tells_once_per_threshold():
    staff = {MandateFactory(office=office).user for office in (Office.SECRETARIAT, Office.REFERENT)}
    agreement = ending_in(100)

    assert services.agreements_warn() == 1
    tasks.agreements_warn()
    assert {row.recipient for row in Notification.objects.all()} == staff
    assert Notification.objects.count() == 2

    Agreement.objects.filter(pk=agreement.pk).update(valid_to=timezone.localdate() + datetime.timedelta(20))
    tasks.agreements_warn()

    assert Notification.objects.count() == 4
    assert {row.key.rsplit("-", 1)[1] for row in Notification.objects.all()} == {"180", "30"}


@pytest.mark.parametrize("days", [181, -1])
def test_agreements_warn_keeps_quiet_when_far_or_over(days):
    MandateFactory(office=Office.SECRETARIAT)
    ending_in(days)

    assert services.agreements_warn() == 0


def test_agreements_warn_keeps_quiet_of_what_has_been_replaced():
    AgreementFactory(supersedes=ending_in(10), version=2)

    assert agreements_ending() == []
    assert services.agreements_warn() == 0


def test_the_desk_warns_of_what_ends_and_of_what_has_ended(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)
    ending_in(1)
    ending_in(-3)

    html = client.get(reverse("partners:consortium_desk")).content.decode()

    assert "manca 1 giorno" in html
    assert "serve un rinnovo" in html
