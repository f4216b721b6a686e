"""What the apps below tell this one."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Purpose, User
from accounts.signals import GUARDIAN, consent_withdrawn, erasure_requested, person_leaving
from partners.models import Partner
from partners.signals import partner_left
from recruitment.enums import BreakReason
from recruitment.services import demand, guardians, matching, placement, profile
from skills.signals import vocabulary_changed


@receiver(vocabulary_changed)
def rematch(**_kwargs: Any) -> None:
    """Hierarchy and relations decide the credits between skills, so every stored match may be another one."""
    matching.rematch_all()


@receiver(consent_withdrawn)
def stop_matching(*, person: User, purpose: str, by: User | None, **_kwargs: Any) -> None:
    if purpose == Purpose.MATCHING:
        profile.matching_stop(person=person, by=by)


@receiver(consent_withdrawn)
def tell_of_guardian(*, person: User, purpose: str, occasion: int = 0, **_kwargs: Any) -> None:
    if purpose == GUARDIAN:
        guardians.guardian_withdrawal_tell(person=person, occasion=occasion)
        placement.placements_of_person_stop(person=person, reason=BreakReason.GUARDIAN, in_force_too=False, by=None)


@receiver([erasure_requested, person_leaving])
def stop_matching_of_who_leaves(*, person: User, by: User | None, **_kwargs: Any) -> None:
    profile.matching_stop(person=person, by=by)


@receiver(erasure_requested)
def stop_unsigned_placements(*, person: User, by: User | None, **_kwargs: Any) -> None:
    placement.placements_of_person_stop(person=person, reason=BreakReason.ACCOUNT, in_force_too=False, by=by)


@receiver(person_leaving)
def stop_placements(*, person: User, by: User | None, **_kwargs: Any) -> None:
    placement.placements_of_person_stop(person=person, reason=BreakReason.ACCOUNT, in_force_too=True, by=by)


@receiver(partner_left)
def close_demand(*, partner: Partner, by: User, reason: str, **_kwargs: Any) -> None:
    demand.partner_demand_close(partner=partner, by=by, reason=reason)
    placement.placements_of_partner_stop(partner=partner, by=by)
