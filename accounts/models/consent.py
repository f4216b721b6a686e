from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.privacy import Delete, WithAccount


class Purpose(models.TextChoices):
    """What a person may say yes or no to. Only what the portal really does stands here."""

    MATCHING = "MATCHING", _("abbinamento alle offerte di lavoro")


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's own."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def active(self):
        """Given and not taken back."""
        return self.filter(withdrawn_at=None)

    def run_out(self):
        """Still active though their time is over."""
        return self.active().filter(expires_at__lte=timezone.now())


class Consent(models.Model):
    """A yes of a person to one purpose: when it was given, to which words, until when, when it was taken back.

    Rows are written by the database itself when the app that uses the consent changes its own mark (for matching:
    `CandidateProfile.matching_consent_at`, recruitment migration), so that the two can never say different things.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents", verbose_name=_("persona")
    )
    purpose = models.CharField(_("a che cosa"), max_length=20, choices=Purpose)
    given_at = models.DateTimeField(_("dato il"))
    expires_at = models.DateTimeField(_("vale fino al"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("tolto il"), null=True, blank=True)
    notice_version = models.CharField(_("versione dell'informativa"), max_length=40, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Privacy:
        personal = {"person", "purpose", "given_at", "expires_at", "withdrawn_at", "notice_version"}
        plain = {"id"}
        subject = ("person",)
        purpose = _("poter dimostrare a che cosa hai detto sì, e quando")
        erasure = Delete()
        retention = WithAccount(_("finché hai un account: è la prova del tuo sì (articolo 7 del GDPR)"))

    class Meta:
        verbose_name = _("consenso")
        verbose_name_plural = _("consensi")
        ordering = ["-given_at", "-pk"]
        constraints = [
            known_choice("purpose", Purpose),
            models.UniqueConstraint(
                name="accounts_consent_one_active",
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("Questo consenso è già in vigore."),
            ),
            models.CheckConstraint(
                name="accounts_consent_dates_in_order",
                condition=(Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")))
                & (Q(expires_at=None) | Q(expires_at__gt=F("given_at"))),
                violation_error_message=_("Un consenso si toglie, e scade, dopo che è stato dato."),
            ),
        ]

    def __str__(self):
        return self.get_purpose_display()

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None
