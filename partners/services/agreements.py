"""The agreement of the Polo has a last day: whoever looks after it is told in time, once per threshold."""

import datetime

from django.utils import timezone

from partners import notifications
from partners.models import Agreement
from partners.selectors import ENDING_SOON_DAYS

WARNING_DAYS = (30, 90, ENDING_SOON_DAYS)


def agreements_warn() -> int:
    """Tell secretariat and referent of agreements that end within 180, 90 and 30 days; returns how many are told of.

    Safe to run at any time and any number of times: the notice's key is agreement, last day and threshold. Who starts
    late hears the nearest threshold only.
    """
    today = timezone.localdate()
    ending = Agreement.objects.ending_by(today + datetime.timedelta(days=max(WARNING_DAYS)))
    told = 0
    for agreement in ending.filter(valid_to__gte=today).order_by("pk"):
        last_day = agreement.valid_to or today
        left = (last_day - today).days
        threshold = next(days for days in WARNING_DAYS if left <= days)
        told += bool(notifications.agreement_ending(agreement, last_day=last_day, threshold=threshold))
    return told
