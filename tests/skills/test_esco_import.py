"""Imports of official ESCO releases: what is written, what is left alone, what is refused."""

import io
import zipfile

import pytest
from django.core.files import File
from django.utils import timezone

from core.imports.states import ImportState
from core.models import AuditEvent
from partners.seeding import territory_seed
from skills import services
from skills.enums import ConceptKind, ConceptStatus
from skills.esco.archive import EscoArchiveError
from skills.models import Concept, OccupationSkill, SkillCredit, SkillRelation, VocabularyImport
from skills.seeding import vocabulary_seed
from tests.skills.esco_zip import ESCO, classification, occupation, packed, relations, skill
from tests.skills.factories import ConceptFactory, ConceptSchemeFactory, SkillClaimFactory

pytestmark = pytest.mark.django_db
WELD, TIG, PLC = (f"{ESCO}/skill/{key}" for key in ("weld", "tig", "plc"))
WELDER, NOBODY = f"{ESCO}/occupation/welder", f"{ESCO}/occupation/nobody"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def load(*zips, may_shrink=False):
    files = [File(source, name=source.name) for source in zips]
    run = services.vocabulary_import_create(
        by=None,
        classification=files[0],
        relations=files[1] if len(files) > 1 else None,
        may_shrink=may_shrink,
    )
    assert services.vocabulary_imports_run() == 1
    run.refresh_from_db()
    return run


def test_a_release_becomes_concepts():
    run = load(
        classification(
            [skill("weld", "weld  metal", altLabels="join metal\nweld metal\nfuse metal", description="To join.")],
            [occupation("welder", "welder")],
        )
    )

    assert (run.state, run.language, run.version) == (ImportState.DONE, "en", "1.1.1")
    assert run.report["added"] == {"occupation": 1, "skill": 1}
    concept = Concept.objects.get(uri=WELD)
    assert (concept.kind, concept.notation, concept.label_en, concept.label_it) == (
        ConceptKind.SKILL, "skill-weld", "weld metal", "weld metal",
    )  # fmt: skip
    assert concept.alt_en == ["join metal", "fuse metal"]
    assert (concept.description_en, concept.official) == ("To join.", ["en"])
    assert Concept.objects.get(uri=WELDER).isco == "7212"


def test_the_italian_names_arrive_later_and_win():
    load(classification([skill("weld", "weld metal")]))

    run = load(classification([skill("weld", "saldare il metallo", altLabels="unire metalli")], language="it"))

    concept = Concept.objects.get(uri=WELD)
    assert (concept.label_it, concept.label_en, concept.alt_it) == (
        "saldare il metallo",
        "weld metal",
        ["unire metalli"],
    )
    assert sorted(concept.official) == ["en", "it"]
    assert run.report["added"] == {}


def test_the_keys_stay_when_a_term_is_renamed():
    load(classification([skill("weld", "weld metal")]))
    claim = SkillClaimFactory(skill=Concept.objects.get(uri=WELD))

    run = load(classification([skill("weld", "weld metals")]))

    claim.skill.refresh_from_db()
    assert (claim.skill.label_en, claim.skill.label_it) == ("weld metals", "weld metals")
    assert run.report["renamed"] == {"count": 1, "samples": [[WELD, "weld metal", "weld metals"]]}


def test_the_words_of_the_polo_become_synonyms():
    own = ConceptFactory(
        scheme=ConceptSchemeFactory(code="esco"),
        uri=WELD,
        label_it="Saldare",
        alt_it=["saldatura"],
        source="ESCO; Polo",
    )

    load(classification([skill("weld", "saldare il metallo", altLabels="unire metalli")], language="it"))
    load(classification([skill("weld", "saldare il metallo", altLabels="unire metalli")], language="it"))

    own.refresh_from_db()
    assert own.label_it == "saldare il metallo"
    assert own.alt_it == ["unire metalli", "saldatura", "Saldare"]


def test_the_files_of_the_polo_leave_official_names_alone():
    territory_seed()
    vocabulary_seed()
    before = Concept.objects.get(notation="3d-modelling")
    key = before.uri.rpartition("/")[2]
    load(classification([skill(key, "modellazione tridimensionale", skillType="knowledge")], language="it"))

    vocabulary_seed()

    after = Concept.objects.get(pk=before.pk)
    assert (after.label_it, after.notation, after.label_en) == (
        "modellazione tridimensionale", "3d-modelling", before.label_en,
    )  # fmt: skip
    assert OccupationSkill.objects.filter(skill=after).exists()


