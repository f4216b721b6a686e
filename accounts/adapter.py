import datetime
from collections import deque
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import get_signup_url
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.enums import SecurityChange
from accounts.forms import AgeForm
from accounts.models import User

MAIL_SENT = "account_mail_sent"
ALLAUTH_CHUNK = 2000  # of allauth.account.internal.userkit.filter_users_by_email
WRONG_CODE = _(
    "Questo codice non va bene. Copia quello dell'ultimo messaggio che hai ricevuto: i codici di prima non valgono"
    " più. Se non va, fattene mandare un altro."
)
# allauth's name of the mail that would tell it.
SECURITY_CHANGES = {
    "account/email/password_changed": SecurityChange.PASSWORD_CHANGED,
    "account/email/password_set": SecurityChange.PASSWORD_CHOSEN,
    "account/email/password_reset": SecurityChange.PASSWORD_RESET,
    "account/email/email_changed": SecurityChange.ADDRESS_CHANGED,
    "account/email/email_deleted": SecurityChange.ADDRESS_REMOVED,
    "mfa/email/totp_activated": SecurityChange.APP_ADDED,
    "mfa/email/totp_deactivated": SecurityChange.APP_REMOVED,
    "mfa/email/webauthn_added": SecurityChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SecurityChange.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": SecurityChange.CODES_MADE,
    "socialaccount/email/account_connected": SecurityChange.IDENTITY_LINKED,
    "socialaccount/email/account_disconnected": SecurityChange.IDENTITY_UNLINKED,
}


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the portal: what counts as our address, and how its mails name us."""

    error_messages = {**DefaultAccountAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def is_safe_url(self, url: str) -> bool:
        """What cannot even be read as an address (`http://[::1`) is refused as another site is."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """At sign-up the name is not on the person yet, but in the same form: it is no good password either."""
        if user is not None and user.pk is None and self.request is not None:
            for name in ("first_name", "last_name"):
                setattr(user, name, self.request.POST.get(name, ""))
        return super().clean_password(password, user=user)

    def format_email_subject(self, subject: str) -> str:
        """With the Polo's name before it, not the host's."""
        return f"Polo La Spezia – {subject}"

    def send_account_already_exists_mail(self, email: str) -> None:
        """A new account costs a hash and some rows; so does one that is there already, or its time gives it away."""
        age = AgeForm(self.request.POST)
        if age.is_valid():  # as in the whole form, but for a date certified by SPID, which is not posted
            services.sign_up_rehearse(password=self.request.POST.get("password1", ""), **age.cleaned_data)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The words stand in templates/account/email; here is what they need to know beyond allauth's own facts."""
        is_login = template_prefix == "account/email/login_code"
        seconds = app_settings.LOGIN_BY_CODE_TIMEOUT if is_login else app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT
        facts: dict[str, Any] = {
            "site_url": settings.SITE_URL,
            "minutes": seconds // 60,
            "days": datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
        }
        if is_login:
            facts |= self._unknown_address_rehearse(email)
        super().send_mail(template_prefix, email, facts | context)
        if self.request is not None:
            setattr(self.request, MAIL_SENT, True)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What allauth would mail if ACCOUNT_EMAIL_NOTIFICATIONS were on: ours is a notice too, and in the register.

        It names an `email` where the account had another one until now.
        """
        services.security_changed(
            person=user,
            change=SECURITY_CHANGES[template_prefix],
            user_agent=self.get_http_user_agent(self.request),
            former_address=email or "",
        )

    def _unknown_address_rehearse(self, email: str) -> dict[str, Any]:
        """What allauth does for an address that nobody has, done for a known one too: it would answer sooner.

        It looks among the persons as well, with a cursor on the server (several round trips), and works out where one
        signs up.
        """
        deque(User.objects.filter(email=email).iterator(ALLAUTH_CHUNK), maxlen=0)
        return {"signup_url": get_signup_url(self.request)}

    def resend_rehearse(self) -> None:
        """Send a code to nobody and roll it back: an address without an account gets no second mail, but as slowly."""
        with transaction.atomic():
            facts = {"request": self.request, "code": self.generate_login_code()}
            self.send_mail("account/email/login_code", "nobody@rehearsal.invalid", facts)
            transaction.set_rollback(True)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """ "End all the others" leaves the same traces as ending one."""

    def end_sessions(self, sessions: list[Any]) -> None:
        for session in sessions:
            services.session_end(session=session, by=session.user)
