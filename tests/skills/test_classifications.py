"""Codes of public classifications: seeded, loaded whole from files, found, and chosen in forms."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import Workbook

from core.errors import BusinessRuleError
from core.models import AuditEvent
from partners.enums import Role
from partners.models import FilieraAteco, Partner
from partners.seeding import partners_seed, territory_seed
from partners.services import partner_activities_update
from skills.classifications.codes import parent_code
from skills.classifications.files import read_codes, read_correspondences
from skills.classifications.shipped import shipped_name
from skills.enums import ConceptKind, ConceptStatus, MappingRelation
from skills.forms import ActivityField, FieldOfStudyField
from skills.models import Concept, ConceptMapping, ConceptScheme
from skills.seeding import classifications_seed, vocabulary_seed
from skills.selectors import concepts_search, corresponding
from skills.templatetags.classifications import activities_of
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.skills.factories import ConceptFactory
from training.models import Course
from training.seeding import courses_seed

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "classifications"
URL = "/area/attivita/"
ACTIVITIES = (ConceptKind.ATECO_2025,)


def table(path, *rows, encoding="utf-8", delimiter=","):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def activity(code="28.13.00", label="Fabbricazione di altre pompe", kind=ConceptKind.ATECO_2025, **fields):
    return ConceptFactory(kind=kind, notation=code, label_it=label, label_en=label, **fields)


def test_every_code_of_the_polo_is_in_its_vocabulary():
    """Codes of filiere, partners and courses, and the hierarchy above them, lead somewhere."""
    territory_seed()
    vocabulary_seed()
    partners_seed()
    courses_seed()
    known = {(row.kind, row.notation) for row in Concept.objects.all()}

    used = {(row.classification, row.code) for row in FilieraAteco.objects.all()}
    used |= {(row.ateco_classification, code) for row in Partner.objects.all() for code in row.ateco}
    fields = set(Course.objects.exclude(isced_f="").values_list("isced_f", flat=True))

    assert len(used) > 40
    assert {(name.lower().replace(" ", "-"), code) for name, code in used} <= known
    assert fields
    assert {("isced-f", code) for code in fields} | {("eqf", str(level)) for level in range(1, 9)} <= known
    top = Concept.objects.filter(kind__in=["ateco-2007", "ateco-2025", "isced-f"], broader=None)
    assert not top.exclude(notation__regex=r"^([A-Z]|\d\d)$").exists()
    assert not top.filter(kind__startswith="ateco", notation__regex=r"^\d").exists()


def test_scheme_says_since_when_and_by_whom():
    classifications_seed()

    old, new = (ConceptScheme.objects.get(code=code) for code in ("ateco-2007", "ateco-2025"))

    assert (old.valid_from.isoformat(), old.valid_to.isoformat()) == ("2008-01-01", "2025-03-31")
    assert (new.valid_from.isoformat(), new.valid_to) == ("2025-01-01", None)
    assert old.licence == new.licence == "ISTAT, CC BY 4.0"


def test_professions_stand_below_their_isco_groups():
    territory_seed()
    vocabulary_seed()

    welder = Concept.objects.get(esco_code="7212.3", kind=ConceptKind.OCCUPATION)
    chain = []
    while (welder := welder.broader) is not None:
        chain.append((welder.isco, welder.kind))

    assert chain == [(code, "isco-group") for code in ("7212", "721", "72", "7")]


def test_ships_and_weapons_kept_their_meaning_across_editions():
    classifications_seed()

    rows = corresponding(ConceptKind.ATECO_2007, ["30.11.02", "25.40.00", "??"], ConceptKind.ATECO_2025)

    found = {row.concept.notation: [m.to_concept.notation for m in row.mappings] for row in rows}
    assert found["25.40.00"] == ["25.30.10", "25.30.20"]
    assert {"30.11.00", "30.13.00"} <= set(found["30.11.02"])
    forging = Concept.objects.get(kind=ConceptKind.ATECO_2025, notation="25.40.00")
    assert str(forging).startswith("25.40.00 Fucinatura")


def test_a_mapping_joins_two_terms():
    row = activity()

    with pytest.raises(IntegrityError), transaction.atomic():
        ConceptMapping.objects.create(from_concept=row, to_concept=row, relation=MappingRelation.EXACT, source="x")


@pytest.mark.parametrize(
    ("code", "section", "parent"),
    [
        ("28.13.00", "C", "28.13.0"), ("28.13.0", "C", "28.13"), ("28.13", "C", "28.1"), ("28.1", "C", "28"),
        ("28", "C", "C"), ("C", "C", ""), ("0715", "", "071"), ("071", "", "07"), ("07", "", ""),
    ],
)  # fmt: skip
def test_parent_of_a_code(code, section, parent):
    assert parent_code(code, section) == parent


@pytest.mark.parametrize("language", ["it", "en"])
def test_name_of_a_code_without_the_database(settings, language):
    from django.utils.translation import override

    with override(language):
        name = shipped_name("isced_f", "0715")

    assert name == {"it": "meccanica e lavorazione dei metalli", "en": "Mechanics and metal trades"}[language]
    assert shipped_name("isced_f", "xx") == ""


ROWS = [
    ["Classificazione delle attività economiche", "", ""],
    ["Codice ATECO", "Titolo italiano", "Titolo inglese"],
    ["C", "MANIFATTURA", "MANUFACTURING"],
    ["28", "Macchinari", "Machinery"],
    ["28.13.00", "Pompe «à»", "Pumps"],
]


def as_xlsx(path):
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("shape", ["csv", "semicolon", "cp1252", "xlsx"])
def test_tables_of_any_habit_are_read(tmp_path, shape):
    if shape == "xlsx":
        path = as_xlsx(tmp_path / "a.xlsx")
    else:
        options = {"semicolon": {"delimiter": ";"}, "cp1252": {"encoding": "cp1252"}}.get(shape, {})
        path = table(tmp_path / "a.csv", *ROWS, **options)

    codes = read_codes(path)

    assert [(code.code, code.parent, code.label_it, code.label_en) for code in codes] == [
        ("C", "", "MANIFATTURA", "MANUFACTURING"), ("28", "C", "Macchinari", "Machinery"),
        ("28.13.00", "28.13.0", "Pompe «à»", "Pumps"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"nome,cognome\nx,y"), ("a.csv", b""), ("a.xlsx", b"PK\x03\x04 rotto"), ("a.json", b"{"),
        ("a.json", b'{"nodes": []}'), ("a.json", b'["x"]'), ("a.json.gz", b"\x1f\x8b rotto"),
        ("a.csv", b"codice,titolo\n28.13.00,\n"),
    ],
)  # fmt: skip
def test_what_is_no_classification_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    for read in (read_codes, read_correspondences):
        with pytest.raises(BusinessRuleError):
            read(path)
    with pytest.raises(CommandError):
        call_command("import_classification", "ateco-2025", path)
    assert not Concept.objects.exists()


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("skills.classifications.files.MAX_BYTES", 1000)
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b" " * 100_000))

    with pytest.raises(BusinessRuleError, match="troppo grande"):
        read_codes(path)


def test_whole_edition_is_loaded_in_place(tmp_path, capsys):
    kept, gone = activity(label="Nome di prima"), activity("29.10.00", "Sparito")
    path = table(
        tmp_path / "ateco.csv", *ROWS, ["28.13.0", "Pompe", ""], ["28.13", "Pompe", ""], ["28.1", "x" * 250, ""]
    )

    call_command("import_classification", "ateco-2025", path)
    call_command("import_classification", "ateco-2025", path)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.label_it == "Pompe «à»"
    assert kept.broader.broader.broader.broader.broader.notation == "C"
    assert (gone.status, kept.status) == (ConceptStatus.OBSOLETE, ConceptStatus.RELEASED)
    long = Concept.objects.get(notation="28.1")
    assert (len(long.label_it), long.description_it) == (200, "x" * 250)
    assert capsys.readouterr().out.splitlines() == ["5 added, 1 changed, 1 removed", "0 added, 0 changed, 0 removed"]
    assert AuditEvent.objects.filter(verb="skills.classification_updated").count() == 2


def test_codes_without_what_stands_above_are_told(tmp_path, capsys):
    call_command("import_classification", "ateco-2025", table(tmp_path / "a.csv", *ROWS))

    assert "points to nothing: 28.13.00 < 28.13.0" in capsys.readouterr().out


def test_edition_that_lost_much_is_refused_unless_meant(tmp_path):
    for number in range(10, 20):
        activity(f"28.13.{number}", "x")
    path = table(tmp_path / "a.csv", *ROWS)

    with pytest.raises(CommandError, match="manca più di un quinto"):
        call_command("import_classification", "ateco-2025", path)
    assert not Concept.objects.filter(status=ConceptStatus.OBSOLETE).exists()
    call_command("import_classification", "ateco-2025", path, may_shrink=True)

    assert Concept.objects.filter(status=ConceptStatus.OBSOLETE).count() == 10


def test_seeding_leaves_a_whole_edition_alone(tmp_path):
    call_command("import_classification", "ateco-2025", table(tmp_path / "a.csv", *ROWS))

    classifications_seed()

    assert Concept.objects.get(kind=ConceptKind.ATECO_2025, notation="28.13.00").label_it == "Pompe «à»"


def test_pairs_follow_their_table(tmp_path, capsys):
    old, new, other = activity(kind=ConceptKind.ATECO_2007), activity(), activity("28.14.00", "Valvole")
    heading = ["CODICE 2025", "Titolo 2025", "copertura 2025", "CODICE 2022", "copertura 2022"]
    row = ["28.13.00", "Pompe", "TOTALE", "28.13.00", "PARZIALE"]
    first = table(
        tmp_path / "1.csv", heading, row, ["99.99.99", "", "TOTALE", "28.13.00", "TOTALE"], ["28", "", "", "28", ""]
    )
    second = table(tmp_path / "2.csv", heading, ["28.14.00", "Valvole", "PARZIALE", "28.13.00", "TOTALE"])

    call_command("import_classification", "ateco-pairs", first)
    before = list(ConceptMapping.objects.values_list("from_concept", "to_concept", "relation"))
    call_command("import_classification", "ateco-pairs", second)

    assert before == [(old.pk, new.pk, "narrow")]
    assert list(ConceptMapping.objects.values_list("from_concept", "to_concept", "relation")) == [
        (old.pk, other.pk, "broad")
    ]
    assert "points to nothing: 28.13.00 → 99.99.99" in capsys.readouterr().out


@pytest.mark.real_data
@pytest.mark.skipif(not FOLDER.exists(), reason="../shared/data/classifications is not here")
def test_whole_editions_of_ateco():
    for edition in ("2007", "2025"):
        call_command("import_classification", f"ateco-{edition}", FOLDER / f"ateco_{edition}_nodes_pypi_ateco.json.gz")
    call_command("import_classification", "ateco-pairs", FOLDER / "ateco_2025_2022_correspondence_pypi_ateco.json.gz")

    counts = {str(kind): Concept.objects.filter(kind=kind).count() for kind in ("ateco-2007", "ateco-2025")}
    assert counts == {"ateco-2007": 3138, "ateco-2025": 3257}
    assert ConceptMapping.objects.count() > 1000
    assert len(read_codes(FOLDER / "ateco-2007.csv")) == 3140


@pytest.mark.parametrize("text", ["28.13", "28.13.00", "pompe", "fabbricazioni pompe", "ponpe fabbricazione"])
def test_an_activity_is_found_by_code_and_by_words(text):
    wanted = activity()
    activity("28.14.00", "Valvole")
    activity("28.13.00", "Pompe di prima", kind=ConceptKind.ATECO_2007)
    ConceptFactory(label_it="Pompe")

    assert [hit.concept for hit in concepts_search(text, kinds=ACTIVITIES)] == [wanted]


def test_the_list_below_the_box_posts_the_code(client):
    activity()
    client.force_login(MembershipFactory().user)

    body = client.get(
        reverse("skills:concept_options", args=["ateco-2025"]), {"name": "x", "x": "28"}
    ).content.decode()

    assert 'data-key="28.13.00" data-label="28.13.00 Fabbricazione di altre pompe"' in body


@pytest.mark.parametrize(
    ("posted", "code", "value"),
    [
        ("28.13.00", None, "28.13.00"), ("=28.13.00", None, "28.13.00"),
        ("=fabbricazione di altre pompe", None, "28.13.00"), ("", None, ""), ("01.11.00", None, "01.11.00"),
        ("28.99.99", "invalid_choice", None), ("28.1", "shape", None), ("=pompe", "choose", None),
        ("=zzz", "unknown", None), ("\x00", "invalid_choice", None), ("9" * 500, "invalid_choice", None),
    ],
)  # fmt: skip
def test_activity_field(posted, code, value):
    activity()
    activity("28.1", "Macchine")
    field = ActivityField(required=False, present="01.11.00")

    if code:
        with pytest.raises(ValidationError) as refused:
            field.clean(posted)
        assert refused.value.code == code
    else:
        assert field.clean(posted) == value


def test_field_of_study_takes_any_level_and_shows_what_is_there():
    ConceptFactory(kind=ConceptKind.FIELD_OF_STUDY, notation="07", label_it="ingegneria")
    field = FieldOfStudyField(present="0999")

    assert field.clean("07") == "07"
    assert field.shown("07") == ("07", "07 ingegneria")
    assert field.shown("0999") == ("0999", "0999")
    assert field.shown("0998") == ("", "")


@pytest.fixture
def polo(db):
    """The real partners with the codes that the Polo needs."""
    territory_seed()
    partners_seed()
    classifications_seed()


@pytest.fixture
def manager():
    return MembershipFactory(role=Role.MANAGER, partner=PartnerFactory(missing=["ateco", "pec"]))


def test_a_manager_says_what_the_partner_does(client, manager):
    activity()
    activity("25.62.00", "Lavori", kind=ConceptKind.ATECO_2007)
    client.force_login(manager.user)

    response = client.post(URL, {"activity_1": "28.13.00", "activity_2": "", "activity_3": "28.13.00"})

    partner = Partner.objects.get(pk=manager.partner_id)
    assert response.url == reverse("partners:adhesion_own")
    assert (partner.ateco, partner.ateco_classification, partner.missing) == (["28.13.00"], "ATECO 2025", ["pec"])
    event = AuditEvent.objects.get(verb="partners.activities_updated")
    assert event.after == {"ateco": ["28.13.00"], "ateco_classification": "ATECO 2025"}
    assert 'value="28.13.00 Fabbricazione di altre pompe"' in client.get(URL).content.decode()


def test_typed_words_come_back_with_choices(client, manager):
    """No script: what was typed is answered with the entries that may be meant, and nothing is saved."""
    activity()
    client.force_login(manager.user)

    body = client.post(URL, {"activity_1_text": "pompe"}).content.decode()

    assert 'name="activity_1_choice" value="28.13.00"' in body
    assert Partner.objects.get(pk=manager.partner_id).ateco == []
    client.post(URL, {"activity_1_text": "pompe", "activity_1_choice": "28.13.00"})
    assert Partner.objects.get(pk=manager.partner_id).ateco == ["28.13.00"]


def test_old_codes_are_shown_with_what_they_became(client, manager):
    old, new = activity("30.11.02", "Navi", kind=ConceptKind.ATECO_2007), activity("30.11.00", "Navi civili")
    ConceptMapping.objects.create(from_concept=old, to_concept=new, relation=MappingRelation.CLOSE, source="ISTAT")
    Partner.objects.filter(pk=manager.partner_id).update(ateco=["30.11.02"], ateco_classification="ATECO 2007")
    client.force_login(manager.user)

    body = client.get(URL).content.decode()

    assert "30.11.02 Navi" in body
    assert "30.11.00 Navi civili (quasi identico)" in body


@pytest.mark.parametrize("codes", [["28.13"], ["x"], [f"28.13.0{n}" for n in range(6)]])
def test_what_is_no_activity_is_refused(manager, codes):
    with pytest.raises(BusinessRuleError):
        partner_activities_update(partner=manager.partner, codes=codes, by=manager.user)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TEACHER, Role.COUNSELLOR])
def test_only_managers_find_the_page(client, role):
    client.force_login(MembershipFactory(role=role).user)

    assert (client.get(URL).status_code, client.post(URL, {}).status_code) == (404, 404)


def test_json_of_the_package_is_read(tmp_path):
    path = tmp_path / "nodes.json"
    path.write_text(json.dumps({"nodes": [{"code": "28", "title": "Macchinari", "parent": "C"}]}))

    assert [(code.code, code.parent) for code in read_codes(path)] == [("28", "C")]


def test_the_activities_of_a_partner_are_said_in_words_of_their_own_edition(polo):
    partner = Partner(ateco=["30.13.00", "99.99.99"], ateco_classification="ATECO 2025")

    said = [(row.notation, row.label_it) for row in activities_of(partner)]

    assert said == [("30.13.00", "Costruzione di navi e imbarcazioni per scopi militari"), ("99.99.99", "")]
    assert activities_of(Partner(ateco=["30.13.00"], ateco_classification="ATECO 2007"))[0].label_it == ""


def test_every_code_of_the_partners_has_words(polo):
    with_codes = Partner.objects.exclude(ateco=[])

    assert with_codes.count() > 5
    assert [row.notation for partner in with_codes for row in activities_of(partner) if not row.label_it] == []
