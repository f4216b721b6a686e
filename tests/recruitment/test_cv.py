"""A CV comes in, is read apart from everything else, and adds nothing that the person has not said yes to."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from core.imports.states import ImportState
from core.models import AuditEvent
from recruitment.enums import CvRefusal, CvType
from recruitment.models import Cv, CvProposal
from recruitment.selectors.cv_skills import skills_named
from recruitment.selectors.passport import passport_of
from recruitment.selectors.passport_files import passport_pdf
from recruitment.services import cv as cvs
from recruitment.tasks import cvs_read
from skills.enums import ConceptStatus, Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import CvFactory, CvProposalFactory, ExperienceFactory
from tests.skills.factories import ConceptFactory, SkillClaimFactory

DETAIL = reverse("recruitment:cv_detail")
UPLOAD = reverse("recruitment:cv_upload")
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def docx(*lines, head="", **members):
    """A Word document of few lines; `members` are more files in the zip."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def pdf(change=lambda writer: None, pages=1):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=100, height=100)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def acting(writer):
    """Runs a script as soon as it is opened."""
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('ciao')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def upload(browser, content, name="cv.pdf", **options):
    return browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content, "application/pdf")}, **options)


def test_a_cv_proposes_skills_and_adds_those_that_the_person_chooses(browser, person):
    welding = ConceptFactory(label_it="Saldatura TIG", alt_it=["saldatura ad arco con tungsteno"])
    drawing = ConceptFactory(label_it="Leggere il disegno tecnico")
    known = ConceptFactory(label_it="Idraulica di bordo")
    SkillClaimFactory(person=person, skill=known)
    secret = "Via Segreta 7, idraulica di bordo"

    response = upload(
        browser, docx("Ho fatto SALDATURA\u00a0 ad arco, con tungsteno", "e so leggere il disegno tecnico.", secret)
    )
    waiting = browser.get(DETAIL).content.decode()
    cvs_read()
    page = browser.get(DETAIL)

    cv = Cv.objects.get()
    body = page.content.decode()
    assert response.url == DETAIL
    assert (cv.person, cv.media_type, cv.state) == (person, CvType.DOCX, ImportState.DONE)
    assert "Lo stiamo leggendo" in waiting
    assert "Nel tuo CV: «leggere il disegno tecnico»" in body
    assert {row.skill for row in CvProposal.objects.all()} == {welding, drawing}
    assert "Via Segreta" not in body + str(list(CvProposal.objects.values()))
    assert SkillClaim.objects.filter(person=person).count() == 1

    chosen = CvProposal.objects.get(skill=welding)
    confirmed = browser.post(reverse("recruitment:cv_confirm", args=[cv.pk]), {f"level_{chosen.pk}": "3"})

    claim = SkillClaim.objects.get(skill=welding)
    assert confirmed.url == reverse("recruitment:profile_detail")
    assert (claim.person, claim.level, claim.evidence) == (person, 3, Evidence.DECLARED)
    assert not SkillClaim.objects.filter(skill=drawing).exists()
    assert not CvProposal.objects.exists()
    assert "Non ci sono competenze da confermare" in browser.get(DETAIL).content.decode()
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["recruitment.cv_submitted", "recruitment.claim_created", "recruitment.cv_confirmed"]


