"""Words written with other letters are read as they look, and the marks stand where they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.wording.checker import read
from recruitment.wording.lookalikes import seen

# None of these finds its way past the list.
DISGUISES = [
    pytest.param("b\u0435ll\u0430 \u0440r\u0435s\u0435nz\u0430", id="cyrillic"),
    pytest.param("ВЕLLА РRЕSЕNZА", id="cyrillic capitals"),
    pytest.param("bεllα ρrεsεηzα", id="greek"),
    pytest.param("bёllά prέsenza", id="other alphabets with accents"),
    pytest.param("bëłlä přesęnzå", id="marks of other tongues"),
    pytest.param("ｂｅｌｌａ　ｐｒｅｓｅｎｚａ", id="full width"),
    pytest.param("𝐛𝐞𝐥𝐥𝐚 𝓹𝓻𝓮𝓼𝓮𝓷𝔃𝓪", id="mathematical"),
    pytest.param("ⓑⓔⓛⓛⓐ 🅿🆁🅴🆂🅴🅽🆉🅰", id="circled and squared"),
    pytest.param("ʙᴇʟʟᴀ ᴘʀᴇꜱᴇɴᴢᴀ", id="small capitals"),
    pytest.param("be\u200bl\u2060la pre\u200dsen\u00adza", id="no width"),
    pytest.param("be\u115fl\u3164la\u2800 pre\uffa0senza", id="blank letters"),
    pytest.param("b\u0336e\u0336l\u0336l\u0336a\u0336 p\u034fresenza", id="marks on letters"),
    pytest.param("bella\u2009presenza", id="thin space"),
    pytest.param("bella\u2010presenza", id="hyphen"),
]


@pytest.mark.parametrize("text", DISGUISES)
def test_a_disguise_is_found_and_marked_whole(text):
    reading = read(f"Cerchiamo voi: {text}, per lo sportello.")

    assert [finding.words for finding in reading.findings] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Tolleranza di 35 μm, α ≤ 2°, resistenza 40 Ω, superficie 25 m², ½ giornata",
        "Перевод с русского: esperienza di traduzione",
        "Caffè, società, perché: l'attività è già avviata",
        "Lingua greca: Καλημέρα",
    ],
)
def test_signs_and_other_tongues_are_left_in_peace(text):
    reading = read(text)

    assert reading.findings == ()
    assert [words for words, _finding in reading.segments()] == [text]


def test_accents_of_italian_stay():
    assert seen("età, perché, eta\u0300 È").text == "età, perché, età È"


def test_a_ligature_is_marked_whole():
    reading = read("senza \ufb01gli")

    assert [(one.start, one.end, one.words) for one in reading.findings] == [(0, 10, "senza \ufb01gli")]


ODD = st.text(
    st.sampled_from("abelnprsz 'àèέёаеорсхαερ\u0300\u0336\u200b\u00ad\ufb01½ｂ𝐚🅰\u115f´`’–30\n") | st.characters(),
    max_size=80,
)


@given(ODD)
def test_every_character_seen_comes_from_its_place(text):
    look = seen(text)

    assert len(look.text) == len(look.spans)
    assert all(0 <= start < end <= len(text) for start, end in look.spans)
    assert list(look.spans) == sorted(look.spans)
    assert all(one == other or one[1] <= other[0] for one, other in zip(look.spans, look.spans[1:], strict=False))
    shown = dict(zip(look.spans, look.text, strict=True))
    plain = [(at, one) for at, one in enumerate(text) if one.isascii() and one != "`"]
    assert all(shown.get((at, at + 1), one) == one for at, one in plain)


@given(ODD)
def test_the_pieces_of_a_reading_are_the_text(text):
    reading = read(text)

    assert "".join(words for words, _finding in reading.segments()) == text
    assert all(text[one.start : one.end] == one.words for one in reading.findings)


LETTERS = {
    "a": "aаα𝐚ａ",
    "b": "bЬｂ",
    "e": "eеε𝐞ᴇё",
    "l": "lӏ𝐥ʟ",
    "n": "nη𝐧",
    "p": "pрρ",
    "r": "rгʀ",
    "s": "sѕ",
    "z": "z𝐳ᴢ",
}
NOTHING = st.sampled_from(["", "", "\u200b", "\u00ad", "\u2060", "\u115f"])


@st.composite
def disguised(draw, words):
    """The words with letters that look like theirs, and between them what nobody sees."""
    letters = [draw(st.sampled_from(LETTERS.get(one, one))) for one in words]
    return letters[0] + "".join(draw(NOTHING) + one for one in letters[1:])


PLAIN = st.text("aeiou ,.\u200b½𝐚ёà\ufb01\n", max_size=30).map(lambda words: f"{words}. ")


@given(PLAIN, disguised("bella presenza"), PLAIN)
def test_marks_stand_where_the_words_were_written(before, words, after):
    text = f"{before}{words}. {after}"

    (finding,) = read(text).findings

    assert (finding.start, finding.end, finding.words) == (len(before), len(before) + len(words), words)
