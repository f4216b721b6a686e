"""The sign-up form of whoever comes from an invitation: it says so, and the invited address is there already."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.forms import SignupForm
from allauth.core import context
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from partners.enums import InvitationState
from partners.models import Invitation


class InvitedSignUpForm(SignupForm):
    """allauth's with the portal's questions (accounts.forms.SignupForm); no address is forced on anybody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.invitation = invitation_behind(context.request)
        if self.invitation is not None:
            kwargs["initial"] = {"email": self.invitation.email, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


def invitation_behind(request: HttpRequest) -> Invitation | None:
    """The open invitation that the page to come back to belongs to: whoever knows its link has its mail."""
    try:
        match = resolve(urlsplit(request.POST.get("next") or request.GET.get("next") or "").path)
    except (Resolver404, ValueError):
        return None
    if match.view_name != "partners:invitation_detail":
        return None
    invitation = Invitation.objects.with_token(match.kwargs["token"]).select_related("partner").first()
    return invitation if invitation is not None and invitation.state == InvitationState.OPEN else None
