"""An edition held again: the same days of the week, one or more years later; nobody's application comes along."""

import datetime

from training.models import Edition

YEAR = datetime.timedelta(weeks=52)
SAME = ("site", "mode", "timetable", "seats", "min_enrolment", "enrolment", "enrolment_note")
DATES = ("starts_on", "ends_on", "applications_open_on", "applications_close_on")


def edition_again(edition: Edition, day: datetime.date) -> Edition:
    """A new one, not saved, whose dates are moved by as many times 52 weeks as bring its start after `day`."""
    years = max(1, -(-(day - edition.starts_on + datetime.timedelta(days=1)) // YEAR))
    dates = {name: getattr(edition, name) for name in DATES}
    moved = {name: date + YEAR * years if date else None for name, date in dates.items()}
    return Edition(course=edition.course, **{name: getattr(edition, name) for name in SAME}, **moved)