def test_seeding_after_an_import_takes_up_its_rows():
    territory_seed()
    uri_key = "97965983-0da4-4902-9daf-d5cd2693ef73"
    load(classification([skill(uri_key, "3D modelling", skillType="knowledge")]))
    imported = Concept.objects.get(uri=f"{ESCO}/skill/{uri_key}")

    vocabulary_seed()

    imported.refresh_from_db()
    assert (imported.notation, imported.label_it) == ("3d-modelling", "Modellazione 3D")


def test_what_left_the_release_is_superseded_and_comes_back():
    rows = [skill("weld", "weld metal"), *(skill(f"s{n}", f"skill {n}") for n in range(5))]
    load(classification(rows))

    run = load(classification(rows[1:]))
    gone = Concept.objects.get(uri=WELD)
    assert (gone.status, run.report["removed"]) == (
        ConceptStatus.OBSOLETE, {"count": 1, "samples": [[WELD, "weld metal"]]},
    )  # fmt: skip

    load(classification(rows))
    gone.refresh_from_db()
    assert gone.status == ConceptStatus.RELEASED


def test_what_the_release_calls_obsolete_is_superseded():
    load(classification([skill("weld", "weld metal", status="obsolete")]))

    assert Concept.objects.get(uri=WELD).status == ConceptStatus.OBSOLETE


def test_links_follow_the_release_and_those_of_the_polo_stay():
    skills = [skill("weld", "weld"), skill("tig", "tig"), skill("plc", "plc", skillType="knowledge")]
    names = classification(skills, [occupation("welder", "welder")])
    load(
        names,
        relations(
            asks=[
                (WELDER, "essential", WELD),
                (WELDER, "optional", TIG),
                (NOBODY, "essential", WELD),
            ],
            between=[(WELD, "essential", PLC), (TIG, "optional", PLC)],
            skill_tree=[("KnowledgeSkillCompetence", TIG, "KnowledgeSkillCompetence", WELD)],
            suffix="_en",
        ),
    )
    own = OccupationSkill.objects.create(
        occupation=Concept.objects.get(uri=WELDER),
        skill=Concept.objects.get(uri=PLC),
        importance="optional",
        source="Polo",
    )
    assert set(OccupationSkill.objects.exclude(pk=own.pk).values_list("skill__uri", "importance")) == {
        (WELD, "essential"), (TIG, "optional"),
    }  # fmt: skip
    percent = dict(SkillCredit.objects.filter(skill__uri=WELD).values_list("held__uri", "percent"))
    assert percent == {WELD: 100, TIG: 80, PLC: 60}

    names.seek(0)
    run = load(names, relations(asks=[(WELDER, "optional", WELD)]))

    assert set(OccupationSkill.objects.values_list("skill__uri", "importance", "source")) == {
        (WELD, "optional", "ESCO"), (PLC, "optional", "Polo"),
    }  # fmt: skip
    assert not SkillRelation.objects.exists()
    assert run.report["dangling"] == {}


def test_dangling_links_are_told():
    run = load(
        classification([skill("weld", "weld")]),
        relations(asks=[(NOBODY, "essential", WELD)], between=[(WELD, "optional", f"{ESCO}/skill/no")]),
    )

    assert run.report["dangling"] == {
        "asks": {"count": 1, "samples": [NOBODY]},
        "relation": {"count": 1, "samples": [f"{ESCO}/skill/no"]},
    }


def test_groups_and_trees():
    group, wider = f"{ESCO}/skill/S1.2", f"{ESCO}/skill/S1"
    load(
        classification(
            [skill("weld", "weld")],
            [occupation("welder", "welder")],
            groups=[
                {"conceptUri": group, "preferredLabel": "joining", "code": "S1.2"},
                {"conceptUri": wider, "preferredLabel": "working", "code": "S1"},
            ],
            isco=[{"conceptUri": f"{ESCO}/isco/C7212", "preferredLabel": "Welders", "code": "7212"}],
        ),
        relations(
            skill_tree=[
                ("KnowledgeSkillCompetence", WELD, "SkillGroup", group),
                ("SkillGroup", group, "SkillGroup", wider),
            ],
            occupation_tree=[("Occupation", WELDER, "ISCOGroup", f"{ESCO}/isco/C7212")],
        ),
    )

    weld, welder = Concept.objects.get(uri=WELD), Concept.objects.get(uri=WELDER)
    assert (weld.group.notation, weld.group.broader.notation) == ("skill-s1-2", "skill-s1")
    assert (welder.broader.notation, welder.broader.kind) == ("isco-7212", ConceptKind.ISCO_GROUP)


def test_an_unchanged_release_touches_no_row():
    zips = [classification([skill("weld", "weld")]), relations()]
    load(*zips)
    before = Concept.objects.get().updated_at
    for source in zips:
        source.seek(0)

    run = load(*zips)

    assert Concept.objects.get().updated_at == before
    assert run.report["written"] == [0, 0, 0]


