"""The fair turn: who covers about as much is shown in turn, so that the same few do not fill the head of every list.

Cards stand in bands of five points of a hundred of the score that ranks them (`Match.total`), below the line of
`COVERS_WELL` that divides the page. Within a band come first those who in the last thirty days stood on the first page
of fewer lists, then the higher score, then the profile's number. Only days before today count, so that a list keeps
its order all day. Nothing about the person but the score and those days has a part in it.
"""

import datetime

from django.db.models import BigIntegerField, Case, Count, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from recruitment.models import CandidateProfile, Showing
from recruitment.models.interest import MatchQuerySet

COVERS_WELL = 40  # percent: where a list of matches is divided in two; nobody is left out
BAND = 5  # points of a hundred
DAYS = 30


def in_turn(matches: MatchQuerySet) -> MatchQuerySet:
    """The matches of one opening, band by band, in each those who were shown less first."""
    today = timezone.localdate()
    before = Showing.objects.filter(
        profile=OuterRef("profile"), shown_on__gte=today - datetime.timedelta(days=DAYS), shown_on__lt=today
    )
    counted = before.order_by().values("profile").annotate(times=Count("pk")).values("times")
    whole = (
        Cast(F("weight_total"), BigIntegerField()) * 10000 * 100
    )  # of `total`: score times focus, both at their most
    band = ExpressionWrapper(F("total") * 100 / (whole * BAND), output_field=BigIntegerField())
    return matches.annotate(
        is_well=Case(When(score__gte=F("weight_total") * 100 * COVERS_WELL, then=1), default=0),
        band=band,
        shown=Coalesce(Subquery(counted), 0),
    ).order_by("-is_well", "-band", "shown", "-total", "profile_id")


def showings_of(profile: CandidateProfile) -> int:
    """On how many lists, day by day, the card stood in the last thirty days: the person reads it."""
    return recent(profile).count()


def recent(profile: CandidateProfile) -> QuerySet[Showing]:
    since = timezone.localdate() - datetime.timedelta(days=DAYS)
    return Showing.objects.filter(profile=profile, shown_on__gte=since)
