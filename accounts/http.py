from typing import Any

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """The request of a signed-in person: what views behind the login middleware receive."""

    user: User
    # Set by partners.middleware: the partner acted for (or None) and all those the person works for.
    acting_partner: Any
    partners: list[Any]
    # Set by partners.acting: the partner for which this page writes; absent where it writes for none.
    page_partner: Any
    # Set by partners.support while this person is looked at by somebody who helps; else None.
    support: Any
