from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """The request of a signed-in person: what views behind the login middleware receive."""

    user: User
