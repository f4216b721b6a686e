"""What the search of the catalogue knows about words, and what people keep of it."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORD_MAX = 40


class SynonymGroup(models.Model):
    """Words that stand for each other in the search: whoever types one finds the others too."""

    words = models.TextField(
        _("parole"), help_text=_("Una per riga, due almeno. Maschile e femminile, plurali e accenti non servono.")
    )

    class Privacy:
        plain = {"id", "words"}

    class Meta:
        verbose_name = _("gruppo di sinonimi")
        verbose_name_plural = _("sinonimi della ricerca")
        ordering = ["words", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_synonymgroup_once",
                fields=["words"],
                violation_error_message=_("C'è già un gruppo con queste parole."),
            )
        ]

    def __str__(self):
        return ", ".join(self.names)

    def clean(self):
        self.words = "\n".join(dict.fromkeys(self.names))
        if "\n" not in self.words:
            raise ValidationError({"words": _("Scrivi almeno due parole, una per riga.")})

    @property
    def names(self) -> list[str]:
        return [" ".join(line.split()) for line in self.words.splitlines() if line.strip()]


class SearchWord(models.Model):
    """A word that some published course holds: what a mistyped one may have meant. Derived, never edited."""

    word = models.CharField(max_length=WORD_MAX, unique=True)
    folded = models.CharField(max_length=WORD_MAX)

    class Privacy:
        plain = {"id", "word", "folded"}

    class Meta:
        verbose_name = _("parola dei corsi")
        verbose_name_plural = _("parole dei corsi")
        ordering = ["word"]
        indexes = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="training_searchword_letters")]

    def __str__(self):
        return self.word


class EmptySearch(models.Model):
    """Words that no course answered and how many asked in a week: wanted and not offered. Nobody's name is in it."""

    text = models.CharField(_("parole"), max_length=60)
    week = models.DateField(_("settimana che comincia il"))
    count = models.PositiveIntegerField(_("quante volte"), default=0)

    class Privacy:
        plain = {"id", "text", "week", "count"}

    class Meta:
        verbose_name = _("ricerca senza risposta")
        verbose_name_plural = _("ricerche senza risposta")
        ordering = ["-week", "-count", "text"]
        constraints = [
            models.UniqueConstraint(
                name="training_emptysearch_once",
                fields=["week", "text"],
                violation_error_message=_("Queste parole sono già contate per questa settimana."),
            ),
            models.CheckConstraint(
                name="training_emptysearch_has_words",
                condition=~Q(text=""),
                violation_error_message=_("Una ricerca senza risposta ha delle parole."),
            ),
        ]

    def __str__(self):
        return f"{self.text}: {self.count}"
