from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Keep, WithAccount
from partners.enums import HandoverState
from partners.models.document import Document
from partners.models.membership import Mandate
from partners.models.partner import Partner


class HandoverQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=HandoverState.PROPOSED)

    def addressed_to(self, user):
        """Those that the person has been asked to accept."""
        return self.waiting().filter(successor=user) if user.is_authenticated else self.none()


class Handover(TimestampedModel):
    """An office of the Polo passes from its holder to the next: proposed with its dates, then accepted or declined.

    Accepting ends the mandate of the one on the eve of the other's first day: rights change hands at midnight.
    """

    outgoing = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("incarico che finisce")
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("chi subentra")
    )
    title_it = models.CharField(_("qualifica"), max_length=200, blank=True)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"),
    )  # fmt: skip
    starts_on = models.DateField(_("primo giorno"))
    ends_on = models.DateField(_("ultimo giorno"), null=True, blank=True)
    deed = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("atto"),
    )  # fmt: skip
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi propone")
    )
    state = models.CharField(_("stato"), max_length=10, choices=HandoverState, default=HandoverState.PROPOSED)
    closed_at = models.DateTimeField(_("chiuso il"), null=True, blank=True)
    mandate = models.OneToOneField(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="handover",
        verbose_name=_("incarico nuovo"),
    )  # fmt: skip

    objects = HandoverQuerySet.as_manager()

    class Privacy:
        personal = {"successor", "proposed_by"}
        plain = {
            "id", "created_at", "updated_at", "outgoing", "title_it", "partner", "starts_on", "ends_on", "deed",
            "state", "closed_at", "mandate",
        }  # fmt: skip
        subject = ("successor",)
        purpose = _("passare un incarico del Polo da una persona all'altra, con il suo sì")
        erasure = Keep(_("chi aveva un incarico del Polo deve potersi ricostruire: resta un account senza nome"))
        retention = WithAccount(_("gli incarichi di un accordo fra enti sono pubblici"))

    class Meta:
        verbose_name = _("passaggio di consegne")
        verbose_name_plural = _("passaggi di consegne")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", HandoverState),
            models.UniqueConstraint(
                name="partners_handover_one_waiting",
                fields=["outgoing"],
                condition=Q(state="PROPOSED"),
                violation_error_message=_("Per questo incarico c'è già un passaggio di consegne in attesa."),
            ),
            models.CheckConstraint(
                name="partners_handover_dates_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("L'incarico non può finire prima di cominciare."),
            ),
            models.CheckConstraint(
                name="partners_handover_closed_iff_at",
                condition=Q(state="PROPOSED", closed_at=None) | (~Q(state="PROPOSED") & Q(closed_at__isnull=False)),
                violation_error_message=_("Un passaggio chiuso ha sempre la data."),
            ),
            models.CheckConstraint(
                name="partners_handover_accepted_iff_mandate",
                condition=Q(state="ACCEPTED", mandate__isnull=False) | (~Q(state="ACCEPTED") & Q(mandate=None)),
                violation_error_message=_("Un passaggio accettato ha l'incarico nuovo."),
            ),
        ]

    def __str__(self):
        return f"{self.outgoing} → {self.successor}"
