"""What the apps below tell this one."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import GUARDIAN, consent_withdrawn, person_leaving
from partners.models import Partner
from partners.signals import partner_left
from skills.signals import vocabulary_changed
from training import services
from training.models import Course
from training.services import applications, guardians


@receiver(vocabulary_changed)
def reindex_courses(**_kwargs: Any) -> None:
    """Courses are found by the names of their skills and occupations: new names, new index."""
    services.courses_index(courses=Course.objects.all())


@receiver(consent_withdrawn)
def tell_of_guardian(*, person: User, purpose: str, occasion: int = 0, **_kwargs: Any) -> None:
    if purpose == GUARDIAN:
        guardians.guardian_withdrawal_tell(person=person, occasion=occasion)


@receiver(person_leaving)
def give_up_places(*, person: User, by: User, **_kwargs: Any) -> None:
    """Who leaves the portal gives up every place held or asked for."""
    applications.applications_give_up(person=person, by=by)


@receiver(partner_left)
def close_editions(*, partner: Partner, by: User, reason: str, **_kwargs: Any) -> None:
    services.partner_editions_close(partner=partner, by=by, reason=reason)
