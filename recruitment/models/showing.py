from django.db import models
from django.utils.translation import gettext_lazy as _

from core.privacy import Delete, Retention
from recruitment.models.demand import Opening
from recruitment.models.profile import CandidateProfile


class Showing(models.Model):
    """A card without a name stood on the first page of a firm's list, on a day: what the fair turn counts.

    Also the log of that rule: who was shown, for which opening, when. One row a day, however often the page is read.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="showings", verbose_name=_("offerta"))
    profile = models.ForeignKey(
        CandidateProfile, on_delete=models.CASCADE, related_name="showings", verbose_name=_("profilo")
    )
    shown_on = models.DateField(_("mostrata il"))

    class Privacy:
        personal = {"profile"}
        plain = {"id", "opening", "shown_on"}
        subject = ("profile__person",)
        purpose = _("dare a tutti lo stesso spazio negli elenchi delle imprese")
        erasure = Delete()
        retention = Retention(_("il turno guarda gli ultimi trenta giorni"), months=3, after="shown_on")

    class Meta:
        verbose_name = _("scheda mostrata in un elenco")
        verbose_name_plural = _("schede mostrate negli elenchi")
        ordering = ["-shown_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="recruitment_showing_once_a_day",
                fields=["profile", "shown_on", "opening"],
                violation_error_message=_("Questa scheda è già segnata per oggi."),
            ),
        ]

    def __str__(self):
        return f"{self.opening} · {self.shown_on}"
