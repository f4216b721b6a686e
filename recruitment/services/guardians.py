"""What a guardian's change of mind means for the firms that a minor had said yes to."""

from django.db import transaction

from accounts.models import User
from recruitment import notifications
from recruitment.enums import Answer, DemandState
from recruitment.models import Interest


@transaction.atomic
def guardian_withdrawal_tell(*, person: User, occasion: int) -> int:
    """Tell each firm that could read the minor's name: from now on it cannot. Returns how many."""
    told = Interest.objects.filter(profile__person=person, answer=Answer.YES, opening__state=DemandState.PUBLISHED)
    interests = list(told.select_related("opening__partner").order_by("pk"))
    for interest in interests:
        notifications.guardian_withdrew(interest, occasion=occasion)
    return len(interests)
