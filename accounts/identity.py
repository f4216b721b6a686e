"""Somebody comes with an identity of SPID or CIE: what is taken over of what the provider says about them."""

import datetime
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

# OpenID Connect's own name, and the one of SPID's attributes.
BIRTH_DATE_CLAIMS = ("birthdate", "dateOfBirth")


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Keeps the provider's number for the person and nothing else: no fiscal code, no address, no tokens.

    Name and birth date fill in the sign-up form: the name is confirmed there, a certified birth date counts as it is
    (forms.SignupForm). An account that is there already is never entered because the address is the same: its owner
    signs in and links the identity (allauth's default, unchanged).
    """

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.birth_date = _birth_date(sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        return {**super().get_signup_form_initial_data(sociallogin), "birth_date": sociallogin.user.birth_date}


def _birth_date(told: dict[str, Any]) -> datetime.date | None:
    """Of the user's details or of the token; what is no date is left to the form to ask."""
    for claims in (told.get("userinfo") or {}, told.get("id_token") or {}):
        for name in BIRTH_DATE_CLAIMS:
            try:
                return datetime.date.fromisoformat(str(claims.get(name)))
            except ValueError:
                continue
    return None