def test_odd_rows_are_told_and_the_rest_is_read():
    run = load(
        classification(
            [skill("weld", "weld", skillType=""), skill("weld", "again"), skill("long", "x" * 201), skill("none", "")]
        )
    )

    assert run.report["read"]["counts"] == {"without_type": 1, "repeated": 1, "unusable": 2}
    assert list(Concept.objects.values_list("label_en", "kind")) == [("weld", "skill")]


def test_a_release_that_lost_a_fifth_asks_first():
    load(classification([skill(f"s{n}", f"skill {n}") for n in range(10)]))
    short = classification([skill(f"s{n}", f"skill {n}") for n in range(7)])

    refused = load(short)
    assert refused.state == ImportState.REFUSED
    assert "manca più di un quinto" in refused.error
    assert Concept.objects.in_use().count() == 10

    short.seek(0)
    assert load(short, may_shrink=True).state == ImportState.DONE
    assert Concept.objects.in_use().count() == 7


def not_a_zip():
    return named(io.BytesIO(b"PK\x03\x04 not really"), "esco.zip")


def no_occupations():
    return packed({"skills_en.csv": (["conceptUri"], [])}, name="half.zip")


def other_columns():
    columns = ["uri", "label"]
    return packed({"skills_en.csv": (columns, []), "occupations_en.csv": (columns, [])}, name="other.zip")


def two_languages():
    italian = classification([skill("weld", "saldare")], language="it")
    with zipfile.ZipFile(italian, "a") as archive:
        archive.writestr("ISCOGroups_en.csv", "conceptUri,preferredLabel,code\r\n")
    italian.seek(0)
    return italian


def german():
    return classification([skill("weld", "schweißen")], language="de")


def latin1():
    source = classification([])
    with zipfile.ZipFile(source) as archive:
        header = archive.read("skills_en.csv").decode()
        rest = {name: archive.read(name) for name in archive.namelist() if name != "skills_en.csv"}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("skills_en.csv", header.encode() + b"a,b,c,d,perch\xe9,,,,,,,,\r\n")
        for name, content in rest.items():
            archive.writestr(name, content)
    return named(target, "latin1.zip")


def corrupt():
    source = classification([skill(f"s{n}", f"skill number {n}" * 5) for n in range(50)])
    data = bytearray(source.getvalue())
    data[400:420] = b"\x00" * 20
    return named(io.BytesIO(bytes(data)), "corrupt.zip")


def named(source, name):
    source.seek(0)
    source.name = name
    return source


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (not_a_zip, "non è uno zip leggibile"),
        (no_occupations, "occupations.csv"),
        (other_columns, "mancano le colonne"),
        (two_languages, "una sola lingua"),
        (german, "una sola lingua"),
    ],
)
def test_what_is_no_release_is_refused_before_anything_is_kept(build, words):
    with pytest.raises(EscoArchiveError, match=words):
        load(build())

    assert not VocabularyImport.objects.exists()


@pytest.mark.parametrize("build", [latin1, corrupt])
def test_a_broken_file_changes_nothing(build):
    try:
        run = load(build())
    except EscoArchiveError:
        return  # seen already at the door
    assert (run.state, Concept.objects.count()) == (ImportState.REFUSED, 0)
    assert "rovinato" in run.error


def test_incomplete_relations_are_refused():
    half = packed({"skillSkillRelations.csv": (["a"], [])}, name="relations.zip")

    with pytest.raises(EscoArchiveError, match="occupationSkillRelations"):
        load(classification([skill("weld", "weld")]), half)


def test_one_import_at_a_time():
    VocabularyImport.objects.create(classification="a.zip", state=ImportState.RUNNING, started_at=timezone.now())
    VocabularyImport.objects.create(classification="b.zip")

    assert services.vocabulary_imports_run() == 0


def test_an_import_left_behind_by_a_killed_worker_is_refused():
    old = timezone.now() - timezone.timedelta(hours=1)
    run = VocabularyImport.objects.create(classification="a.zip", state=ImportState.RUNNING, started_at=old)

    services.vocabulary_imports_run()

    run.refresh_from_db()
    assert (run.state, "interrotta" in run.error) == (ImportState.REFUSED, True)


def test_a_file_that_vanished_is_told():
    run = VocabularyImport.objects.create(classification="vanished.zip")

    with pytest.raises(FileNotFoundError):
        services.vocabulary_imports_run()

    run.refresh_from_db()
    assert run.state == ImportState.REFUSED


def test_an_import_leaves_its_trace():
    run = load(classification([skill("weld", "weld")]))

    verbs = list(AuditEvent.objects.filter(target_id=run.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["skills.vocabulary_import_asked", "skills.vocabulary_import_done"]
    assert services.import_progress(run) == 100
