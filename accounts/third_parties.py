"""What the tables of packages say about people: the same words as our models' `class Privacy` (core/privacy.py)."""

from django.utils.translation import gettext_lazy as _

from core.privacy import Delete, Keep, Retention, WithAccount, declare


class EmailAddressPrivacy:
    personal = {"user", "email"}
    plain = {"id", "verified", "primary"}
    subject = ("user",)
    purpose = _("sapere quali indirizzi sono tuoi e verificati")
    erasure = Delete()
    retention = WithAccount(_("finché hai un account"))


class EmailConfirmationPrivacy:
    personal = {"email_address", "key"}
    plain = {"id", "created", "sent"}
    subject = ("email_address__user",)
    title = _("verifiche di un indirizzo")
    purpose = _("verificare un indirizzo")
    erasure = Delete()
    retention = Retention(_("un codice vale pochi minuti"), days=30, after="created")
    withheld = {"key": _("è una chiave")}


class AuthenticatorPrivacy:
    personal = {"user", "data"}
    plain = {"id", "type", "created_at", "last_used_at"}
    subject = ("user",)
    title = _("modi di entrare")
    purpose = _("farti entrare con un secondo passaggio o una passkey")
    erasure = Delete()
    retention = WithAccount(_("finché la usi"))
    withheld = {"data": _("è una chiave: la conosce solo il tuo dispositivo")}


class UserSessionPrivacy:
    personal = {"user", "ip", "user_agent", "session_key", "data"}
    plain = {"id", "created_at", "last_seen_at"}
    subject = ("user",)
    title = _("accessi da telefoni e computer")
    purpose = _("mostrarti da quali dispositivi sei dentro")
    erasure = Delete()
    retention = Retention(_("sei mesi, come i registri degli accessi"), months=6, after="last_seen_at")
    withheld = {"session_key": _("è la chiave della sessione"), "data": _("appartiene alla chiave della sessione")}


class LogEntryPrivacy:
    personal = {"user"}
    plain = {"id", "action_time", "content_type", "object_id", "object_repr", "action_flag", "change_message"}
    subject = ("user",)
    title = _("cambiamenti fatti nell'amministrazione")
    purpose = _("sapere che cosa è stato cambiato nell'amministrazione")
    erasure = Keep(_("dice che cosa è stato fatto a un oggetto: resta il numero di un account senza nome"))
    retention = Retention(
        _("cinque anni, come il registro degli eventi"), months=60, after="action_time", then=Delete()
    )


class SocialAccountPrivacy:
    personal = {"user", "uid", "extra_data"}
    plain = {"id", "provider", "last_login", "date_joined"}
    subject = ("user",)
    purpose = _("farti entrare con SPID, CIE o un altro accesso")
    erasure = Delete()
    retention = WithAccount(_("finché colleghi quell'accesso"))


class SocialTokenPrivacy:
    personal = {"account", "token", "token_secret"}
    plain = {"id", "app", "expires_at"}
    subject = ("account__user",)
    purpose = _("farti entrare con SPID, CIE o un altro accesso")
    erasure = Delete()
    retention = WithAccount(_("finché colleghi quell'accesso"))
    withheld = {"token": _("è una chiave"), "token_secret": _("è una chiave")}


DECLARED = {
    "account.EmailAddress": EmailAddressPrivacy,
    "account.EmailConfirmation": EmailConfirmationPrivacy,
    "mfa.Authenticator": AuthenticatorPrivacy,
    "usersessions.UserSession": UserSessionPrivacy,
    "admin.LogEntry": LogEntryPrivacy,
    "socialaccount.SocialAccount": SocialAccountPrivacy,
    "socialaccount.SocialToken": SocialTokenPrivacy,
}

# Tables of packages that say nothing about a person.
IMPERSONAL = frozenset(
    {
        "auth.Group",
        "auth.Permission",
        # Not written: each history holds its own context. The other two are views of the histories.
        "pghistory.Context",
        "pghistory.Events",
        "pghistory.MiddlewareEvents",
        "contenttypes.ContentType",
        "socialaccount.SocialApp",
        # Opaque rows without a key to the person: erased by the keys of the person's UserSessions.
        "sessions.Session",
    }
)


def declare_all() -> None:
    """Called once, when the apps are ready."""
    for label, privacy in DECLARED.items():
        declare(label, privacy)
