"""What a guardian's change of mind means for the courses of a minor."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from training import notifications
from training.enums import SEATED_APPLICATION_STATES
from training.models import Application


@transaction.atomic
def guardian_withdrawal_tell(*, person: User, occasion: int) -> int:
    """Tell each school that had given the minor a seat; the seat stays theirs to decide. Returns how many."""
    held = Application.objects.filter(
        person=person, state__in=SEATED_APPLICATION_STATES, edition__ends_on__gte=timezone.localdate()
    )
    applications = list(held.select_related("edition__course__partner").order_by("pk"))
    for application in applications:
        notifications.guardian_withdrew(application, occasion=occasion)
    return len(applications)