def test_a_pdf_is_read_too(browser, person):
    ConceptFactory(label_it="Verniciatura di scafi")
    ExperienceFactory(person=person, role="Verniciatura di scafi")

    upload(browser, passport_pdf(passport_of(person)))
    cvs_read()

    assert CvProposal.objects.get().words == "Verniciatura di scafi"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf(lambda writer: writer.encrypt("parola")), CvRefusal.LOCKED),
        (pdf(acting), CvRefusal.ACTIVE),
        (pdf(lambda writer: writer.add_attachment("virus.exe", b"MZ")), CvRefusal.ACTIVE),
        (pdf(pages=21), CvRefusal.LONG),
        (pdf(), CvRefusal.EMPTY),
        (b"%PDF-1.7\nniente di buono", CvRefusal.BROKEN),
        (docx(""), CvRefusal.EMPTY),
        (docx("testo", word__vbaProject_dot_bin=b"x"), CvRefusal.ACTIVE),
        (docx("&x;", head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), CvRefusal.ACTIVE),
        (docx("&b;", head='<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'), CvRefusal.ACTIVE),
        (docx("<non chiuso"), CvRefusal.BROKEN),
        (docx("testo", zeri=b"0" * 41 * 1024 * 1024), CvRefusal.LONG),
        (
            docx(
                "testo",
                word___rels__document_dot_xml_dot_rels=(
                    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" TargetMode="External" '
                    'Type="x/attachedTemplate" Target="http://example.org/t.dotm"/></Relationships>'
                ),
            ),
            CvRefusal.ACTIVE,
        ),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_words_and_not_kept(browser, content, why):
    upload(browser, content)
    cvs_read()

    cv = Cv.objects.get()
    body = browser.get(DETAIL).content.decode()
    assert (cv.state, cv.refusal, bytes(cv.content)) == (ImportState.REFUSED, why, b"")
    assert "Il file l&#x27;abbiamo già cancellato" in body or "Il file l'abbiamo già cancellato" in body
    assert browser.get(reverse("recruitment:cv_open", args=[cv.pk])).status_code == 404


@pytest.mark.skipif(not HOSTILE.exists(), reason="../shared/data/hostile is not here")
@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("ExternalEntityInText.docx", CvRefusal.ACTIVE),
        ("pdf/with-attachment.pdf", CvRefusal.ACTIVE),
        ("pdf/libreoffice-writer-password.pdf", CvRefusal.LOCKED),
        ("pdf/grayscale-image.pdf", CvRefusal.EMPTY),
        ("pdf/habibi.pdf", ""),
        ("pdf/pdflatex-4-pages.pdf", ""),
        ("pdf/minimal-document.pdf", ""),
        ("pdf/libreoffice-form.pdf", ""),
    ],
)
def test_the_collected_hostile_files(name, refusal):
    reading = cvs.text_of((HOSTILE / name).read_bytes())

    assert (reading.refusal, bool(reading.text)) == (refusal, not refusal)


def test_a_pdf_that_acts_when_a_page_is_touched_is_refused():
    def with_note(writer):
        action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x")})
        note = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")}
        writer.add_annotation(0, DictionaryObject(note | {NameObject("/A"): action}))

    assert cvs.text_of(pdf(with_note)).refusal == CvRefusal.ACTIVE


def test_a_reader_that_takes_too_long_or_dies_is_told_as_broken(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(cvs, "SCRIPT", endless)
    monkeypatch.setattr(cvs, "PATIENCE", 0.2)
    assert cvs.text_of(b"%PDF-").refusal == CvRefusal.BROKEN

    endless.write_text("raise SystemExit(9)")
    assert cvs.text_of(b"%PDF-").refusal == CvRefusal.BROKEN

    endless.write_text("print('niente JSON')")
    assert cvs.text_of(b"%PDF-").refusal == CvRefusal.BROKEN


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04rotto", b"MZ\x90\x00", b"<html>", b"%PDF-" + b"0" * Cv.MAX_BYTES, "zip"],
    ids=["empty", "broken zip", "program", "page", "too large", "another zip"],
)
def test_what_is_no_cv_is_refused_at_the_door(browser, content):
    if content == "zip":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("xl/workbook.xml", "x")
        content = file.getvalue()

    response = upload(browser, content)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert not Cv.objects.exists()


def test_a_new_cv_takes_the_place_of_the_old_one_with_what_it_proposed(browser, person):
    old = CvProposalFactory(cv__person=person).cv

    upload(browser, docx("Nuovo"), name="../../etc/passwd")

    new = Cv.objects.get()
    assert new.pk != old.pk
    assert not CvProposal.objects.exists()
    opened = browser.get(reverse("recruitment:cv_open", args=[new.pk]))
    assert opened.headers["Content-Disposition"] == 'attachment; filename="cv.docx"'
    assert opened.headers["Content-Type"] == CvType.DOCX.value
    assert "no-store" in opened.headers["Cache-Control"]


