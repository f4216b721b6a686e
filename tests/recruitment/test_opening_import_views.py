"""The pages of a feed: upload, columns, preview, yes, report, undo; who sees them, and what hostile words become."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.imports.file_states import ImportState
from recruitment.models import Opening, OpeningImport
from recruitment.services import demand
from recruitment.services import opening_imports as services
from tests.client import PlainClient
from tests.core.imports.files import xlsx
from tests.hostile import checks, inert
from tests.recruitment.factories import OpeningSkillFactory
from tests.recruitment.feed_files import imported, preview
from tests.recruitment.import_factories import OpeningImportFactory, OpeningImportRowFactory
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
HARMLESS = "Saldatura navale"
XSS = '"><svg onload=alert(1)><script>alert(2)</script>'


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *arguments):
    return reverse(f"recruitment:opening_import_{name}", args=arguments)


def test_from_the_file_to_the_drafts_and_back(firm):
    trade = ConceptFactory(occupation=True)
    file = SimpleUploadedFile("annunci.csv", b"codice;titolo\nA1;Saldatrice o saldatore\n")

    response = firm.client.post(url("create"), {"file": file})

    run = OpeningImport.objects.get()
    assert response.url == url("mapping", run.pk)
    assert "Saldatrice o saldatore" in firm.client.get(response.url).content.decode()
    said = {"column_0": "code", "column_1": "title", "default_occupation": trade.pk, "default_contract": "A02"}
    assert firm.client.post(response.url, said).url == url("detail", run.pk)
    assert "Prepariamo l'anteprima" in firm.client.get(url("detail", run.pk)).content.decode().replace("&#x27;", "'")
    services.opening_imports_run()
    assert "Va bene così?" in firm.client.get(url("detail", run.pk)).content.decode()
    firm.client.post(url("confirm", run.pk))
    services.opening_imports_run()
    opening = Opening.objects.get()
    assert opening.get_absolute_url() in firm.client.get(url("detail", run.pk)).content.decode()
    firm.client.post(url("repeat", run.pk))
    firm.client.post(url("undo", run.pk))
    services.opening_imports_run()
    assert not Opening.objects.exists()


def test_a_refused_file_is_told_beside_the_field(firm):
    response = firm.client.post(url("create"), {"file": SimpleUploadedFile("a.xml", b"<jobs><job>")})

    assert "rovinato" in response.content.decode()
    assert not OpeningImport.objects.exists()


def test_a_preview_that_takes_away_too_much_asks_first(firm):
    run = OpeningImportFactory(
        partner=firm.partner, state=ImportState.DONE, counts={"withdrawn": 3, "shrinks": True},
        started_at="2026-01-01T00:00Z", finished_at="2026-01-01T00:00Z",
    )  # fmt: skip

    assert "may_shrink" in firm.client.get(url("detail", run.pk)).content.decode()
    firm.client.post(url("confirm", run.pk))
    run.refresh_from_db()
    assert run.is_to_confirm
    firm.client.post(url("confirm", run.pk), {"may_shrink": "on"})
    run.refresh_from_db()
    assert run.is_at_work


def test_examples_in_every_format_can_be_imported(firm):
    trade = ConceptFactory(occupation=True)
    for kind in ("csv", "xlsx", "json", "xml"):
        content = firm.client.get(url("sample", kind)).content
        run = preview(firm, file=SimpleUploadedFile(f"a.{kind}", content), occupation=trade)
        assert run.counts["new"] == 2
    assert firm.client.get(url("sample", "exe")).status_code == 404


def feeds(words):
    """One opening that says the same in every field, in each format."""
    row = dict.fromkeys(("codice", "titolo", "descrizione", "ccnl", "sede", "competenze"), words)
    parts = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items())
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([list(row), list(row.values())])
    return {
        "xlsx": xlsx([list(row), list(row.values())]),
        "xml": f"<jobs><job>{parts}</job></jobs>".encode(),
        "json": json.dumps({"@type": "JobPosting", **row}).encode(),
        "csv": text.getvalue().encode(),
    }


def read_back(firm, kind, words):
    """The opening imported and published: every page, the report, the public page with its JSON-LD."""
    file = SimpleUploadedFile(f"{words.replace('/', '')}.{kind}", feeds(words)[kind])
    run = imported(firm, file=file, occupation=ConceptFactory(occupation=True))
    opening = run.rows.get().opening
    OpeningSkillFactory(opening=opening)
    Opening.objects.filter(pk=opening.pk).update(pay_from=24_000)
    demand.opening_publish(opening=opening, by=firm.user)
    own = [url("list"), url("detail", run.pk), url("report", run.pk), reverse("recruitment:desk_opening_list")]
    own += [reverse("recruitment:opening_update", args=[opening.pk]), opening.get_absolute_url()]
    reader, anybody = PlainClient(), PlainClient()
    reader.force_login(firm.user)
    waiting = OpeningImportFactory(partner=firm.partner, headers=[words], sample=[[words]], file_name=words[:100])
    answers = [reader.get(one) for one in [*own, url("mapping", waiting.pk)]]
    return [*answers, *(anybody.get(one) for one in (opening.get_absolute_url(), reverse("recruitment:opening_list")))]


@pytest.mark.parametrize("kind", ["xlsx", "xml", "json", "csv"])
def test_what_a_feed_says_stays_inert_everywhere(firm, kind):
    def shapes(answers):
        return {
            part for one in answers for part in inert.shape(one.headers["Content-Type"], checks.body(one).encode())
        }

    plain = shapes(read_back(firm, kind, HARMLESS))
    hostile = read_back(firm, kind, XSS)

    assert {one.status_code for one in hostile} == {200}
    assert shapes(hostile) <= plain
    assert sum("svg onload" in checks.body(one) for one in hostile) >= len(hostile) - 1
    assert "JobPosting" in checks.body(hostile[-2])


def test_the_report_is_a_file_without_formulas(firm):
    run = imported(firm, "titolo;ccnl", "=cmd|calc;+1", occupation=ConceptFactory(occupation=True))

    response = firm.client.get(url("report", run.pk))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {row[1] for row in rows[1:]} == {"'=cmd|calc"}
    assert "'+1" in {row[6] for row in rows}


@pytest.mark.parametrize("rows", [1, 12])
def test_pages_ask_as_much_for_many_rows_as_for_one(firm, django_assert_max_num_queries, rows):
    run = OpeningImportFactory(
        partner=firm.partner, state=ImportState.DONE, started_at="2026-01-01T00:00Z", finished_at="2026-01-01T00:00Z"
    )
    OpeningImportRowFactory.create_batch(rows, run=run, changes=[["occupation", None, 1], ["site", None, 1]])
    OpeningImportFactory.create_batch(rows, partner=firm.partner)

    with django_assert_max_num_queries(24):
        firm.client.get(url("detail", run.pk))
    with django_assert_max_num_queries(20):
        firm.client.get(url("list"))


def test_strangers_find_nothing(rival, firm):
    run = OpeningImportFactory(partner=firm.partner)

    for name in ("detail", "mapping", "report"):
        assert rival.client.get(url(name, run.pk)).status_code == 404
    for name in ("confirm", "undo", "repeat"):
        assert rival.client.post(url(name, run.pk)).status_code == 404
