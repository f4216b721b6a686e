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
