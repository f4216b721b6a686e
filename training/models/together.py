from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner
from training.models.edition import Edition


class EditionPartnerQuerySet(models.QuerySet):
    def agreed(self):
        return self.filter(agreed_at__isnull=False)

    def shown(self):
        """Whom the page names: one that has left the Polo has no page any more."""
        return self.agreed().filter(partner__standing__in=ACTIVE_STANDINGS)

    def answerable_by(self, user):
        """Asked of the partner for which the person acts: who writes its courses, or manages it where it has none."""
        may = [Partner.objects.permitting(user, p) for p in (Permission.EDIT_COURSES, Permission.MANAGE_MEMBERS)]
        return self.filter(Q(partner__in=may[0]) | Q(partner__in=may[1]))


class EditionPartner(TimestampedModel):
    """A partner that holds an edition together with the school of the course: asked by it, shown once it agrees."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="together", verbose_name=_("edizione"))
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="editions_together", verbose_name=_("partner")
    )
    part = models.CharField(_("che cosa mette"), max_length=200, blank=True)
    agreed_at = models.DateTimeField(_("d'accordo dal"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("d'accordo per voce di"),
    )  # fmt: skip

    objects = EditionPartnerQuerySet.as_manager()

    class Privacy:
        personal = {"agreed_by"}
        plain = {"id", "created_at", "updated_at", "edition", "partner", "part", "agreed_at"}

    class Meta:
        verbose_name = _("partner che tiene un'edizione insieme")
        verbose_name_plural = _("partner che tengono edizioni insieme")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_editionpartner_once",
                fields=["edition", "partner"],
                violation_error_message=_("Questo partner c'è già."),
            ),
            models.CheckConstraint(
                name="training_editionpartner_agreed_by_somebody",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                violation_error_message=_("Un sì ha sempre data e autore."),
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.partner}"

    @property
    def is_agreed(self) -> bool:
        return self.agreed_at is not None
