"""Every verb that the services write has its words, and so has every fact that they keep."""

import ast

import pytest
from django.utils import translation

from core.verbs import DONE, change_words, done_words
from tests.test_conventions import python_code

APPS = ("accounts.", "core.", "partners.", "skills.", "training.", "orientation.", "recruitment.", "planning.")


def verbs_written() -> set[str]:
    """Text constants given as `verb=…` or named verb/SEEN/OPENED in our sources."""
    found = set()
    for _path, tree in python_code():
        for node in ast.walk(tree):
            given = node.value if isinstance(node, ast.keyword) and node.arg == "verb" else None
            if isinstance(node, ast.Assign):
                names = {name.id for name in node.targets if isinstance(name, ast.Name)}
                given = (
                    node.value if any(name.lower().endswith(("verb", "seen", "opened")) for name in names) else None
                )
            for part in ast.walk(given) if given else ():
                if isinstance(part, ast.Constant) and str(part.value).startswith(APPS) and "_" in part.value:
                    found.add(part.value)
    return {verb for verb in found if not verb.endswith("_")}


def test_every_verb_written_has_words():
    verbs = verbs_written()

    assert len(verbs) > 40
    assert {verb for verb in verbs if not any(verb.endswith(f"_{ending}") for ending in DONE)} == set()


def test_the_longest_ending_counts():
    assert done_words("accounts.support_page_seen") == "pagina aperta"
    assert done_words("accounts.user_seen") == "lettura"
    assert done_words("altro") == "modifica"


@pytest.mark.parametrize(
    ("facts", "target", "words"),
    [
        ({"state": "IN_CHECK"}, "partners.accession", "stato: in verifica"),
        ({"missing": ["DEED"]}, "partners.accession", "che cosa manca: atto di adesione firmato"),
        ({"is_active": False}, "accounts.user", "attivo: no"),
        ({"why": "x"}, "gone.model", "dato: x"),
    ],
)
def test_facts_are_told_with_labels_and_choices(facts, target, words):
    with translation.override("it"):
        assert change_words(facts, target) == words
