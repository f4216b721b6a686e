"""Dates of the demo, all relative to today: the same on every run of one day, moved along on a later day."""

import datetime

from django.utils import timezone

WEEKEND = 5


def day(offset: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=offset)


def moment(offset: int, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """A time of the day that lies `offset` days from today."""
    return timezone.make_aware(datetime.datetime.combine(day(offset), datetime.time(hour, minute)))


def working_day(count: int) -> int:
    """How many days from today the count-th working day lies, after today or (negative) before it."""
    step, offset = (1, 0) if count > 0 else (-1, 0)
    for _ in range(abs(count)):
        offset += step
        while day(offset).weekday() >= WEEKEND:
            offset += step
    return offset
