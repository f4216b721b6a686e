from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from accounts import services


@receiver(email_confirmed)
def address_verified(sender: type, email_address: EmailAddress, **_rest: Any) -> None:
    services.guardian_send_waiting(minor=email_address.user)
