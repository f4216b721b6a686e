from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """A night's work of the retention rules: how many rows of each table went or lost their words.

    Figures only; `failed` counts what could not be done and waits for somebody to read the log.
    """

    ran_at = models.DateTimeField(_("eseguita il"), auto_now_add=True)
    figures = models.JSONField(_("righe per tabella"), default=dict)

    class Privacy:
        plain = {"id", "ran_at", "figures"}

    class Meta:
        verbose_name = _("pulizia dei dati scaduti")
        verbose_name_plural = _("pulizie dei dati scaduti")
        ordering = ["-ran_at", "-pk"]

    def __str__(self):
        return f"{self.ran_at:%d/%m/%Y %H:%M}"

    @property
    def failed(self) -> int:
        return self.figures.get("failed", 0)
