import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import TimestampedModel
from core.privacy import Delete, Retention

SEALED = signing.Signer(salt="recruitment.passport", sep=".")


class PassportLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's own."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def live(self):
        """Not taken back, not past their day, of somebody who may still take part."""
        able = User.objects.able_to_take_part()
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True, person__in=able)

    def opened_by(self, token: str):
        """The one that an address names. The seal is worked out, never kept: who reads the table opens nothing."""
        try:
            return self.filter(pk=int(SEALED.unsign(token)))
        except (signing.BadSignature, ValueError):
            return self.none()


class PassportLink(TimestampedModel):
    """An address that a person gives to whomever they like: it shows their passport as it is on that day.

    It ends by itself and can be taken back at once; whoever holds it needs no account.
    """

    LIFETIMES = (7, 30, 90)
    MOST = 10

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    note = models.CharField(_("per chi è"), max_length=80, blank=True)
    expires_at = models.DateTimeField(_("vale fino al"))
    revoked_at = models.DateTimeField(_("tolto il"), null=True, blank=True)
    opened_count = models.PositiveIntegerField(_("volte che è stato aperto"), default=0)
    last_opened_at = models.DateTimeField(_("aperto l'ultima volta"), null=True, blank=True)

    objects = PassportLinkQuerySet.as_manager()

    class Privacy:
        personal = {"person", "note", "expires_at", "revoked_at", "opened_count", "last_opened_at"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        purpose = _("far vedere il tuo passaporto a chi vuoi tu")
        erasure = Delete()
        retention = Retention(_("6 mesi dopo che il link è scaduto"), months=6, after="expires_at")

    class Meta:
        verbose_name = _("link al passaporto")
        verbose_name_plural = _("link al passaporto")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_passportlink_opened_iff_counted",
                condition=Q(opened_count=0, last_opened_at=None) | Q(opened_count__gt=0, last_opened_at__isnull=False),
                violation_error_message=_("Un link aperto ha sempre la data dell'ultima volta."),
            ),
        ]

    def __str__(self):
        return self.note or str(self.pk)

    def get_absolute_url(self):
        return reverse("recruitment:passport_verify", args=[SEALED.sign(str(self.pk))])

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @classmethod
    def ending(cls, days: int) -> datetime.datetime:
        return timezone.now() + datetime.timedelta(days=days)
