from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from training.models.edition import Edition

MAX_OFFER_HOURS = 24 * 14


class Admission(TimestampedModel):
    """How a school admits people to an edition: until when it answers, how its waiting list moves.

    An edition without a row is admitted to by the defaults of these fields (`Admission.of`).
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="admission", verbose_name=_("edizione")
    )
    answers_by = models.DateField(_("rispondiamo entro il"), null=True, blank=True)
    takes_when_full = models.BooleanField(_("si può chiedere anche a posti finiti"), default=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("ore per dire di sì a un posto che si libera"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_OFFER_HOURS)],
    )

    class Privacy:
        plain = {"id", "created_at", "updated_at", "edition", "answers_by", "takes_when_full", "offer_hours"}

    class Meta:
        verbose_name = _("regole di ammissione")
        verbose_name_plural = _("regole di ammissione")
        ordering = ["edition_id"]
        constraints = [
            models.CheckConstraint(
                name="training_admission_offer_hours",
                condition=Q(offer_hours__range=(1, MAX_OFFER_HOURS)),
                violation_error_message=_("Per dire di sì si danno da un'ora a due settimane."),
            ),
        ]

    def __str__(self):
        return str(self.edition)

    @classmethod
    def of(cls, edition: Edition) -> "Admission":
        """The rules of an edition, or the usual ones where the school wrote none."""
        try:
            return edition.admission
        except cls.DoesNotExist:
            return cls(edition=edition)
