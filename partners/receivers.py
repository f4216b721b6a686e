"""What happens here when a person asks to leave the portal, when they go, and when they protect their account."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from accounts.signals import erasure_requested, person_leaving
from partners.policies import SECOND_FACTORS
from partners.services import accessions, handovers, memberships
from partners.services.accounts import require_another_superuser


@receiver(erasure_requested, dispatch_uid="partners.erasure_requested")
def nobody_is_left_alone(sender: Any, *, person: User, **_more: Any) -> None:
    memberships.require_leavable(person=person)
    require_another_superuser(person=person)


@receiver(person_leaving, dispatch_uid="partners.person_leaving")
def give_back_roles(sender: Any, *, person: User, by: User, **_more: Any) -> None:
    require_another_superuser(person=person)
    memberships.roles_give_back(person=person, by=by)
    accessions.accessions_give_up(person=person, by=by)
    handovers.handovers_give_up(person=person, by=by)


@receiver(authenticator_added, dispatch_uid="partners.authenticator_added")
def only_this_session_stays(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    """Who has just set a factor up has shown it here; whoever else came in without it comes in again."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        services.sessions_end_others(by=user, kept=request.session.session_key or "")
