from django.db import models
from django.utils.translation import gettext_lazy as _


class Participation(models.TextChoices):
    """Whether somebody may enrol, be matched and be placed; everything but ADULT and CONFIRMED has to wait."""

    ADULT = "ADULT", _("maggiorenne")
    CONFIRMED = "CONFIRMED", _("minorenne con la conferma")
    WAITING = "WAITING", _("minorenne in attesa della conferma")
    UNKNOWN_AGE = "UNKNOWN_AGE", _("data di nascita da indicare")
    TOO_YOUNG = "TOO_YOUNG", _("meno di 14 anni")


class GuardianAnswer(models.TextChoices):
    YES = "YES", _("sì")
    NO = "NO", _("no")


class GuardianEnd(models.TextChoices):
    """Why a request no longer counts: the minor sent another one, or the guardian took the yes back."""

    REPLACED = "REPLACED", _("sostituita")
    WITHDRAWN = "WITHDRAWN", _("conferma ritirata")


class GuardianState(models.TextChoices):
    TO_SEND = "TO_SEND", _("da inviare")
    WAITING = "WAITING", _("in attesa")
    EXPIRED = "EXPIRED", _("scaduta")
    CONFIRMED = "CONFIRMED", _("confermata")
    REFUSED = "REFUSED", _("rifiutata")
    WITHDRAWN = "WITHDRAWN", _("ritirata")
    REPLACED = "REPLACED", _("sostituita")


class NoticeKind(models.TextChoices):
    """Whoever signs up accepts the terms and one of the two privacy notices, by age."""

    TERMS = "TERMS", _("Condizioni d'uso")
    PRIVACY = "PRIVACY", _("Informativa sulla privacy")
    YOUTH = "YOUTH", _("Privacy in parole semplici, per chi ha da 14 a 17 anni")

    @property
    def slug(self) -> str:
        """As it stands in the address."""
        return {"TERMS": "condizioni", "PRIVACY": "privacy", "YOUTH": "privacy-14-17"}[self.value]


class SecurityChange(models.TextChoices):
    """What opens an account, and what became of it; the value is the ending of the verb in the register."""

    PASSWORD_CHANGED = "password_changed", _("La password del tuo account è cambiata")
    PASSWORD_CHOSEN = "password_chosen", _("Il tuo account ora ha una password")
    PASSWORD_RESET = "password_reset", _("La password è stata cambiata con un link mandato per e-mail")
    ADDRESS_ADDED = "address_added", _("Al tuo account è stato aggiunto un indirizzo e-mail")
    ADDRESS_CHANGED = "address_changed", _("L'indirizzo e-mail principale del tuo account è cambiato")
    ADDRESS_REMOVED = "address_removed", _("Dal tuo account è stato tolto un indirizzo e-mail")
    APP_ADDED = "app_added", _("Il tuo account ora chiede il codice di un'app")
    APP_REMOVED = "app_removed", _("Il tuo account non chiede più il codice dell'app")
    PASSKEY_ADDED = "passkey_added", _("Al tuo account è stata aggiunta una passkey")
    PASSKEY_REMOVED = "passkey_removed", _("Dal tuo account è stata tolta una passkey")
    CODES_MADE = "codes_made", _("Il tuo account ha nuovi codici di riserva")
    IDENTITY_LINKED = "identity_linked", _("Al tuo account è stata collegata un'identità SPID o CIE")
    IDENTITY_UNLINKED = "identity_unlinked", _("Dal tuo account è stata scollegata un'identità SPID o CIE")