def test_a_cv_taken_away_while_it_is_read_proposes_nothing(browser, person):
    skill = ConceptFactory(label_it="Carpenteria navale")
    cv = CvFactory(person=person)
    taken = Cv.objects.get(pk=cv.pk)
    browser.post(reverse("recruitment:cv_delete", args=[cv.pk]))

    cvs._propose(taken, f"So fare {skill.label_it}")
    cvs._refuse(taken, CvRefusal.BROKEN)

    assert not Cv.objects.exists()
    assert not CvProposal.objects.exists()


def test_a_cv_that_a_killed_worker_left_is_refused(person, time_machine):
    CvFactory(person=person, state=ImportState.RUNNING, started_at="2020-01-01T00:00:00Z")

    assert cvs.cvs_read() == 0
    assert Cv.objects.get().refusal == CvRefusal.BROKEN


def test_cv_delete_keeps_what_was_confirmed(browser, person):
    cv = CvProposalFactory(cv__person=person).cv
    SkillClaimFactory(person=person)

    response = browser.post(reverse("recruitment:cv_delete", args=[cv.pk]))

    assert response.url == DETAIL
    assert (Cv.objects.count(), CvProposal.objects.count(), SkillClaim.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize("name", ["cv_open", "cv_confirm", "cv_delete"])
def test_the_cv_of_others_is_not_found(browser, name):
    url = reverse(f"recruitment:{name}", args=[CvFactory(read=True).pk])

    assert (browser.get if name == "cv_open" else browser.post)(url).status_code == 404


@pytest.mark.parametrize("level", ["9", "x", "-1"])
def test_absurd_levels_add_nothing_and_keep_the_question(browser, person, level):
    row = CvProposalFactory(cv__person=person)

    response = browser.post(reverse("recruitment:cv_confirm", args=[row.cv_id]), {f"level_{row.pk}": level})

    assert response.status_code == 200
    assert CvProposal.objects.exists()
    assert not SkillClaim.objects.exists()


def test_proposals_of_others_cannot_be_confirmed_and_a_second_answer_says_so(browser, person):
    mine, other = CvProposalFactory(cv__person=person), CvProposalFactory()
    url = reverse("recruitment:cv_confirm", args=[mine.cv_id])

    browser.post(url, {f"level_{other.pk}": "2"})
    again = browser.post(url, {f"level_{mine.pk}": "2"}, follow=True)

    assert "Hai già risposto" in again.content.decode()
    assert not SkillClaim.objects.exists()
    assert CvProposal.objects.get() == other


def test_a_skill_declared_meanwhile_is_left_as_it_is(browser, person):
    row = CvProposalFactory(cv__person=person)
    SkillClaimFactory(person=person, skill=row.skill, level=1)

    browser.post(reverse("recruitment:cv_confirm", args=[row.cv_id]), {f"level_{row.pk}": "4"})

    assert SkillClaim.objects.get().level == 1


def test_names_are_found_whatever_their_accents_and_only_in_use(db):
    found = ConceptFactory(label_it="Qualità e metrologia")
    ConceptFactory(label_it="Fresatura a mano", status=ConceptStatus.OBSOLETE)
    ConceptFactory(label_it="Saldatore", occupation=True)
    ConceptFactory(label_it="CNC")

    named = skills_named(
        "QUALITA' E METROLOGIA; qualita e  metrologia, fresatura a mano, saldatore, cnc", without=set()
    )

    assert [(one.skill, one.words) for one in named] == [(found.pk, "QUALITA' E METROLOGIA")]


@pytest.mark.parametrize("count", [1, 3])
def test_cv_detail_costs_the_same_for_one_and_three(browser, person, count, django_assert_num_queries):
    cv = CvFactory(person=person, read=True)
    CvProposalFactory.create_batch(count, cv=cv)
    browser.get(DETAIL)

    with django_assert_num_queries(5):
        browser.get(DETAIL)


def test_the_database_keeps_no_bytes_of_a_refused_cv(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        CvFactory(refused=True, content=b"ancora qui")
    with pytest.raises(IntegrityError), transaction.atomic():
        CvFactory(person=UserFactory(), refusal=CvRefusal.LONG)
