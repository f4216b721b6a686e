"""What a file would change: rows against the courses as they stand."""

import datetime

import pytest

from core.imports.errors import Trouble
from core.imports.file_states import ImportState, RowAction
from skills.models import Concept
from tests.core.imports.files import xlsx
from tests.partners.factories import FilieraFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import complete_course
from tests.training.factories import CourseFactory, EditionFactory, OfferKindFactory
from tests.training.import_files import SimpleUploadedFile, actions, csv_file, preview, problems, school
from training.imports.enums import RowTrouble
from training.models import Course, CourseCode, Edition
from training.services.course_imports import course_import_create

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_new_course_with_an_edition():
    user, partner = school()
    skill, filiera = ConceptFactory(label_it="Saldare a TIG"), FilieraFactory()

    run = preview(
        user, partner,
        "Codice;Titolo;Tipo;Modalità;Sede;Ore;Costo;EQF;ISCED;Filiera;Competenze;Inizio;Fine;Posti;Iscrizioni entro",
        f"A1; Saldatura\xa0TIG ;corso libero;In presenza;sptf00601x;1.200;€ 1.200,50;EQF 4;715;{filiera.name_it};"
        "saldare a tig (3)*;1° marzo 2027;30/06/27;15;15/02/2027",
    )  # fmt: skip

    row = run.rows.get()
    assert (row.action, row.problems, row.title, row.code) == (RowAction.NEW, [], "Saldatura TIG", "A1")
    assert row.content | {"kind": 0, "site": 0, "filiere": 0} == {
        "title": "Saldatura TIG", "kind": 0, "audience": "STUDENTS", "summary": "", "description": "", "site": 0,
        "mode": "ONSITE", "entry_requirements": "", "certification": "", "eqf": 4, "isced_f": "0715", "hours": 1200,
        "hours_stage": None, "hours_lab": None, "hours_elearning": None, "hours_practitioners": None, "figure": None,
        "language": "it", "attestation": None, "funding": None, "cup_code": "", "credits": "", "accessibility": "",
        "contact": "", "cost_cents": 120050, "filiere": 0, "occupations": [], "taught": [[skill.pk, 3, True]],
    }  # fmt: skip
    assert row.content["site"] == partner.sites.get().pk
    assert row.edition_facts["starts_on"] == "2027-03-01"
    assert row.edition_facts["enrolment"] == "PORTAL"
    assert run.counts["new"] == 1
    assert not Course.objects.exists()


def test_changed_field_by_field_and_the_rest_unchanged():
    user, partner = school()
    course = complete_course(partner, title="Saldatura TIG", hours=40)
    same = complete_course(partner, title="Programmazione CNC", hours=60)

    run = preview(user, partner, "titolo,ore,costo", "SALDATURA tig,50,", "Programmazione CNC,60,")

    assert [(row.course, row.action, row.changes) for row in run.rows.all()] == [
        (course, RowAction.CHANGED, [["title", "Saldatura TIG", "SALDATURA tig"], ["hours", 40, 50]]),
        (same, RowAction.SAME, []),
    ]


def test_a_code_finds_the_course_whatever_its_title():
    user, partner = school()
    course = complete_course(partner, title="Prima")
    CourseCode.objects.create(partner=partner, course=course, code="X1")
    other = complete_course(partner, title="Nuovo nome")

    run = preview(user, partner, "codice,titolo", "X1,Nuovo nome")

    assert run.rows.get().course == course
    assert other not in [row.course for row in run.rows.all()]


def test_another_partners_courses_are_never_found():
    user, partner = school()
    other = CourseFactory(title="Saldatura")
    CourseCode.objects.create(partner=other.partner, course=other, code="X1")

    run = preview(user, partner, "codice,titolo,tipo", "X1,Saldatura,LIB")

    assert actions(run) == [(2, RowAction.NEW)]


def test_rows_of_one_course_are_its_editions():
    user, partner = school()

    run = preview(
        user, partner,
        "codice,titolo,tipo,inizio,fine,posti,iscrizioni entro",
        "A,Saldatura,LIB,01/03/2027,30/03/2027,10,15/02/2027",
        "A,,,01/05/2027,30/05/2027,10,15/04/2027",
        "A,Un altro titolo,,01/06/2027,30/06/2027,10,15/05/2027",
        "A,,,01/05/2027,30/05/2027,10,15/04/2027",
        "A,,,,,,",
    )  # fmt: skip

    assert [(row.number, row.head, row.action) for row in run.rows.all()] == [
        (2, 2, RowAction.NEW), (3, 2, RowAction.NEW), (4, 2, RowAction.ERROR), (5, 2, RowAction.ERROR),
        (6, 2, RowAction.ERROR),
    ]  # fmt: skip
    assert problems(run) == [
        (4, "titolo", RowTrouble.DIFFERS), (5, "inizio", Trouble.TWICE), (6, "inizio", Trouble.TWICE),
    ]  # fmt: skip


