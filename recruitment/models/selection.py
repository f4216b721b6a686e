"""What is written during a selection: messages between the two sides, and the firm's own notes."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from core.privacy import Delete, Retention
from recruitment.models.interest import Interest

MAX_LENGTH = 2000
KEPT = Retention(_("dodici mesi dopo l'ultimo giorno dell'offerta"), months=12, after="interest__opening__closes_on")


class InterestMessage(TimestampedModel):
    """One message between the firm and a person who said yes, about one opening."""

    interest = models.ForeignKey(
        Interest, on_delete=models.CASCADE, related_name="messages", verbose_name=_("richiesta")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi scrive")
    )
    is_from_firm = models.BooleanField(_("scritto dall'impresa"))
    text = models.TextField(_("messaggio"), max_length=MAX_LENGTH, validators=[MinLengthValidator(1)])

    class Privacy:
        personal = {"interest", "author", "text"}
        plain = {"id", "created_at", "updated_at", "is_from_firm"}
        subject = ("interest__profile__person",)
        purpose = _("scriversi con un'impresa a cui hai detto sì")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("messaggio di una selezione")
        verbose_name_plural = _("messaggi delle selezioni")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_interestmessage_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Un messaggio non è vuoto."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class InterestNote(TimestampedModel):
    """What the firm writes for itself about a person in a selection.

    Read by the firm alone in the portal; it is about a person, so it is in the copy of their data that they may ask
    for (GDPR, article 15): the field says so to who writes.
    """

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="notes", verbose_name=_("richiesta"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi scrive")
    )
    text = models.TextField(_("nota"), max_length=MAX_LENGTH, validators=[MinLengthValidator(1)])

    class Privacy:
        personal = {"interest", "author", "text"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("interest__profile__person",)
        purpose = _("gli appunti di un'impresa su una selezione a cui hai detto sì")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("appunto di una selezione")
        verbose_name_plural = _("appunti delle selezioni")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_interestnote_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Un appunto non è vuoto."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
