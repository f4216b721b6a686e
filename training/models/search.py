"""What the search of the catalogue knows about words, and what people keep of it."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
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
