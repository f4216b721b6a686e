import itertools
import time

import pytest

from recruitment.wording import norms
from recruitment.wording.checker import read
from recruitment.wording.phrases import PHRASES, Verdict
from recruitment.wording.questions import QUESTIONS


def test_reading_gives_back_the_whole_text():
    text = "Cercasi ragazza\nbella   presenza, max 30 anni. Grazie"

    reading = read(text)

    assert "".join(words for words, _ in reading.segments()) == text
    assert [words for words, finding in reading.segments() if finding] == [
        "Cercasi ragazza", "bella   presenza", "max 30 anni",
    ]  # fmt: skip
    assert [finding.words for finding in reading.forbidden] == ["Cercasi ragazza", "max 30 anni"]


@pytest.mark.parametrize(
    "text",
    [
        "BELL’ASPETTO",
        "bell'aspetto",
        "Bella\u00a0presenza",
        "bella\npresenza",
        "eta\u0300 massima 30 anni",
        "bella pre\u00adsenza",
        "be\u200blla\u2060 presenza\ufeff",
    ],
)
def test_reading_is_not_fooled_by_typing(text):
    reading = read(text)

    assert len(reading.findings) == 1
    assert "".join(words for words, _ in reading.segments()) == text


def test_findings_never_overlap():
    reading = read("Solo personale femminile, età massima 30 anni, max 30 anni di età, nubile senza figli")

    spans = [(finding.start, finding.end) for finding in reading.findings]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "text", ["no " * 1300, "cerchiamo " * 400, "età " * 1000, " " * 4000, "senza " * 600 + "cause", "-" * 4000]
)
def test_reading_a_hostile_text_ends(text):
    begun = time.process_time()

    read(text)

    assert time.process_time() - begun < 5  # a guard against patterns that never end, not a figure


def test_each_phrase_names_its_law_and_a_neutral_way():
    for phrase in (*PHRASES, *QUESTIONS):
        assert str(phrase.instead)
        assert phrase.norm.url.startswith("https://")
    assert {phrase.verdict for phrase in PHRASES} == set(Verdict)
    assert norms.EQUALITY.url.endswith("198~art27")
