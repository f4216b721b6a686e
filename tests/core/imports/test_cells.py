import datetime

import pytest

from core.imports import cells
from core.imports.errors import CellError, Trouble

DAY = datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "31/12/2026", "31-12-2026", "31.12.2026", "31/12/26", "2026-12-31", "2026-12-31T09:00:00", "31 dicembre 2026",
        "31 dic 2026", "31-dic-26", "31 dic. 2026", "giovedì 31 dicembre 2026", "31 December 2026", "\xa031/12/2026 ",
        "31/12/2026 09:30", datetime.date(2026, 12, 31), datetime.datetime(2026, 12, 31, 8, 30),
    ],
)  # fmt: skip
def test_day_however_it_is_written(typed):
    assert cells.day(typed) == DAY


def test_day_first_of_the_month():
    assert cells.day("1° gennaio 2027") == cells.day("1º gen 2027") == datetime.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12/31/2026", Trouble.DATE), ("settembre 2026", Trouble.DATE), ("46387", Trouble.DATE), ("boh", Trouble.DATE),
        ("31 brumaio 2026", Trouble.DATE), ("30/02/2027", Trouble.DATE), ("01/01/1904", Trouble.DATE_RANGE),
        (datetime.date(1900, 1, 11), Trouble.DATE_RANGE),
    ],
)  # fmt: skip
def test_day_refused(typed, code):
    with pytest.raises(CellError) as refused:
        cells.day(typed)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "number"),
    [("600", 600), (600, 600), (600.0, 600), ("1.200", 1200), ("1 200", 1200), ("1\xa0200", 1200), ("600 ore", 600),
     ("600,0", 600), ("20 posti", 20), ("", None), (None, None), ("30%", 30)],
)  # fmt: skip
def test_whole(typed, number):
    assert cells.whole(typed) == number


@pytest.mark.parametrize("read", [cells.whole, cells.cents])
def test_thousands_of_digits_are_a_number_too_big(read):
    """Python itself reads no number of more than 4,300 digits."""
    with pytest.raises(CellError) as refused:
        read("9" * 5000)

    assert refused.value.code == Trouble.TOO_BIG


@pytest.mark.parametrize("typed", ["1,5", 1.5, "-3", "sei", "1e5", "12.34"])
def test_whole_refused(typed):
    with pytest.raises(CellError):
        cells.whole(typed)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("1.200,50", 120050), ("1,200.50", 120050), ("1200,5", 120050), (1200.5, 120050), ("€ 120", 12000),
     ("120 euro", 12000), ("1.200", 120000), ("0", 0), (0, 0), ("gratuito", 0), ("Gratis", 0), ("", None),
     (None, None), ("12,50 €", 1250)],
)  # fmt: skip
def test_cents(typed, cents):
    from core.imports.cells import cents as read

    assert read(typed) == cents


@pytest.mark.parametrize("typed", ["tanto", "1.20.3", "-5", "GBP6,000 per stage", "€", 1e30])
def test_cents_refused(typed):
    with pytest.raises(CellError):
        cells.cents(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sì", True), ("Si", True), ("SI'", True), ("x", True), (True, True), ("1", True), (1, True), ("no", False),
     ("", False), (False, False), ("N", False)],
)  # fmt: skip
def test_yes(typed, meant):
    assert cells.yes(typed) is meant


def test_yes_refused():
    with pytest.raises(CellError):
        cells.yes("forse")


def test_text_has_plain_spaces_and_nothing_invisible():
    assert cells.text("\ufeff\xa0Saldatura\u200b \u202eTIG\x00\r\ne MIG ") == "Saldatura TIG\ne MIG"
    assert cells.one_line("perche\u0301  sì\n no") == "perché sì no"
    assert (cells.text(12.0), cells.text(12.5), cells.text(True), cells.text(DAY)) == (
        "12",
        "12.5",
        "sì",
        "31/12/2026",
    )


def test_text_of_a_broken_cell():
    with pytest.raises(CellError) as refused:
        cells.text(cells.Broken(Trouble.CELL_ERROR, "#REF!"))

    assert (refused.value.code, refused.value.params) == (Trouble.CELL_ERROR, {"value": "#REF!"})


def test_folded():
    assert cells.folded("Modalità d'erogazione (Sì/No)") == "modalita d erogazione si no"
