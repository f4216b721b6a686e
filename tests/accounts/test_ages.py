import datetime

import pytest

from accounts.ages import age_of, born_by

DAY = datetime.date


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (DAY(2010, 5, 17), DAY(2028, 5, 16), 17),
        (DAY(2010, 5, 17), DAY(2028, 5, 17), 18),
        (DAY(2008, 2, 29), DAY(2026, 2, 28), 17),
        (DAY(2008, 2, 29), DAY(2026, 3, 1), 18),
        (DAY(2010, 3, 1), DAY(2028, 2, 29), 17),
        (DAY(2010, 2, 28), DAY(2028, 2, 29), 18),
    ],
)
def test_age_of_and_its_twin_for_queries_agree(born, today, age):
    assert age_of(born, on=today) == age
    assert (born <= born_by(18, on=today)) is (age >= 18)


def test_they_agree_on_every_birth_date_around_a_leap_day():
    for today in (DAY(2028, 2, 28), DAY(2028, 2, 29), DAY(2028, 3, 1), DAY(2027, 2, 28), DAY(2027, 3, 1)):
        for back in range(18 * 365 - 5, 18 * 365 + 15):
            born = today - datetime.timedelta(days=back)
            assert (born <= born_by(18, on=today)) is (age_of(born, on=today) >= 18)
