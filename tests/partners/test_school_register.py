"""The ministry's register into the sites of the Polo's schools: by command, by the admin, and the real file."""

import gzip
import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.errors import BusinessRuleError
from core.imports.states import ImportState
from core.models import AuditEvent
from partners.enums import Office
from partners.models import RegisterImport, SchoolCode, Site
from partners.school_register import register_rows, same_street
from partners.seeding import partners_seed, territory_seed
from partners.services import register_imports
from tests.partners.factories import MandateFactory, MunicipalityFactory, PartnerFactory, SiteFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "schools"
HEADER = (
    "ANNOSCOLASTICO,CODICEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,INDIRIZZOSCUOLA,CAPSCUOLA,"
    "CODICECOMUNESCUOLA,DESCRIZIONECOMUNE"
)
MAIN = '202526,SPIS00600B,SPTF00601X,"""CAPELLINI""",VIA DORIA 2,19124,E463,LA SPEZIA'


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school():
    partner = PartnerFactory()
    for code in ("SPIS00600B", "SPTF00601X"):
        SchoolCode.objects.create(partner=partner, code=code, denomination=code)
    town = MunicipalityFactory(name="La Spezia", cadastral_code="E463")
    SiteFactory(
        partner=partner, name="Capellini", school_code="SPTF00601X", address="Via Doria, 2", postcode="19124",
        municipality=town,
    )  # fmt: skip
    return partner


def register(*rows, name="anagrafe.csv"):
    return ContentFile("\n".join([HEADER, *rows]).encode(), name=name)


def loaded(*rows):
    run = register_imports.register_import_create(by=None, file=register(*rows))
    register_imports.register_imports_run()
    run.refresh_from_db()
    return run


def test_what_is_written_otherwise_is_the_same(school):
    run = loaded(MAIN)

    assert (run.state, run.report["same"], run.report["changed"]) == (ImportState.DONE, 1, [])
    assert run.report["missing"] == [["SPIS00600B", "SPIS00600B"]]
    assert not AuditEvent.objects.filter(verb="partners.site_updated").exists()


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("V. NAZIONALE 6", "Via Nazionale 6"), ("VIA XXV APRILE N. 3", "Via XXV Aprile 3"),
        ("V.LE II GIUGNO", "Viale II Giugno"), ("VIA V. VENETO", "Via V. Veneto"), ("", ""),
    ],
)  # fmt: skip
def test_streets_are_written_as_people_do(shouted, written):
    row = f"202526,SPIS00600B,SPTF00601X,X,{shouted},19124,E463,LA SPEZIA"

    assert next(register_rows(register(row))).address == written


def test_street_postcode_and_town_follow_the_register(school):
    other = MunicipalityFactory(istat_code="011999", name="Arcola", cadastral_code="A373")
    town = str(Site.objects.get().municipality)

    run = loaded("202526,SPIS00600B,SPTF00601X,X,VIALE ITALIA N. 88 - ARCOLA,19021,A373,ARCOLA")

    site = Site.objects.get()
    assert (site.name, site.address, site.postcode, site.municipality) == (
        "Capellini", "Viale Italia 88", "19021", other,
    )  # fmt: skip
    assert [line[2:] for line in run.report["changed"]] == [
        ["indirizzo", "Via Doria, 2", "Viale Italia 88"],
        ["CAP", "19124", "19021"],
        ["comune", town, str(other)],
    ]
    assert AuditEvent.objects.filter(verb="partners.site_updated", target_id=site.pk).exists()


def test_nothing_said_changes_nothing(school):
    loaded("202526,SPIS00600B,SPTF00601X,X,Non Disponibile,Non Disponibile,Non Disponibile,X")

    assert Site.objects.get().address == "Via Doria, 2"


def test_new_codes_and_sites_are_added_evening_courses_are_codes_only(school):
    run = loaded(
        MAIN,
        "202526,SPIS00600B,SPTF006519,SERALE,VIA DORIA 2,19124,E463,LA SPEZIA",
        "202526,SPIS00600B,SPTH00601B,ISTITUTO NAUTICO,VIALE ITALIA 88,19124,E463,LA SPEZIA",
        "202526,SPIS00600B,SPTH00602C,LONTANO,VIA X,19124,Z999,ALTROVE",
        "202526,SPIS99900B,SPTH99901B,ALTRA SCUOLA,VIALE ITALIA 1,19124,E463,LA SPEZIA",
        "202526,SPIS00600B,senza codice,X,X,X,X,X",
    )

    assert run.report["added"] == [["SPTH00601B", "Istituto Nautico"]]
    assert [code for code, _name in run.report["codes"]] == ["SPTF006519", "SPTH00601B", "SPTH00602C"]
    assert run.report["unknown_towns"] == [["SPTH00602C", "Altrove"]]
    assert (run.report["read"], run.report["ours"]) == (5, 4)
    assert set(Site.objects.values_list("school_code", flat=True)) == {"SPTF00601X", "SPTH00601B"}


