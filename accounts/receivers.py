from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.enums import SecurityChange
from accounts.middleware import remember
from accounts.models import User


@receiver(email_confirmed)
def address_verified(sender: type, request: HttpRequest, email_address: EmailAddress, **_rest: Any) -> None:
    """An account's first address is its primary one; a further one lets its reader in too, and allauth is silent."""
    services.guardian_send_waiting(minor=email_address.user)
    if not email_address.primary:
        services.security_changed(
            person=email_address.user,
            change=SecurityChange.ADDRESS_ADDED,
            user_agent=request.headers.get("User-Agent", ""),
        )


@receiver(user_logged_in)
def logged_in(sender: type, request: HttpRequest | None, user: User, **_rest: Any) -> None:
    """The next page asks to read what has been published since."""
    if request is not None:
        remember(request, user)
