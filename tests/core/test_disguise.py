"""Numbers out of order: each comes back, and those made together do not look it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.disguise import LENGTH, LETTERS, Disguise, DisguiseConverter

CARDS = Disguise("prova")


@given(st.integers(min_value=0, max_value=2**50 - 1))
def test_each_number_comes_back_and_has_one_word(number):
    word = CARDS.word(number)

    assert CARDS.number(word) == number
    assert len(word) == LENGTH
    assert set(word) <= set(LETTERS)


def test_numbers_made_together_do_not_look_it():
    words = [CARDS.word(number) for number in range(1_000, 1_200)]

    assert len({word[:4] for word in words}) > 190
    assert words != sorted(words)


def test_another_name_or_key_gives_other_words(settings):
    mine = CARDS.word(7)
    assert Disguise("altro").word(7) != mine
    settings.SECRET_KEY = "another key that protects nothing"
    assert CARDS.word(7) != mine


@pytest.mark.parametrize("number", [-1, 2**50, 2**63])
def test_a_number_beyond_the_words_is_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        CARDS.word(number)


@pytest.mark.parametrize("word", ["", "0" * 9, "0" * 11, "ilou-ilou-"])
def test_what_is_no_word_is_refused(word):
    with pytest.raises(ValueError):  # noqa: PT011  (of the string or of the letter)
        CARDS.number(word)


def test_an_address_has_the_word_and_the_view_the_number():
    class Cards(DisguiseConverter):
        disguise = CARDS

    assert Cards().to_python(Cards().to_url(12)) == 12
    assert Cards().to_url("12") == CARDS.word(12)