def test_edition_is_found_by_its_first_day():
    user, partner = school()
    course = complete_course(partner, title="Saldatura")
    start = datetime.date(2027, 3, 1)
    edition = EditionFactory(
        course=course, starts_on=start, ends_on=datetime.date(2027, 3, 30), seats=10,
        applications_open_on=None, applications_close_on=datetime.date(2027, 2, 15),
    )  # fmt: skip
    cancelled = EditionFactory(course=course, starts_on=datetime.date(2027, 5, 1), ends_on=datetime.date(2027, 5, 9))
    Edition.objects.filter(pk=cancelled.pk).update(cancelled_at="2026-01-01T00:00Z")

    run = preview(
        user, partner, "titolo,inizio,fine,posti", "Saldatura,1/3/2027,31/3/2027,12", "Saldatura,1/5/2027,9/5/2027,12"
    )

    changed, same = run.rows.all()
    assert (changed.edition, changed.changes) == (
        edition, [["edition.ends_on", "2027-03-30", "2027-03-31"], ["edition.seats", 10, 12]],
    )  # fmt: skip
    assert same.action == RowAction.SAME


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("tipo=NON-SO", "tipo", RowTrouble.KIND), ("tipo=", "tipo", Trouble.MISSING),
        ("modalità=ovunque", "modalità", Trouble.CHOICE), ("sede=Luna", "sede", RowTrouble.SITE),
        ("filiera=pasta", "filiera", RowTrouble.FILIERA), ("competenze=niente", "competenze", RowTrouble.SKILL),
        ("professioni=astronauta", "professioni", RowTrouble.OCCUPATION), ("eqf=9", "eqf", Trouble.EQF),
        ("isced=4321", "isced", RowTrouble.ISCED), ("ore=tante", "ore", "WHOLE"), ("ore=99999", "ore", "TOO_BIG"),
        ("costo=boh", "costo", "MONEY"), ("titolo=" + "a" * 201, "titolo", "TOO_LONG"),
        ("titolo=", "titolo", "MISSING"),
        ("inizio=domani", "inizio", "DATE"), ("inizio=1/1/1904", "inizio", "DATE_RANGE"),
        ("fine=", "fine", Trouble.MISSING), ("fine=1/1/2027", "fine", RowTrouble.DATES),
        ("posti=", "posti", RowTrouble.PORTAL), ("iscrizioni minime=99", "iscrizioni minime", RowTrouble.SEATS),
        ("iscrizioni entro=1/12/2027", "iscrizioni entro", RowTrouble.WINDOW_END),
        ("iscrizioni dal=1/6/2027", "iscrizioni entro", RowTrouble.WINDOW), ("ore stage=90", "ore stage", "STAGE"),
    ],
)  # fmt: skip
def test_problems_name_row_and_column(cell, column, code):
    user, partner = school()
    good = {
        "titolo": "Saldatura", "tipo": "LIB", "modalità": "mista", "sede": "", "filiera": "", "competenze": "",
        "professioni": "", "eqf": "", "isced": "", "ore": "40", "ore stage": "10", "costo": "", "inizio": "1/3/2027",
        "fine": "30/6/2027", "posti": "10", "iscrizioni minime": "5", "iscrizioni dal": "1/1/2027",
        "iscrizioni entro": "15/2/2027",
    }  # fmt: skip
    name, _, value = cell.partition("=")
    wrong = good | {name: value}

    run = preview(
        user, partner, ";".join(good), ";".join(good.values()), ";".join(wrong.values()).replace("Sald", "X")
    )

    assert [one for one in problems(run) if one[0] == 2] == []
    assert (3, column, code) in problems(run)


def test_unclear_site_and_title():
    user, partner = school()
    town = partner.sites.get().municipality
    SiteFactory(partner=partner, name="Laboratorio", municipality=town)
    for _n in range(2):
        complete_course(partner, title="Doppio")

    run = preview(user, partner, "titolo;tipo;sede", f"Uno;LIB;{town.name}", "Doppio;LIB;Laboratorio")

    assert problems(run) == [(2, "sede", RowTrouble.SITE_UNCLEAR), (3, "titolo", RowTrouble.UNCLEAR)]


