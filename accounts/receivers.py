from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.middleware import remember
from accounts.models import User


@receiver(email_confirmed)
def address_verified(sender: type, email_address: EmailAddress, **_rest: Any) -> None:
    services.guardian_send_waiting(minor=email_address.user)


@receiver(user_logged_in)
def logged_in(sender: type, request: HttpRequest | None, user: User, **_rest: Any) -> None:
    """The next page asks to read what has been published since."""
    if request is not None:
        remember(request, user)
