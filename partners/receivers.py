"""What happens here when a person asks to leave the portal, and when they go."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import erasure_requested, person_leaving
from partners.services import memberships


@receiver(erasure_requested, dispatch_uid="partners.erasure_requested")
def nobody_is_left_alone(sender: Any, *, person: User, **_more: Any) -> None:
    memberships.require_leavable(person=person)


@receiver(person_leaving, dispatch_uid="partners.person_leaving")
def give_back_roles(sender: Any, *, person: User, by: User, **_more: Any) -> None:
    memberships.roles_give_back(person=person, by=by)
