"""When a person said yes or no to a firm, and when they thought again: why names were shown to whom."""

from django.utils.translation import gettext_lazy as _

from core.history import APPEND_ONLY, KEPT, LABELS, NEVER_EMPTIED, PLAIN, UNSHOWN, WORDS, tracked
from core.privacy import Keep
from recruitment.models.interest import Interest

FIELDS = ["opening", "profile", "expressed_by", "answer", "answered_at", "closed_at", "stage", "access_until"]


class InterestHistory(tracked(Interest, fields=FIELDS)):  # type: ignore[misc]
    class Privacy:
        personal = {"profile", "expressed_by"}
        plain = PLAIN | {"opening", "answer", "answered_at", "closed_at", "stage", "access_until"}
        subject = ("profile__person",)
        labels, unshown, words = LABELS, UNSHOWN, WORDS
        purpose = _("provare quando hai detto sì o no a un'impresa")
        erasure = Keep(_("dice la risposta e le date, con il solo numero di un profilo che non c'è più"))
        retention = KEPT

    class Meta:
        verbose_name = _("storia di una richiesta di contatto")
        verbose_name_plural = _("storia delle richieste di contatto")
        ordering = ["pgh_id"]
        triggers = [APPEND_ONLY, NEVER_EMPTIED]
