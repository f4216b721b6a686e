"""What happens here when a person leaves the portal."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_leaving
from orientation import services


@receiver(person_leaving, dispatch_uid="orientation.person_leaving")
def free_the_diary(sender: Any, *, person: User, by: User, **_more: Any) -> None:
    services.diary_clear(person=person, by=by)
