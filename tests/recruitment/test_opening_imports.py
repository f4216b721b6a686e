"""A feed of vacancies from the file to drafts and back: what is written, what stays, what is only told."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import BusinessRuleError
from core.imports.file_states import ImportState, RowAction, RowOutcome
from core.models import AuditEvent
from recruitment.enums import Contract, DemandState, Ending
from recruitment.models import Opening, OpeningCode, OpeningImport
from recruitment.services import demand
from recruitment.services import opening_imports as services
from tests.core.imports.files import xlsx
from tests.partners.factories import SiteFactory
from tests.recruitment.factories import OpeningFactory, OpeningSkillFactory
from tests.recruitment.feed_files import confirmed, feed, imported, outcomes, preview, problems, undone
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
HEADER = "codice;titolo;contratto;ral da;ral a;ccnl;scadenza;descrizione"
WELDER = "A1;Saldatrice o saldatore;tempo indeterminato;24.000;28.000;metalmeccanica;31/03/2099;Si salda."


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def trade(db):
    return ConceptFactory(occupation=True, label_it="saldatore", label_en="welder")


def published(firm, **fields):
    opening = OpeningFactory(partner=firm.partner, published=True, **fields)
    OpeningSkillFactory(opening=opening)
    return opening


def test_openings_arrive_as_drafts_that_nobody_else_reads(firm, rival, trade):
    run = imported(firm, HEADER, WELDER, occupation=trade)

    [opening] = Opening.objects.all()
    assert (opening.state, opening.title, opening.contract) == (DemandState.DRAFT, "Saldatrice o saldatore", "A00")
    assert (opening.pay_from, opening.pay_to, opening.ccnl) == (24_000, 28_000, "metalmeccanica")
    assert opening.closes_on == datetime.date(2099, 3, 31)
    assert (run.state, run.counts["new"], run.counts["done"]) == (ImportState.DONE, 1, 1)
    assert not Opening.objects.public().exists()
    assert rival.client.get(run.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.get(verb="recruitment.opening_created").actor == firm.user


def test_a_draft_passes_the_checks_of_publication_like_any_other(firm, trade):
    imported(firm, HEADER, "A1;Cercasi segretaria di bella presenza;A00;;;;31/03/2099;", occupation=trade)

    with pytest.raises(BusinessRuleError, match="retribuzione"):
        demand.opening_publish(opening=Opening.objects.get(), by=firm.user)


def test_the_same_code_updates_and_never_doubles(firm, trade):
    imported(firm, HEADER, WELDER, occupation=trade)

    again = imported(firm, HEADER, WELDER.replace("28.000", "30.000").replace("A1;Saldatrice", "A1;Brava saldatrice"))

    opening = Opening.objects.get()
    assert (opening.title, opening.pay_to) == ("Brava saldatrice o saldatore", 30_000)
    assert [row.action for row in again.rows.all()] == [RowAction.CHANGED]
    assert preview(firm, HEADER, WELDER.replace("28.000", "30.000").replace("A1;S", "A1;Brava s")).counts["same"] == 1


def test_what_the_firm_put_right_here_stays_until_the_feed_says_something_new(firm, trade):
    imported(firm, HEADER, WELDER, occupation=trade)
    Opening.objects.update(title="Saldatura TIG", ccnl="metalmeccanica industria")

    imported(firm, HEADER, WELDER.replace("Si salda.", "Si salda a TIG."))

    opening = Opening.objects.get()
    assert (opening.title, opening.ccnl, opening.description) == (
        "Saldatura TIG", "metalmeccanica industria", "Si salda a TIG.",
    )  # fmt: skip


def test_skills_of_the_file_are_added_and_keep_what_people_said_of_theirs(firm, trade):
    tig, mig = (ConceptFactory(label_it=name, label_en=name) for name in ("saldare a TIG", "saldare a MIG"))
    imported(firm, "codice;titolo;competenze", "A1;Uno;saldare a TIG", occupation=trade)
    Opening.objects.get().asked.update(level=4)

    run = imported(firm, "codice;titolo;competenze", "A1;Uno;saldare a MIG|volare")

    rows = {row.skill: row.level for row in Opening.objects.get().asked.all()}
    assert rows[tig] == 4 and set(rows) == {tig, mig}  # noqa: PT018
    assert problems(run) == [(2, "competenze", "SKILL")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("contratto=a voce", "CONTRACT"), ("titolo=", "MISSING"), ("titolo=" + "a" * 201, "TOO_LONG"),
        ("scadenza=domani", "DATE"), ("scadenza=1/1/2020", "PAST"), ("posti=0", "POSITIONS"), ("posti=tanti", "WHOLE"),
        ("ral a=10000", "PAY_ORDER"), ("ral da=99999999999", "TOO_BIG"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_column_and_nothing_is_written(firm, trade, cell, code):
    said = {"titolo": "Uno", "contratto": "A00", "scadenza": "", "posti": "1", "ral da": "24000", "ral a": ""}
    name, value = cell.split("=")
    said[name] = value

    run = imported(firm, ";".join(said), ";".join(said.values()), occupation=trade)

    assert [problem[2] for problem in problems(run)] == [code]
    assert not Opening.objects.exists()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("sede=Luna", "SITE"), ("ral da=da concordare", "PAY"), ("ral da=1.500", "PAY_UNIT"),
        ("titolo di studio=tanta voglia", "EQF_LEVEL"), ("patente=disco volante", "LICENCE"),
        ("descrizione=" + "parola " * 700, "CUT"),
    ],
)  # fmt: skip
def test_what_the_portal_does_not_know_is_left_out_with_a_word(firm, trade, cell, code):
    name, value = cell.split("=")

    run = imported(firm, f"titolo;{name}", f"Uno;{value}", occupation=trade)

    assert [problem[2] for problem in problems(run)] == [code]
    assert len(Opening.objects.get().description) <= 4000


def test_without_profession_or_contract_a_row_says_what_to_do(firm):
    run = preview(firm, "titolo", "Uno", contract="")

    assert [problem[2] for problem in problems(run)] == ["OCCUPATION", "NO_CONTRACT"]


@pytest.mark.parametrize(
    ("cell", "contract"),
    [
        ("Apprendistato professionalizzante - tempo pieno", Contract.APPRENTICESHIP),
        ("CDD - Alternance - Contrat d'apprentissage", Contract.APPRENTICESHIP),
        ("Contrat d'alternance (pro, apprentissage)", Contract.APPRENTICESHIP),
        ("Tempo indeterminato, full time", Contract.PERMANENT),
        ("indeterminato / part time", Contract.PERMANENT),
        ("determinato / indeterminato", None),
    ],
)
def test_a_contract_is_found_among_what_else_its_cell_says(firm, trade, cell, contract):
    run = preview(firm, "titolo;contratto", f"Uno;{cell}", occupation=trade)

    if contract is None:
        assert problems(run) == [(2, "contratto", "CONTRACT")]
    else:
        assert problems(run) == []
        confirmed(firm, run)
        assert Opening.objects.get().contract == contract


def test_one_cell_may_hold_both_ends_of_the_pay(firm, trade):
    imported(firm, "titolo;ral", "Uno;24.000 - 28.000 €", occupation=trade)

    assert list(Opening.objects.values_list("pay_from", "pay_to")) == [(24_000, 28_000)]


def test_two_rows_of_one_opening_are_told(firm, trade):
    run = preview(firm, "codice;titolo", "A;Uno", "A;Due", ";Tre", ";tre", occupation=trade)

    assert problems(run) == [(3, "codice", "TWICE"), (5, "titolo", "TWICE")]


def test_one_without_a_code_is_found_by_title_and_site(firm, trade):
    here = SiteFactory(partner=firm.partner, name="Cantiere")
    known = OpeningFactory(partner=firm.partner, title="Carpentiere", site=here)

    imported(firm, "codice;titolo;sede", "C1;carpentiere;Cantiere", occupation=trade)

    assert OpeningCode.objects.get().opening == known
    assert Opening.objects.count() == 1


def test_an_opening_that_is_over_is_not_opened_by_a_file(firm, trade):
    over = published(firm, title="Uno")
    OpeningCode.objects.create(partner=firm.partner, opening=over, code="A")
    demand.opening_close(opening=over, ended_as=Ending.NO_NEED, reason="Non serve", by=firm.user)

    run = preview(firm, "codice;titolo", "A;Uno", occupation=trade)

    assert (run.counts["same"], problems(run)) == (1, [(2, "titolo", "OVER")])


def test_a_public_opening_keeps_what_publication_asked_for(firm):
    opening = published(firm, title="Uno")

    run = imported(firm, "titolo;descrizione", "Uno;Solo uomini sotto i trent'anni, bella presenza.")

    assert outcomes(run)[0][1] == RowOutcome.FAILED
    assert "vieta" in outcomes(run)[0][2]
    opening.refresh_from_db()
    assert "uomini" not in opening.description


def test_more_than_a_fifth_of_the_firms_openings_ask_first(firm):
    openings = [published(firm, title=f"Offerta {number}") for number in range(4)]
    lines = [f"{opening.title};" for opening in openings[1:]]

    run = preview(firm, "titolo;descrizione", *lines, withdraws=True)

    assert (run.counts["withdrawn"], run.counts["shrinks"]) == (1, True)
    with pytest.raises(BusinessRuleError, match="più di un quinto"):
        services.opening_import_confirm(run=run, may_shrink=False, by=firm.user)
    confirmed(firm, run)
    assert Opening.objects.get(pk=openings[0].pk).state == DemandState.PAUSED
    undone(firm, run)
    assert Opening.objects.get(pk=openings[0].pk).state == DemandState.PUBLISHED


def test_nothing_is_paused_while_a_row_with_errors_may_be_one_of_ours(firm):
    published(firm, title="Offerta")

    run = preview(firm, "titolo;contratto", "Altra;a voce", withdraws=True)

    assert run.counts["withdrawal_held"] is True
    assert "withdrawn" not in run.counts


def test_undoing_takes_away_drafts_and_puts_back_the_rest(firm, trade):
    kept = imported(firm, HEADER, WELDER, occupation=trade)
    run = imported(firm, HEADER, WELDER.replace("28.000", "30.000"), "B2;Nuova;A00;;;;;", occupation=trade)

    undone(firm, run)

    assert list(Opening.objects.values_list("title", "pay_to")) == [("Saldatrice o saldatore", 28_000)]
    assert OpeningCode.objects.get().said["pay_to"] == 28_000
    undone(firm, kept)
    assert not Opening.objects.exists()


def test_undoing_leaves_what_somebody_changed_or_published_since(firm, trade):
    run = imported(firm, "titolo", "Uno", "Due", occupation=trade)
    Opening.objects.filter(title="Uno").update(ccnl="metalmeccanica")
    opening = Opening.objects.get(title="Due")
    now = timezone.now()
    Opening.objects.filter(pk=opening.pk).update(state=DemandState.PUBLISHED, published_at=now, is_pay_waived=True)

    undone(firm, run)

    assert [outcome for _number, outcome, _note in outcomes(run)] == [RowOutcome.KEPT, RowOutcome.KEPT]
    assert Opening.objects.count() == 2


def test_an_opening_changed_after_the_preview_is_left_alone(firm, trade):
    imported(firm, HEADER, WELDER, occupation=trade)
    run = preview(firm, HEADER, WELDER.replace("28.000", "30.000"))
    Opening.objects.update(ccnl="altro")

    confirmed(firm, run)

    assert outcomes(run)[0][1:] == (
        RowOutcome.FAILED, "L'offerta è cambiata dopo l'anteprima: ripeti l'importazione.",
    )  # fmt: skip


def test_codes_of_another_firm_are_not_ours(firm, rival, trade):
    imported(rival, HEADER, WELDER, occupation=trade)

    imported(firm, HEADER, WELDER.replace("28.000", "30.000"), occupation=trade)

    assert set(Opening.objects.values_list("partner", "pay_to")) == {
        (rival.partner.pk, 28_000), (firm.partner.pk, 30_000),
    }  # fmt: skip


JOB_POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Saldatore TIG",
    "description": "<p>Si <b>salda</b>.</p><ul><li>tubi</li><li>lamiere</li></ul><script>alert(1)</script>",
    "identifier": {"@type": "PropertyValue", "name": "Ditta", "value": "JP-7"},
    "employmentType": ["FULL_TIME"],
    "validThrough": "2099-03-31T00:00",
    "totalJobOpenings": 3,
    "hiringOrganization": {"@type": "Organization", "name": "Ditta"},
    "jobLocation": [{"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Luni"}}],
    "baseSalary": {
        "@type": "MonetaryAmount", "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 24000, "maxValue": 28000, "unitText": "YEAR"},
    },
}  # fmt: skip


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: {"@graph": [one]}])
def test_job_postings_of_schema_org_are_understood(firm, trade, wrap):
    file = SimpleUploadedFile("offerte.json", json.dumps(wrap(JOB_POSTING)).encode())

    run = imported(firm, file=file, occupation=trade)

    opening = Opening.objects.get()
    assert (opening.title, opening.positions, opening.pay_from, opening.pay_to) == ("Saldatore TIG", 3, 24_000, 28_000)
    assert opening.description == "Si salda.\n- tubi\n- lamiere"
    assert opening.closes_on == datetime.date(2099, 3, 31)
    assert OpeningCode.objects.get().code == "JP-7"
    assert [problem[2] for problem in problems(run)] == ["SITE"]


XML = """<?xml version="1.0"?><source><publisher>X</publisher><jobs>
<job><id>9</id><name>Addetta al magazzino</name><contract>CDD</contract>
<skills><skill>a</skill><skill>b</skill></skills>
<description>&lt;p&gt;Carico &amp;amp; scarico&lt;/p&gt;</description></job></jobs></source>"""


def test_xml_feeds_of_any_shape_are_understood(firm, trade):
    imported(firm, file=feed(XML, name="offerte.xml"), occupation=trade)

    opening = Opening.objects.get()
    assert (opening.title, opening.contract, opening.description) == (
        "Addetta al magazzino", Contract.FIXED_TERM, "Carico & scarico",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<jobs><job><title>A</title></jobs>", "rovinato"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><jobs><job><t>&x;</t></job></jobs>', "esterni"),
        (b'<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><jobs><job><t>&c;</t></job></jobs>', "esterni"),
        (b'{"jobs": [', "JSON"),
        (b"", "vuoto"),
        (b"%PDF-1.4", "non è una tabella"),
        (b"<jobs></jobs>", "non ci sono righe"),
    ],
)
def test_broken_files_get_one_polite_message(firm, data, words):
    with pytest.raises(BusinessRuleError, match=words):
        services.opening_import_create(partner=firm.partner, file=SimpleUploadedFile("a.xml", data), by=firm.user)
    assert not OpeningImport.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_habits_of_excel_are_understood(firm, trade, encoding):
    file = SimpleUploadedFile("offerte.csv", "titolo;ccnl\nUnità;perché no\n".encode(encoding))

    imported(firm, file=file, occupation=trade)

    assert list(Opening.objects.values_list("title", "ccnl")) == [("Unità", "perché no")]


def test_a_workbook_is_understood(firm, trade):
    file = SimpleUploadedFile("offerte.xlsx", xlsx([["Titolo", "Scadenza"], ["Uno", datetime.date(2099, 3, 31)]]))

    imported(firm, file=file, occupation=trade)

    assert Opening.objects.get().closes_on == datetime.date(2099, 3, 31)
