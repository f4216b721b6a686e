"""The import of ESCO from the admin, and from the command."""

import pytest
from django.core.files import File
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.imports.states import ImportState
from partners.enums import Office
from skills import services
from skills.models import Concept, VocabularyImport
from skills.signals import vocabulary_changed
from tests.partners.factories import MandateFactory
from tests.skills.esco_zip import classification, packed, relations, skill
from tests.training.factories import CourseFactory, CourseSkillFactory

pytestmark = pytest.mark.django_db
ADD = "admin:skills_vocabularyimport_add"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_admin_takes_the_files_and_the_worker_loads_them(admin_client):
    response = admin_client.post(
        reverse(ADD), {"classification": classification([skill("weld", "weld")]), "relations": relations()}
    )

    run = VocabularyImport.objects.get()
    page = reverse("admin:skills_vocabularyimport_change", args=[run.pk])
    assert (response.status_code, response.url, run.state) == (302, page, ImportState.QUEUED)
    waiting = admin_client.get(page)
    assert waiting["Refresh"] == "3"
    assert "<progress" in waiting.content.decode()
    assert "aggiunto con successo" not in waiting.content.decode()  # said once, in our words

    services.vocabulary_imports_run()

    done = admin_client.get(page)
    assert "Refresh" not in done
    assert "Aggiunte: skill" in done.content.decode()
    assert "weld" in admin_client.get(reverse("admin:skills_concept_changelist")).content.decode()


def test_a_wrong_file_is_refused_beside_the_form(admin_client):
    response = admin_client.post(reverse(ADD), {"classification": relations(), "relations": ""})

    assert response.status_code == 200
    assert "Mancano dei file: occupations.csv, skills.csv" in response.content.decode()
    assert not VocabularyImport.objects.exists()


def test_a_second_zip_with_nothing_of_esco_is_refused(admin_client):
    files = {"classification": classification([skill("weld", "weld")]), "relations": packed({}, name="foto.zip")}

    response = admin_client.post(reverse(ADD), files)

    assert "In «foto.zip» non c&#x27;è nessun file di ESCO" in response.content.decode()
    assert not VocabularyImport.objects.exists()


def test_the_referent_only_reads(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.get(reverse(ADD)).status_code == 403
    assert client.get(reverse("admin:skills_vocabularyimport_changelist")).status_code == 200


def test_courses_are_found_by_the_new_names(django_capture_on_commit_callbacks, admin_client):
    admin_client.post(reverse(ADD), {"classification": classification([skill("weld", "weld metal")])})
    services.vocabulary_imports_run()
    course = CourseFactory(published=True)
    CourseSkillFactory(course=course, skill=Concept.objects.get())
    admin_client.post(
        reverse(ADD), {"classification": classification([skill("weld", "saldare i metalli")], language="it")}
    )

    with django_capture_on_commit_callbacks(execute=True):
        services.vocabulary_imports_run()

    course.refresh_from_db()
    assert "saldare i metalli" in course.search_terms


def test_the_command_loads_the_files(tmp_path, capsys):
    paths = []
    for source in (classification([skill("weld", "weld")]), relations()):
        path = tmp_path / source.name
        path.write_bytes(source.getvalue())
        paths.append(str(path))

    call_command("import_esco", *paths)

    assert "ESCO 1.1.1 en: {'skill': 1} added" in capsys.readouterr().out
    assert Concept.objects.get().label_en == "weld"


def test_the_command_says_what_is_wrong(tmp_path):
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"no zip")

    with pytest.raises(CommandError, match="non è uno zip leggibile"):
        call_command("import_esco", str(wrong))
    with pytest.raises(CommandError, match="classification zip"):
        call_command("import_esco", str(tmp_path / "nothing.zip"))


@pytest.mark.django_db(transaction=True)
def test_a_load_that_is_stored_is_never_told_as_failed():
    def fail(**_kwargs):
        raise RuntimeError

    zipped = File(classification([skill("weld", "weld metal")]), name="esco.zip")
    run = services.vocabulary_import_create(by=None, classification=zipped)
    vocabulary_changed.connect(fail)
    try:
        services.vocabulary_imports_run()
    finally:
        vocabulary_changed.disconnect(fail)

    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.DONE, "")
    assert Concept.objects.filter(label_en="weld metal").exists()
