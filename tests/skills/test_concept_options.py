"""The list below a picker, and the search behind it."""

import pytest
from django.urls import reverse

from skills.enums import SKILL_KINDS, ConceptKind, ConceptStatus
from skills.models import Concept, ConceptName
from skills.selectors import concepts_search
from tests.accounts.factories import UserFactory
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
QUERIES = 4  # session, person, memberships, the names with their concepts


def found(text, kinds=SKILL_KINDS):
    return [hit.concept for hit in concepts_search(text, kinds=kinds)]


@pytest.fixture
def plc():
    return ConceptFactory(
        label_it="Controllori a logica programmabile", label_en="programmable logic controller", alt_it=["PLC"]
    )


@pytest.mark.parametrize(
    "text",
    [
        "controllori", "controllore logica", "logica contr", "CONTROLLORI A LOGICA", "plc", "programmable",
        "controllers", "controllri logica", "programable logik",
    ],
)  # fmt: skip
def test_words_in_any_form_find_it(plc, text):
    ConceptFactory(label_it="Disegno", label_en="drawing")

    assert found(text) == [plc]


def test_accents_do_not_matter():
    quality = ConceptFactory(label_it="Controllo qualità", label_en="quality control")

    assert found("qualita") == found("Qualità") == [quality]


def test_short_words_find_labels_that_begin_so_and_synonyms_that_are_so():
    """Three letters are the beginning of thousands of synonyms, yet `plc` and `tig` are whole ones."""
    label = ConceptFactory(label_it="Progettare", label_en="a")
    synonym = ConceptFactory(label_it="Zeta", label_en="b", alt_it=["fare progetti"])
    whole = ConceptFactory(label_it="Omega", label_en="c", alt_it=["saldare in pro"])

    assert found("pro") == [label, whole]
    assert found("prog") == [label, synonym]


def test_short_words_are_not_guessed(plc):
    assert found("plk") == []
    assert found("") == found("…") == []


def test_the_whole_name_comes_first_then_names_that_begin_so():
    part = ConceptFactory(label_it="Tecniche di saldatura", label_en="a")
    begins = ConceptFactory(label_it="Saldatura ad arco", label_en="b")
    whole = ConceptFactory(label_it="Saldatura", label_en="c")

    assert found("saldatura") == [whole, begins, part]


def test_only_the_kind_asked_for_and_in_use():
    ConceptFactory(label_it="Saldatura", status=ConceptStatus.OBSOLETE)
    welder = ConceptFactory(kind=ConceptKind.OCCUPATION, label_it="Saldatura (addetto)")

    assert found("saldatura") == []
    assert found("saldatura", (ConceptKind.OCCUPATION,)) == [welder]


def test_a_synonym_says_why(plc):
    assert [hit.other_name for hit in concepts_search("plc", kinds=SKILL_KINDS)] == ["PLC"]
    assert [hit.other_name for hit in concepts_search("controllori", kinds=SKILL_KINDS)] == [""]


def test_names_follow_whoever_writes(plc):
    Concept.objects.filter(pk=plc.pk).update(label_it="Automi", alt_it=["Automi", "robot"])

    names = ConceptName.objects.filter(concept=plc).values_list("name", "folded", "is_label")
    assert sorted(names) == [
        ("Automi", "automi", True),
        ("programmable logic controller", "programmable logic controller", True),
        ("robot", "robot", False),
    ]
    assert str(ConceptName.objects.filter(concept=plc).order_by("folded")[0]) == "Automi"


@pytest.mark.parametrize("rows", [3, 6])
def test_the_list_costs_the_same_for_three_and_six(client, rows, django_assert_num_queries):
    client.force_login(UserFactory())
    for number in range(rows):
        ConceptFactory(label_it=f"Fresatura {number}", label_en=f"milling {number}")
    ConceptFactory.create_batch(3)
    url = reverse("skills:concept_options", args=["skill"])
    client.get(url)

    with django_assert_num_queries(QUERIES):
        body = client.get(url, {"name": "skill_text", "skill_text": "fresatura"}).content.decode()

    assert body.count('role="option"') == rows
    assert 'id="skill_text_1"' in body


def test_nothing_found_is_told(client):
    client.force_login(UserFactory())

    body = client.get(
        reverse("skills:concept_options", args=["occupation"]), {"name": "x", "x": "zzz"}
    ).content.decode()

    assert "Nessuna voce" in body
    assert "data-key" not in body


def test_an_unknown_kind_is_not_found(client):
    client.force_login(UserFactory())

    assert client.get(reverse("skills:concept_options", args=["altro"])).status_code == 404
