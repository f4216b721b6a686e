"""The secretariat writes the agreement and its documents in the admin; standings change on the pages only."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Office, Standing
from partners.models import Document, Partner
from tests.partners.factories import (
    PDF,
    AccessionFactory,
    AdhesionFactory,
    AgreementFactory,
    BodyMemberFactory,
    DocumentFactory,
    HandoverFactory,
    LeaveFactory,
    MandateFactory,
    PartnerFactory,
    pdf,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    user = MandateFactory(office=Office.SECRETARIAT).user
    client.force_login(user)
    return client


def test_every_list_and_page_opens(admin_client):
    rows = [
        AgreementFactory(), AdhesionFactory(deed=DocumentFactory()), BodyMemberFactory().body, DocumentFactory(),
        AccessionFactory(), LeaveFactory(), HandoverFactory(),
    ]  # fmt: skip
    for row in rows:
        name = row._meta.model_name
        pages = [reverse(f"admin:partners_{name}_changelist"), reverse(f"admin:partners_{name}_change", args=[row.pk])]
        assert [admin_client.get(page).status_code for page in pages] == [200, 200], name


def test_a_document_is_taken_in_once(admin_client):
    add = reverse("admin:partners_document_add")
    facts = {"title": "Accordo", "dated_on": "", "visibility": "PUBLIC"}
    refused = admin_client.post(add, facts | {"file": pdf(b"GIF89a")})
    assert "non è un PDF" in refused.content.decode()

    admin_client.post(add, facts | {"file": pdf()})

    document = Document.objects.get()
    assert (document.size, document.visibility) == (len(PDF), "PUBLIC")
    assert AuditEvent.objects.filter(verb="partners.document_stored").count() == 1
    change = reverse("admin:partners_document_change", args=[document.pk])
    assert document.sha256 in admin_client.get(change).content.decode()
    admin_client.post(change, facts | {"title": "Accordo di rete", "file": pdf(PDF + b" ")})
    changed = Document.objects.get()
    assert (changed.title, changed.sha256) == ("Accordo di rete", document.sha256)


def test_the_standing_of_a_partner_is_read_here(admin_client):
    partner = PartnerFactory()

    html = admin_client.get(reverse("admin:partners_partner_change", args=[partner.pk])).content.decode()

    assert 'name="standing"' not in html
    assert Partner.objects.get().standing == Standing.MEMBER
