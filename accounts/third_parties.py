"""What the tables of packages say about people: the same words as our models' `class Privacy` (core/privacy.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.privacy import Delete, Keep, Retention, WithAccount, declare

AUTHENTICATORS = {
    "totp": _("codici da un'app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("codici di riserva"),
}


def authenticator_words(row: dict[str, Any]) -> str:
    return str(AUTHENTICATORS[row["type"]["value"]])


class EmailAddressPrivacy:
    personal = {"user", "email"}
    plain = {"id", "verified", "primary"}
    subject = ("user",)
    title = _("indirizzi e-mail")
    labels = {
        "user": _("persona"),
        "email": _("indirizzo e-mail"),
        "verified": _("confermato"),
        "primary": _("indirizzo principale"),
    }
    purpose = _("sapere quali indirizzi sono tuoi e verificati")
    erasure = Delete()
    retention = WithAccount(_("finché hai un account"))


class EmailConfirmationPrivacy:
    personal = {"email_address", "key"}
    plain = {"id", "created", "sent"}
    subject = ("email_address__user",)
    title = _("verifiche di un indirizzo")
    labels = {"email_address": _("indirizzo e-mail"), "created": _("creata il"), "sent": _("inviata il")}
    purpose = _("verificare un indirizzo")
    erasure = Delete()
    retention = Retention(_("un codice vale pochi minuti"), days=30, after="created")
    withheld = {"key": _("Il codice mandato per e-mail non è in questa copia: chi lo leggesse potrebbe usarlo")}


class AuthenticatorPrivacy:
    personal = {"user", "data"}
    plain = {"id", "type", "created_at", "last_used_at"}
    subject = ("user",)
    title = _("modi di entrare")
    purpose = _("farti entrare con un secondo passaggio o una passkey")
    erasure = Delete()
    retention = WithAccount(_("finché la usi"))
    labels = {"user": _("persona"), "type": _("come"), "created_at": _("aggiunto il"), "last_used_at": _("usato il")}
    words = {"type": authenticator_words}
    withheld = {"data": _("Il segreto con cui il tuo dispositivo si fa riconoscere non è in questa copia")}


class UserSessionPrivacy:
    personal = {"user", "ip", "user_agent", "session_key", "data"}
    plain = {"id", "created_at", "last_seen_at"}
    subject = ("user",)
    title = _("accessi da telefoni e computer")
    purpose = _("mostrarti da quali dispositivi sei dentro")
    erasure = Delete()
    retention = Retention(_("sei mesi, come i registri degli accessi"), months=6, after="last_seen_at")
    labels = {
        "user": _("persona"),
        "created_at": _("entrata il"),
        "ip": _("indirizzo di rete (IP)"),
        "last_seen_at": _("vista l'ultima volta il"),
        "user_agent": _("browser e dispositivo"),
    }
    withheld = {
        "session_key": _("La chiave di ogni accesso non è in questa copia: chi l'avesse entrerebbe al tuo posto"),
        "data": _("Gli appunti tecnici di ogni accesso non sono in questa copia: valgono solo insieme alla chiave"),
    }


class LogEntryPrivacy:
    personal = {"user"}
    plain = {"id", "action_time", "content_type", "object_id", "object_repr", "action_flag", "change_message"}
    subject = ("user",)
    title = _("cambiamenti fatti nell'amministrazione")
    labels = {
        "action_time": _("quando"),
        "user": _("persona"),
        "object_repr": _("che cosa"),
        "action_flag": _("azione"),
        "content_type": _("tipo di oggetto"),
        "change_message": _("modifica"),
    }
    unshown = {"content_type", "object_id", "change_message"}
    purpose = _("sapere che cosa è stato cambiato nell'amministrazione")
    erasure = Keep(_("dice che cosa è stato fatto a un oggetto: resta il numero di un account senza nome"))
    retention = Retention(
        _("cinque anni, come il registro degli eventi"), months=60, after="action_time", then=Delete()
    )


class SocialAccountPrivacy:
    personal = {"user", "uid", "extra_data"}
    plain = {"id", "provider", "last_login", "date_joined"}
    subject = ("user",)
    title = _("accessi collegati")
    labels = {
        "user": _("persona"),
        "uid": _("come ti conosce quel servizio"),
        "extra_data": _("che cosa ha detto di te"),
        "provider": _("servizio"),
        "last_login": _("ultimo accesso"),
        "date_joined": _("collegato il"),
    }
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
    labels = {"account": _("accesso collegato"), "app": _("servizio"), "expires_at": _("vale fino al")}
    withheld = {
        "token": _("La chiave data dal servizio con cui entri non è in questa copia"),
        "token_secret": _("Nemmeno il suo segreto è in questa copia"),
    }


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
        # Opaque rows without a key to the person: erased by the keys of the person's UserSessions, and each night
        # those that are over (services.sessions_forget).
        "sessions.Session",
    }
)


def declare_all() -> None:
    """Called once, when the apps are ready."""
    for label, privacy in DECLARED.items():
        declare(label, privacy)
