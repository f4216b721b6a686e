"""Who must prove more than a password, where allauth asks: reading the person, giving a factor, taking it away."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import secrets_at_rest
from accounts.models import User
from core import prepared
from core.models import Notification
from core.prepared import Given
from partners import policies

CANNOT_REMOVE = _(
    "Questo è il tuo ultimo secondo passaggio e il tuo ruolo lo richiede. Prima aggiungine un altro, poi togli questo."
)
WRONG_CODE = _(
    "Non va bene. Il codice dell'app cambia ogni mezzo minuto e vale una volta sola: scrivi quello che vedi adesso,"
    " oppure usa un codice di riserva."
)


UNREAD = Notification.objects.unread().counted_for(OuterRef("pk"))


def _person() -> QuerySet[Any]:
    """The person with what they must prove, whether the admin is theirs, and how many notices wait for them."""
    return policies.with_mfa_duty(User.objects.filter(pk=Given("person")).order_by()).annotate(unread=UNREAD)


class PersonBackend(AuthenticationBackend):
    """allauth's; a person is read together with what they must prove and whether the admin is theirs: one query."""

    def get_user(self, user_id: Any) -> User | None:
        user = next(iter(prepared.rows(_person, person=int(user_id))), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.must_use_mfa, user.has_second_factor = user.mfa_duty, user.mfa_factor
        user.enters_admin, user.unread_notices = user.admin_entry, user.unread
        return user


class MFAAdapter(DefaultMFAAdapter):
    """The last second factor of somebody who must use one cannot be removed; its secret is encrypted at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": CANNOT_REMOVE,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return secrets_at_rest.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets_at_rest.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return policies.may_remove_factor(authenticator.user, authenticator)


def is_given(request: HttpRequest) -> bool:
    """Whether this very session was opened, or confirmed since, with a code or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
