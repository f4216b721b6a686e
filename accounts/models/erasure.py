import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.privacy import Keep, WithAccount


class ErasureCause(models.TextChoices):
    ASKED = "ASKED", _("chiesta dalla persona")
    INACTIVE = "INACTIVE", _("account non usato")


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person=user) if user.is_authenticated else self.none()

    def open(self):
        """Neither carried out nor called off."""
        return self.filter(done_at=None, cancelled_at=None)

    def due(self):
        return self.open().filter(due_at__lte=timezone.now())


class Erasure(models.Model):
    """The end of an account: asked for, carried out after a time in which the person may think again.

    The row stays as the proof that it was done: it names an account that has no name any more.
    """

    GRACE = datetime.timedelta(days=14)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures", verbose_name=_("persona")
    )
    cause = models.CharField(_("perché"), max_length=10, choices=ErasureCause, default=ErasureCause.ASKED)
    requested_at = models.DateTimeField(_("chiesta il"), default=timezone.now)
    due_at = models.DateTimeField(_("dal"))
    cancelled_at = models.DateTimeField(_("annullata il"), null=True, blank=True)
    done_at = models.DateTimeField(_("eseguita il"), null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Privacy:
        personal = {"person"}
        plain = {"id", "cause", "requested_at", "due_at", "cancelled_at", "done_at"}
        subject = ("person",)
        purpose = _("cancellare il tuo account quando lo chiedi, e poterlo dimostrare")
        erasure = Keep(_("è la prova della cancellazione: resta il numero di un account senza nome"))
        retention = WithAccount(_("resta come prova"))

    class Meta:
        verbose_name = _("cancellazione di un account")
        verbose_name_plural = _("cancellazioni degli account")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            known_choice("cause", ErasureCause),
            models.UniqueConstraint(
                name="accounts_erasure_one_open",
                fields=["person"],
                condition=Q(done_at=None, cancelled_at=None),
                violation_error_message=_("Hai già chiesto di cancellare l'account."),
            ),
            models.CheckConstraint(
                name="accounts_erasure_done_or_cancelled",
                condition=Q(done_at=None) | Q(cancelled_at=None),
                violation_error_message=_("Una cancellazione è eseguita oppure annullata."),
            ),
            models.CheckConstraint(
                name="accounts_erasure_dates_in_order",
                condition=Q(due_at__gte=F("requested_at")) & (Q(done_at=None) | Q(done_at__gte=F("requested_at"))),
                violation_error_message=_("Un account si cancella dopo che è stato chiesto."),
            ),
        ]

    def __str__(self):
        return f"{self.get_cause_display()} · {self.requested_at:%d/%m/%Y}"