def test_a_second_time_nothing_changes(school):
    rows = [MAIN, "202526,SPIS00600B,SPTH00601B,ISTITUTO NAUTICO,VIALE ITALIA 88,19124,E463,LA SPEZIA"]
    loaded(*rows)

    again = loaded(*rows)

    assert (again.report["same"], again.report["added"], again.report["changed"]) == (2, [], [])


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b\n1,2", "mancano le colonne"), (HEADER.encode(), "nessuna scuola"), (b"%PDF\x00", "non è un CSV"),
     (b"\x1f\x8b\x08broken", "compresso è rovinato"), (gzip.compress(b" " * (61 * 1024 * 1024)), "troppo grande")],
)  # fmt: skip
def test_other_files_are_refused(content, words):
    with pytest.raises(BusinessRuleError, match=words):
        register_imports.register_import_create(by=None, file=ContentFile(content, name="x.csv"))


def test_another_areas_register_is_refused(school):
    run = loaded("202526,TOIS99900B,TOTH99901B,ALTRA SCUOLA,VIALE ITALIA 1,10100,L219,TORINO")

    assert run.state == ImportState.REFUSED
    assert "nessuna scuola del Polo" in run.error


def test_packed_files_are_read():
    packed = io.BytesIO(gzip.compress("\n".join([HEADER, MAIN]).encode()))

    assert [row.code for row in register_rows(packed)] == ["SPTF00601X"]


def test_same_street():
    assert same_street("VIALE G. GALILEI N.131 - CARRARA", "Viale G.Galilei 131")
    assert same_street("VIA GROTTO' 8 - BAGNONE (MS)", "Via Grotto' 8")
    assert not same_street("Via Doria 2", "Via Doria 20")


def test_the_admin_takes_the_file_and_the_worker_loads_it(admin_client, school):
    add = reverse("admin:partners_registerimport_add")

    wrong = admin_client.post(add, {"file": ContentFile(b"a,b\n1,2", name="x.csv")})
    empty = admin_client.post(add, {"file": ContentFile(HEADER.encode(), name="x.csv")})
    response = admin_client.post(add, {"file": register(MAIN)})

    run = RegisterImport.objects.get()
    page = reverse("admin:partners_registerimport_change", args=[run.pk])
    assert "mancano le colonne" in wrong.content.decode()
    assert "nessuna scuola" in empty.content.decode()
    assert (response.status_code, response.url, run.school_year) == (302, page, "202526")
    assert admin_client.get(page)["Refresh"] == "3"
    register_imports.register_imports_run()
    done = admin_client.get(page)
    assert "Refresh" not in done
    assert "Righe delle nostre scuole" in done.content.decode()


def test_the_referent_only_reads(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.get(reverse("admin:partners_registerimport_add")).status_code == 403
    assert client.get(reverse("admin:partners_registerimport_changelist")).status_code == 200


def test_the_command(school, tmp_path, capsys):
    path = tmp_path / "anagrafe.csv"
    path.write_bytes(register(MAIN).read())

    call_command("import_mim", str(path))

    assert "Register 202526: 1 rows of ours among 1, 1 sites as they were" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no file"):
        call_command("import_mim", str(tmp_path / "nothing.csv"))
    path.write_bytes(b"a,b")
    with pytest.raises(CommandError, match="mancano le colonne"):
        call_command("import_mim", str(path))
    path.write_bytes(register("202526,TOIS99900B,TOTH99901B,ALTRA,VIA X,10100,L219,TORINO").read())
    with pytest.raises(CommandError, match="nessuna scuola del Polo"):
        call_command("import_mim", str(path))


def test_a_fault_is_told_and_raised(school):
    run = register_imports.register_import_create(by=None, file=register(MAIN))
    run.file.storage.delete(run.file.name)

    with pytest.raises(FileNotFoundError):
        register_imports.register_imports_run()

    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.REFUSED, str(register_imports.INTERRUPTED))


@pytest.mark.real_data
@pytest.mark.skipif(not FOLDER.exists(), reason="../shared/data/schools is not here")
def test_the_real_register():
    territory_seed()
    partners_seed()
    [path] = FOLDER.glob("SCUANAGRAFESTAT*.csv.gz")

    call_command("import_mim", str(path))

    report = RegisterImport.objects.get().report
    assert report["read"] == 50_349
    assert report["ours"] >= 30
    assert report["unknown_towns"] == []
