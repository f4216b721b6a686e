"""How an application was decided, by whom and when: what the past says when an answer is contested."""

from django.utils.translation import gettext_lazy as _

from core.history import APPEND_ONLY, KEPT, LABELS, NEVER_EMPTIED, PLAIN, UNSHOWN, WORDS, tracked
from core.privacy import Keep
from training.models.application import Application

FIELDS = ["person", "edition", "state", "decided_at", "decided_by", "refusal_reason"]


class ApplicationHistory(tracked(Application, fields=FIELDS)):  # type: ignore[misc]
    class Privacy:
        personal = {"person", "decided_by"}
        plain = PLAIN | {"edition", "state", "decided_at", "refusal_reason"}
        subject = ("person",)
        labels, unshown, words = LABELS, UNSHOWN, WORDS
        purpose = _("provare come è stata decisa una domanda di iscrizione")
        erasure = Keep(_("dice l'esito e le date, con il solo numero di un account che resta senza nome"))
        retention = KEPT

    class Meta:
        verbose_name = _("storia di una domanda di iscrizione")
        verbose_name_plural = _("storia delle domande di iscrizione")
        ordering = ["pgh_id"]
        triggers = [APPEND_ONLY, NEVER_EMPTIED]
