"""The pages of an import: upload, columns, preview, yes, report, undo; with and without htmx."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.imports.file_states import ImportState
from tests.training.desk_pages import complete_course, editor
from tests.training.factories import CourseImportFactory
from tests.training.import_files import csv_file, imported, preview, school
from training.models import Course, CourseImport
from training.services import course_imports as services

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *arguments):
    return reverse(f"training:import_{name}", args=arguments)


def text(response):
    return response.content.decode()


def test_from_upload_to_undo(client):
    user, _partner = school()
    client.force_login(user)

    uploaded = client.post(url("create"), {"file": csv_file("Titolo;Tipo;Ore", "Saldatura TIG;LIB;40")})
    run = CourseImport.objects.get()
    assert (uploaded.status_code, uploaded.url) == (302, url("mapping", run.pk))
    columns = text(client.get(uploaded.url))
    assert "Saldatura TIG" in columns
    assert client.get(url("detail", run.pk)).url == url("mapping", run.pk)

    data = {"column_0": "title", "column_1": "kind", "column_2": "hours"}
    assert client.post(url("mapping", run.pk), data).url == url("detail", run.pk)
    waiting = text(client.get(url("detail", run.pk)))
    assert "<progress" in waiting
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in waiting

    services.course_imports_run()
    shown = text(client.get(url("detail", run.pk)))
    assert "Riga 2" in shown
    assert "nuova" in shown
    assert not Course.objects.exists()

    assert client.post(url("confirm", run.pk), {"publishes": ""}).url == url("detail", run.pk)
    services.course_imports_run()
    assert Course.objects.get().title == "Saldatura TIG"
    assert "Annulla questa importazione" in text(client.get(url("detail", run.pk)))

    client.post(url("undo", run.pk))
    services.course_imports_run()
    assert not Course.objects.exists()
    assert "annullata" in text(client.get(url("list")))

    client.post(url("repeat", run.pk))
    assert CourseImport.objects.count() == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Titolo;Tipo", "Saldatura TIG;XYZ"], "Correggi nel file le righe con errori"),
        (["Titolo;Tipo", "Saldatura TIG;LIB"], "Quello che dice c'è già tutto."),
    ],
)
def test_a_file_that_changes_nothing_offers_no_yes(client, lines, words):
    user, partner = school()
    client.force_login(user)
    imported(user, partner, "Titolo;Tipo", "Saldatura TIG;LIB")

    run = preview(user, partner, *lines)

    page = text(client.get(run.get_absolute_url()))
    assert "niente da importare" in page
    assert words in page
    assert url("confirm", run.pk) not in page
    assert url("mapping", run.pk) in page


def test_the_fragment_is_what_the_page_shows(client):
    user, partner = school()
    client.force_login(user)
    run = preview(user, partner, "titolo,tipo", "A,LIB", "B,boh")

    page, fragment = (
        client.get(url("detail", run.pk)),
        client.get(url("detail", run.pk), headers={"HX-Request": "true"}),
    )

    assert 'id="import-body"' in text(fragment)
    assert "<html" not in text(fragment)
    assert "«boh» non è un tipo di percorso" in text(page)
    assert "«boh» non è un tipo di percorso" in text(fragment)


def test_errors_are_told_in_the_readers_language(client):
    user, partner = school()
    client.force_login(user)
    run = preview(user, partner, "titolo,tipo,ore", "A,LIB,tante")

    assert "«tante» non è un numero intero" in text(client.get(url("detail", run.pk)))
    assert "“tante” is not a whole number" in text(client.get("/en" + url("detail", run.pk)))


def test_rows_by_what_they_do(client):
    user, partner = school()
    client.force_login(user)
    complete_course(partner, title="Uguale")
    run = preview(user, partner, "titolo,tipo", "Uguale,", "Nuovissimo,LIB", "Rotto,boh")

    everything = text(client.get(url("detail", run.pk)))
    same = text(client.get(url("detail", run.pk) + "?righe=same"))
    new = text(client.get(url("detail", run.pk) + "?righe=new"))

    assert ("Uguale" in everything, "Nuovissimo" in everything, "Rotto" in everything) == (False, True, True)
    assert ("Uguale" in same, "Nuovissimo" in same) == (True, False)
    assert ("Nuovissimo" in new, "Rotto" in new) == (True, False)


def test_outcomes_are_a_filter_of_the_report(client):
    user, partner = school()
    client.force_login(user)
    run = imported(user, partner, "titolo,tipo", "Nuovissimo,LIB", "Rotto,boh")

    assert "Nuovissimo" in text(client.get(url("detail", run.pk) + "?righe=done"))
    assert "Qui non c'è nessuna riga" in text(client.get(url("detail", run.pk) + "?righe=failed"))


def test_a_file_that_is_no_table_is_refused_beside_the_field(client):
    user, _partner = school()
    client.force_login(user)

    response = client.post(url("create"), {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7")})

    assert response.status_code == 200
    assert "Questo file non è una tabella" in text(response)
    assert not CourseImport.objects.exists()


def test_wrong_columns_are_told_on_the_form(client):
    user, _partner = school()
    client.force_login(user)
    client.post(url("create"), {"file": csv_file("Titolo;Ore", "A;4")})
    run = CourseImport.objects.get()

    assert "quale colonna contiene il titolo" in text(client.post(url("mapping", run.pk), {"column_1": "hours"}))
    twice = client.post(url("mapping", run.pk), {"column_0": "title", "column_1": "title"})
    assert "dicono la stessa cosa" in text(twice)
    assert "Scegli un&#x27;opzione valida" in text(client.post(url("mapping", run.pk), {"column_0": "password"}))


def test_shrinking_shows_the_box_and_a_refusal(client):
    user, partner = school()
    client.force_login(user)
    for title in "AB":
        Course.objects.filter(pk=complete_course(partner, title=title).pk).update(published_at="2026-01-01T00:00Z")
    run = preview(user, partner, "titolo", "A", withdraws=True)

    assert "ritira anche più di un quinto" in text(client.get(url("detail", run.pk)))
    refused = client.post(url("confirm", run.pk), {}, follow=True)
    assert "se è davvero così, spunta la casella" in text(refused)
    client.post(url("confirm", run.pk), {"may_shrink": "on"})
    run.refresh_from_db()
    assert run.state == ImportState.QUEUED


def test_refused_runs_say_why_and_offer_the_columns(client):
    user, partner = school()
    client.force_login(user)
    run = services.course_import_create(partner=partner, file=csv_file("titolo", "A"), by=user)
    with run.file.open("wb") as target:
        target.write(b"%PDF-1.7")
    services.course_import_map(run=run, mapping={"titolo": "title"}, default_kind=None, withdraws=False, by=user)
    services.course_imports_run()

    page = text(client.get(url("detail", run.pk)))

    assert "Questo file non è una tabella" in page
    assert url("mapping", run.pk) in page


def test_strangers_see_nothing(client):
    user, partner = school()
    run = preview(user, partner, "titolo,tipo", "A,LIB")
    client.force_login(editor()[0])

    statuses = {name: client.get(url(name, run.pk)).status_code for name in ("detail", "mapping", "report")}
    posts = {name: client.post(url(name, run.pk)).status_code for name in ("confirm", "undo", "repeat", "mapping")}

    assert set(statuses.values()) | set(posts.values()) == {404}


def test_samples_are_read_by_the_import_itself(client):
    user, partner = school()
    client.force_login(user)
    for kind in ("csv", "xlsx", "json", "xml"):
        response = client.get(url("sample", kind))
        assert response["Content-Disposition"] == f'attachment; filename="corsi-esempio.{kind}"'
        file = SimpleUploadedFile(f"corsi.{kind}", response.content)
        run = preview(user, partner, file=file)
        assert [row.problems for row in run.rows.all()] == [[]] * (2 if kind == "xml" else 3)
    assert client.get(url("sample", "exe")).status_code == 404


def test_the_report_is_a_file_without_formulas(client):
    user, partner = school()
    client.force_login(user)
    run = imported(user, partner, "titolo;tipo;in breve", f"=cmd|calc;LIB;{XSS}", "+1;boh;")

    response = client.get(url("report", run.pk))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["riga", "titolo", "che cosa fa", "esito"]
    assert {row[1] for row in rows[1:]} == {"'=cmd|calc", "'+1"}
    assert [row[6] for row in rows if row[4] == "In breve"] == [XSS]
    assert [row[6] for row in rows if row[4] == "tipo"] == [
        "«boh» non è un tipo di percorso. Si può scrivere: Corso libero."
    ]


def test_what_a_file_says_stays_inert_on_every_page(client):
    user, partner = school()
    client.force_login(user)
    file = csv_file(f"titolo;tipo;{XSS}", f"{XSS};LIB;{XSS}", f"A;{XSS};", name=f"{XSS}.csv")
    run = preview(user, partner, file=file)

    for name, arguments in (("list", ()), ("mapping", (run.pk,)), ("detail", (run.pk,))):
        page = text(client.get(url(name, *arguments)))
        assert XSS not in page
        assert name == "list" or "&lt;script&gt;" in page


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_rows(client, django_assert_max_num_queries, rows):
    user, partner = school()
    client.force_login(user)
    run = preview(user, partner, "titolo;tipo;sede;filiera", *(f"Corso {n};LIB;Sede centrale;" for n in range(rows)))
    CourseImportFactory.create_batch(rows, partner=partner)
    client.get(url("detail", run.pk))

    with django_assert_max_num_queries(20):
        client.get(url("detail", run.pk))
    with django_assert_max_num_queries(14):
        client.get(url("list"))


def test_what_may_be_written_is_told_by_name_in_the_readers_language(client):
    user, partner = school()
    run = preview(user, partner, "titolo,tipo,destinatari", "A,boh,marziani")

    client.force_login(user)
    italian = client.get(run.get_absolute_url()).content.decode()
    english = client.get(f"/en{run.get_absolute_url()}").content.decode()

    assert "Si può scrivere: Corso libero." in italian
    assert "Open course." in english
    assert "Corso libero." not in english
    assert "studenti" in italian.casefold()
