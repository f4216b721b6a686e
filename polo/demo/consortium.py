"""Invented organisations on their way in and out, an invented body, an invented document: all marked as examples."""

import hashlib

from django.core.files.base import ContentFile

from accounts.models import User
from partners.enums import AccessionCheck, AccessionState, BodyKind, Category, DocumentVisibility, LeaveState, Standing
from partners.models import Accession, Body, BodyMember, Document, Handover, Leave, Mandate, Partner
from polo.demo.bodies import NOTE_EN, NOTE_IT, SOURCE
from polo.demo.clock import day, moment
from polo.demo.upsert import keep

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
APPLICANTS = (
    ("officina-candidata-esempio", "Officina Candidata (esempio)", "ingresso@example.org"),
    ("cantiere-candidato-esempio", "Cantiere Candidato (esempio)", "studente@example.org"),
)


def consortium_build(people: dict[str, User], partners: dict[str, Partner]) -> None:
    _accessions(people)
    _leave(people, partners)
    _body()
    _document()
    _handover(people)


def _accessions(people: dict[str, User]) -> None:
    """One in check with something missing, one that waits for the referent."""
    rows = [
        {
            "slug": slug,
            "name": name,
            "category": Category.FIRM,
            "standing": Standing.APPLICANT,
            "kind_note_it": NOTE_IT,
            "kind_note_en": NOTE_EN,
            "tax_code": "00000000000",
            "source": SOURCE,
        }
        for slug, name, _email in APPLICANTS
    ]
    known = Partner.objects.filter(slug__in=[slug for slug, _name, _email in APPLICANTS])
    organisations = keep(among=known, key=["slug"], rows=rows)
    checked = {"checked_at": moment(-1), "checked_by_id": people["segreteria@example.org"].pk}
    stories = (
        {"state": AccessionState.IN_CHECK, "missing": [AccessionCheck.DEED.value, AccessionCheck.REGISTER.value]},
        {"state": AccessionState.TO_APPROVE, "missing": []},
    )
    keep(
        among=Accession.objects.filter(partner__in=organisations),
        key=["partner_id"],
        rows=[
            {
                "partner_id": organisation.pk,
                "asked_standing": Standing.MEMBER,
                "contact_id": people[email].pk,
                "motivation": "Ente inventato: offrirebbe un laboratorio e due posti di stage all'anno.",
                "places": "Via di Prova 1, La Spezia",
                "is_demo": True,
                "created_at": moment(-6),
                **checked,
                **story,
            }
            for organisation, (_slug, _name, email), story in zip(organisations, APPLICANTS, stories, strict=True)
        ],
    )


def _leave(people: dict[str, User], partners: dict[str, Partner]) -> None:
    firm = partners["officine-esempio"]
    keep(
        among=Leave.objects.filter(partner=firm),
        key=["partner_id"],
        rows=[
            {
                "partner_id": firm.pk,
                "state": LeaveState.ASKED,
                "last_day": day(60),
                "reason": "Esempio: la ditta inventata cambia attività.",
                "asked_by_id": people["azienda2@example.org"].pk,
                "created_at": moment(-4),
            }
        ],
    )


def _body() -> None:
    body = {
        "name_it": "Comitato di prova (esempio)",
        "name_en": "Test committee (example)",
        "kind": BodyKind.COMMITTEE,
        "purpose_it": "Organo inventato per mostrare la pagina.",
        "purpose_en": "An invented body that shows the page.",
        "source": SOURCE,
        "is_demo": True,
    }
    [row] = keep(among=Body.objects.filter(is_demo=True), key=["name_it"], rows=[body])
    names = (("Ada Esempio", True), ("Bruno Prova", False))
    keep(
        among=BodyMember.objects.filter(body=row),
        key=["holder_name"],
        rows=[
            {"body_id": row.pk, "holder_name": name, "is_chair": chair, "starts_on": day(-90)} for name, chair in names
        ],
    )


def _document() -> None:
    if Document.objects.filter(is_demo=True).exists():
        return
    Document.objects.create(
        title="Documento di prova (esempio)",
        visibility=DocumentVisibility.PUBLIC,
        file=ContentFile(PDF, name="esempio.pdf"),
        size=len(PDF),
        sha256=hashlib.sha256(PDF).hexdigest(),
        is_demo=True,
    )


def _handover(people: dict[str, User]) -> None:
    """The example referent has named an example successor, who has not answered yet."""
    mandate = Mandate.objects.filter(user=people["referente@example.org"]).order_by("pk").first()
    if mandate is None or mandate.ends_on:
        return
    keep(
        among=Handover.objects.filter(outgoing=mandate),
        key=["outgoing_id"],
        rows=[
            {
                "outgoing_id": mandate.pk,
                "successor_id": people["ingresso@example.org"].pk,
                "title_it": "Persona di esempio",
                "starts_on": day(45),
                "proposed_by_id": people["referente@example.org"].pk,
                "created_at": moment(-1),
            }
        ],
    )
