import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from training.enums import AdmissionOrder, TieBreak
from training.models.edition import Edition

MAX_OFFER_HOURS = 24 * 14

# What decides who comes first is settled once somebody has asked for a seat by it, whatever hand writes.
RULES_SETTLED = pgtrigger.Trigger(
    name="rules_settled",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("ordering", "tie_break", "criteria_published_at", "shows_ranking"),
    func="""
        IF EXISTS (SELECT 1 FROM training_application
                   WHERE edition_id = NEW.edition_id AND submitted_at IS NOT NULL) THEN
            RAISE EXCEPTION 'training_admission_rules_settled: somebody has applied by these rules'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class Admission(TimestampedModel):
    """How a school admits people to an edition: until when it answers, how its waiting list moves, who comes first.

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
    ordering = models.CharField(
        _("come si ordinano le domande"), max_length=7, choices=AdmissionOrder, default=AdmissionOrder.ARRIVAL
    )
    tie_break = models.CharField(_("a parità di punti"), max_length=8, choices=TieBreak, default=TieBreak.ARRIVAL)
    shows_ranking = models.BooleanField(_("la graduatoria è pubblica, con i soli codici delle domande"), default=False)
    criteria_published_at = models.DateTimeField(_("criteri pubblicati il"), null=True, blank=True, editable=False)

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "edition", "answers_by", "takes_when_full", "offer_hours", "ordering",
            "tie_break", "shows_ranking", "criteria_published_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("regole di ammissione")
        verbose_name_plural = _("regole di ammissione")
        ordering = ["edition_id"]
        constraints = [
            known_choice("ordering", AdmissionOrder),
            known_choice("tie_break", TieBreak),
            models.CheckConstraint(
                name="training_admission_criteria_of_ranking",
                condition=Q(criteria_published_at=None) | Q(ordering=AdmissionOrder.RANKING),
                violation_error_message=_("Solo una graduatoria ha criteri pubblicati."),
            ),
            models.CheckConstraint(
                name="training_admission_offer_hours",
                condition=Q(offer_hours__range=(1, MAX_OFFER_HOURS)),
                violation_error_message=_("Per dire di sì si danno da un'ora a due settimane."),
            ),
        ]
        triggers = [RULES_SETTLED]

    def __str__(self):
        return str(self.edition)

    @classmethod
    def of(cls, edition: Edition) -> "Admission":
        """The rules of an edition, or the usual ones where the school wrote none."""
        try:
            return edition.admission
        except cls.DoesNotExist:
            return cls(edition=edition)

    @property
    def is_ranked(self) -> bool:
        return self.ordering == AdmissionOrder.RANKING
