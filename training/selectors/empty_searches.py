"""What is looked for and not offered, from three askers in a week on."""

import datetime

from django.db.models import Max, QuerySet, Sum

from training.models import EmptySearch

LEAST_ASKERS = 3  # fewer could be one person
WEEKS_KEPT = 52


def week_of(day: datetime.date) -> datetime.date:
    """Its Monday."""
    return day - datetime.timedelta(days=day.weekday())


def unanswered(*, since: datetime.date) -> QuerySet:
    """Words with how many asked for them (`asked`) and the last week in which they did, the most wanted first."""
    rows = EmptySearch.objects.filter(week__gte=week_of(since), count__gte=LEAST_ASKERS).order_by()
    return rows.values("text").annotate(asked=Sum("count"), last=Max("week")).order_by("-asked", "text")
