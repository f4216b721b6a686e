"""The shipped vocabulary: loaded, refreshed in place, never duplicated."""

import csv
import shutil

import pytest

from partners.models import Filiera
from skills.enums import CODED_KINDS, ConceptKind
from skills.models import Concept, OccupationSkill, SkillCredit, SkillRelation
from skills.seeding import DATA, vocabulary_seed
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _filiere():
    for slug in ("meccanica", "navalmeccanica", "automazione"):
        Filiera.objects.get_or_create(slug=slug, defaults={"name_it": slug, "name_en": slug})


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def rewrite(path, change):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_everything_in_the_files_is_loaded():
    done = vocabulary_seed()

    assert done["skills"] == Concept.objects.skills().count() >= 250
    assert done["occupations"] == Concept.objects.occupations().count() >= 60
    assert done["groups"] == Concept.objects.filter(kind=ConceptKind.GROUP).count()
    assert done["occupation_skills"] == OccupationSkill.objects.count()
    assert done["relations"] == SkillRelation.objects.count()
    assert done["credits"] == SkillCredit.objects.count() > done["skills"]


def test_a_row_keeps_what_the_file_says():
    vocabulary_seed()

    concept = Concept.objects.get(notation="3d-modelling")

    assert (concept.label_it, concept.label_en) == ("Modellazione 3D", "3D modelling")
    assert concept.scheme.code == "esco"
    assert concept.kind == ConceptKind.KNOWLEDGE
    assert concept.group.notation == "design"
    assert "modellazione solida" in concept.alt_it
    assert set(concept.filiere.values_list("slug", flat=True)) == {"meccanica", "navalmeccanica", "automazione"}


def test_concepts_without_esco_uri_belong_to_the_polo():
    vocabulary_seed()

    words = Concept.objects.exclude(kind__in=CODED_KINDS)
    assert set(words.filter(uri="").values_list("scheme__code", flat=True)) == {"polo"}
    assert not words.exclude(uri="").exclude(scheme__code="esco").exists()


def test_second_load_keeps_keys_and_changes_nothing():
    first = vocabulary_seed()
    models = (Concept, OccupationSkill, SkillRelation, SkillCredit)
    before = [set(model.objects.values_list("pk", flat=True)) for model in models]

    assert vocabulary_seed() == first
    assert [set(model.objects.values_list("pk", flat=True)) for model in models] == before


def test_statements_do_not_grow_with_the_rows(django_assert_max_num_queries):
    vocabulary_seed()

    with django_assert_max_num_queries(80):
        vocabulary_seed()


def test_changed_files_are_followed_in_place(folder):
    vocabulary_seed(folder)
    old = Concept.objects.get(notation="3d-modelling")

    with (folder / "skills.csv").open(newline="") as file:
        other = next(row["notation"] for row in csv.DictReader(file) if row["notation"] != "3d-modelling")
    facts = {"label_it": "Modellare in 3D", "kind": "skill", "filiere": "meccanica", "group": "", "broader": other}

    def change(row):
        return row | facts if row["notation"] == "3d-modelling" else row | {"broader": ""}

    rewrite(folder / "skills.csv", lambda rows: [change(row) for row in rows])
    rewrite(folder / "occupation_skills.csv", lambda rows: rows[1:])
    rewrite(folder / "skill_relations.csv", lambda rows: rows[1:])
    done = vocabulary_seed(folder)

    new = Concept.objects.get(notation="3d-modelling")
    assert new.pk == old.pk
    assert (new.label_it, new.kind, new.group, new.broader.notation) == ("Modellare in 3D", "skill", None, other)
    assert [filiera.slug for filiera in new.filiere.all()] == ["meccanica"]
    assert OccupationSkill.objects.count() == done["occupation_skills"]
    assert SkillRelation.objects.count() == done["relations"]


def test_what_staff_added_stays(folder):
    vocabulary_seed(folder)
    own = ConceptFactory(notation="aggiunta-a-mano")
    link = OccupationSkill.objects.create(
        occupation=Concept.objects.occupations().order_by("pk").first(), skill=own, importance="optional"
    )

    vocabulary_seed(folder)

    assert Concept.objects.filter(pk=own.pk).exists()
    assert OccupationSkill.objects.filter(pk=link.pk).exists()


def test_an_unknown_filiera_stops_the_load():
    Filiera.objects.filter(slug="meccanica").delete()

    with pytest.raises(KeyError, match="meccanica"):
        vocabulary_seed()

    assert not Concept.objects.exists()
