"""What the apps below tell this one."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_leaving
from orientation import services
from partners.models import Partner
from partners.signals import partner_left


@receiver(person_leaving, dispatch_uid="orientation.person_leaving")
def free_the_diary(sender: Any, *, person: User, by: User, **_more: Any) -> None:
    services.diary_clear(person=person, by=by)


@receiver(partner_left)
def close_slots(*, partner: Partner, by: User, **_kwargs: Any) -> None:
    services.partner_slots_close(partner=partner, by=by)