def test_missing_courses_are_proposed_only_when_asked_and_when_every_row_is_clear():
    user, partner = school()
    kept, missing, draft = (complete_course(partner, title=title) for title in ("A", "B", "C"))
    Course.objects.filter(pk__in=[kept.pk, missing.pk]).update(published_at="2026-01-01T00:00Z")

    quiet = preview(user, partner, "titolo", "A")
    asked = preview(user, partner, "titolo", "A", withdraws=True)
    unclear = preview(user, partner, "titolo,tipo", "A,", ",LIB", withdraws=True)

    assert actions(quiet) == [(2, RowAction.SAME)]
    assert [(row.course, row.action) for row in asked.rows.all()] == [
        (missing, RowAction.WITHDRAWN), (kept, RowAction.SAME),
    ]  # fmt: skip
    assert (asked.counts["shrinks"], asked.counts["published"]) == (True, 2)
    assert RowAction.WITHDRAWN not in [action for _number, action in actions(unclear)]
    assert unclear.counts["withdrawal_held"] is True
    assert draft.published_at is None


def test_excel_dates_formulas_and_zeros():
    user, partner = school()

    def prepare(_workbook, sheet):
        sheet["C2"].number_format = "0000"

    content = xlsx(
        [["Titolo", "Tipo", "ISCED", "Inizio", "Fine", "Come ci si iscrive", "Ore"],
         ["Saldatura", "LIB", 715, datetime.date(2027, 3, 1), datetime.date(2027, 4, 1), "Scrivi alla scuola", 40],
         ["Altro", "LIB", 713, None, None, None, "=20*2"]],
        prepare=prepare,
    )  # fmt: skip

    run = preview(user, partner, file=SimpleUploadedFile("corsi.xlsx", content))

    first, second = run.rows.all()
    assert (first.content["isced_f"], first.edition_facts["starts_on"]) == ("0715", "2027-03-01")
    assert first.edition_facts["enrolment"] == "EXTERNAL"
    assert [one["code"] for one in second.problems] == ["FORMULA"]


def test_json_and_xcri():
    user, partner = school()
    kind = OfferKindFactory(code="LIB")
    words = '{"corsi": [{"titolo": "Saldatura", "tipo": "LIB", "sede": {"nome": "x"}}]}'
    feed = """<?xml version="1.0"?><catalog xmlns="http://xcri.org/profiles/1.2/catalog"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:mlo="http://purl.org/net/mlo"><provider><course>
      <dc:identifier>http://x.example/1</dc:identifier><dc:title>Programmazione CNC</dc:title>
      <abstract>In <b>breve</b></abstract>
      <presentation><mlo:start dtf="2027-03-01">March</mlo:start><end dtf="2027-04-01">April</end>
      <applyTo>http://x.example/apply</applyTo><mlo:places>12</mlo:places></presentation>
      <presentation><mlo:start dtf="2027-05-01">May</mlo:start><end dtf="2027-06-01">June</end>
      <applyTo>http://x.example/apply</applyTo></presentation></course></provider></catalog>"""

    from_json = preview(user, partner, file=csv_file(words, name="corsi.json"))
    from_xml = preview(user, partner, file=csv_file(feed, name="corsi.xml"), kind=kind)

    assert actions(from_json) == [(1, RowAction.NEW)]
    assert problems(from_xml) == []
    assert [(row.title, row.edition_facts["starts_on"]) for row in from_xml.rows.all()] == [
        ("Programmazione CNC", "2027-03-01"), ("Programmazione CNC", "2027-05-01"),
    ]  # fmt: skip
    assert from_xml.rows.first().content["summary"] == "In breve"


def test_columns_are_remembered_for_the_partner():
    user, partner = school()
    header = "intestazione strana,Ore"
    preview(user, partner, header, "Saldatura,LIB", mapping={"intestazione strana": "title", "Ore": "kind"})

    again = course_import_create(partner=partner, file=csv_file(header, "x,y"), by=user)
    elsewhere = course_import_create(partner=school()[1], file=csv_file(header, "x,y"), by=user)

    assert again.mapping == {"intestazione strana": "title", "Ore": "kind"}
    assert elsewhere.mapping == {"Ore": "hours"}


def test_a_file_that_cannot_be_read_again_is_refused_with_why():
    user, partner = school()
    run = course_import_create(partner=partner, file=csv_file("titolo", "A"), by=user)
    with run.file.open("wb") as target:
        target.write(b"%PDF-1.7")

    from training.services import course_imports as services

    services.course_import_map(run=run, mapping={"titolo": "title"}, default_kind=None, withdraws=False, by=user)
    services.course_imports_run()

    run.refresh_from_db()
    assert run.state == ImportState.REFUSED
    assert "non è una tabella" in run.error


def test_concepts_by_synonym_and_in_either_language():
    user, partner = school()
    ConceptFactory(label_it="Saldare", label_en="weld", alt_it=["giuntare metalli"])

    run = preview(user, partner, "titolo;tipo;competenze", "A;LIB;Weld", "B;LIB;GIUNTARE METALLI | weld (4)")

    skill = Concept.objects.get(label_it="Saldare").pk
    assert [row.content["taught"] for row in run.rows.all()] == [[[skill, 2, False]], [[skill, 4, False]]]
