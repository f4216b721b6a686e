"""Dates as the two languages write them: Italian days and months have a small letter, English is British."""

import datetime

import pytest
from django.template import engines
from django.utils import dates, translation
from django.utils.formats import get_format, localize

NEW_YEAR = datetime.date(2027, 1, 1)


def render(text):
    return engines["django"].from_string(text).render({"day": NEW_YEAR})


@pytest.mark.parametrize(
    ("text", "italian", "english"),
    [
        ('{{ day|date:"j F Y" }}', "1 gennaio 2027", "1 January 2027"),
        ('{{ day|date:"l j F Y" }}', "venerdì 1 gennaio 2027", "Friday 1 January 2027"),
        ('{{ day|date:"l j F"|capfirst }}', "Venerdì 1 gennaio", "Friday 1 January"),
        ('{{ day|date:"D j" }}', "ven 1", "Fri 1"),
        ('{{ day|date:"j E, N" }}', "1 gennaio, gen.", "1 January, Jan."),
        ("{{ day }}", "1 gennaio 2027", "1 January 2027"),
        ('{{ day|date:"SHORT_DATE_FORMAT" }}', "01/01/2027", "01/01/2027"),
    ],
)
def test_a_date_reads_well_in_both_languages(text, italian, english):
    with translation.override("it"):
        assert render(text) == italian
    with translation.override("en"):
        assert render(text) == english


@pytest.mark.parametrize(
    "names",
    [dates.WEEKDAYS, dates.WEEKDAYS_ABBR, dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT],
    ids=["days", "short days", "months", "short months", "AP months", "alternative months"],
)
def test_every_name_is_italian_and_in_small_letters(names):
    with translation.override("en"):
        english = {str(name).lower() for name in names.values()}
    with translation.override("it"):
        italian = [str(name) for name in names.values()]

    assert italian == [name.lower() for name in italian]
    assert len(set(italian) - english) >= len(italian) // 2


def test_english_forms_read_day_before_month():
    with translation.override("en"):
        assert get_format("DATE_INPUT_FORMATS")[:2] == ["%Y-%m-%d", "%d/%m/%Y"]
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert localize(datetime.datetime(2027, 2, 1, 9, 30)) == "1 February 2027, 09:30"
